import type {DBSchema, IDBPDatabase} from "idb";
import {openDB} from "idb";
import type {KeptPlace, KeptState} from "./types.ts";

/** The form in which a run is kept; a run of another form is not offered. */
export const KEPT_VERSION = 1;
/** Most runs of one place, most runs of the whole book, and most bytes of them together. */
export const KEPT_BOUNDS = {ofPlace: 3, runs: 12, bytes: 200e6} as const;

/** What is known of a run that was kept. */
export interface KeptRun extends KeptPlace {
  /** No two runs have the same; one that is gone on with keeps its own. */
  id: string;
  version: number;
  /** Steps done. */
  step: number;
  /** When it was kept, in milliseconds since 1970. */
  at: number;
  /** What it takes. */
  bytes: number;
}

interface Schema extends DBSchema {
  runs: {key: string; value: KeptRun};
  states: {key: string; value: KeptState & {id: string}};
}

/** The browser's store of runs, database "gantry-runs", in pages and workers. Opened for each use: none must wait for another tab. */
async function using<T>(work: (db: IDBPDatabase<Schema>) => Promise<T>): Promise<T> {
  if (typeof indexedDB === "undefined" || indexedDB === null) throw new ReferenceError("this browser has no IndexedDB");
  const db = await openDB<Schema>("gantry-runs", 1, {
    upgrade(db) {
      db.createObjectStore("runs", {keyPath: "id"});
      db.createObjectStore("states", {keyPath: "id"});
    },
    blocking(_current, _blocked, event) {
      (event.target as IDBDatabase | null)?.close();
    }
  });
  try {
    return await work(db);
  } finally {
    db.close();
  }
}

/**
 * Keeps a run, in the place of what was kept of it before, and lets go what is too much: of the same place the runs with the fewest
 * steps, of the whole book the oldest. All or nothing; rejects where storage is full or forbidden, see `keepingTrouble`.
 */
export async function keepRun(run: KeptRun, state: KeptState): Promise<void> {
  checkKeepable(run.bytes);
  await using(async (db) => {
    const change = db.transaction(["runs", "states"], "readwrite");
    const [runs, states] = [change.objectStore("runs"), change.objectStore("states")];
    const gone = tooMuch(await runs.getAll(), run);
    await Promise.all([
      ...gone.flatMap((id) => [runs.delete(id), states.delete(id)]),
      runs.put(run),
      states.put({...state, id: run.id}),
      change.done
    ]);
  });
}

/**
 * Lets a run pass that can be kept.
 * @param bytes of its file and its history together
 * @throws RangeError for a run that takes more bytes than all together may.
 */
export function checkKeepable(bytes: number): void {
  if (bytes <= KEPT_BOUNDS.bytes) return;
  const [takes, most] = [bytes, KEPT_BOUNDS.bytes].map((count) => `${Math.round(count / 1e6)} MB`);
  throw new RangeError(`it takes ${takes}, and runs together may take ${most}`);
}

/** Which of the runs go when one is kept: their ids. */
export function tooMuch(kept: readonly KeptRun[], run: KeptRun): string[] {
  const others = kept.filter(({id}) => id !== run.id);
  const short = others.filter((other) => samePlace(other, run)).sort((a, b) => b.step - a.step || b.at - a.at);
  const gone = new Set(short.slice(KEPT_BOUNDS.ofPlace - 1).map(({id}) => id));
  let bytes = run.bytes;
  let runs = 1;
  for (const other of [...others].sort((a, b) => b.at - a.at)) {
    if (gone.has(other.id)) continue;
    if (runs >= KEPT_BOUNDS.runs || bytes + other.bytes > KEPT_BOUNDS.bytes) gone.add(other.id);
    else [runs, bytes] = [runs + 1, bytes + other.bytes];
  }
  return [...gone];
}

/** What is kept of a place, the newest first. */
export async function keptRuns(place: KeptPlace): Promise<KeptRun[]> {
  const here = (await readableRuns()).filter((run) => samePlace(run, place));
  return here.slice(0, KEPT_BOUNDS.ofPlace);
}

/**
 * What is kept of pages of these names ("dcgan" for "/book/dcgan"), whatever it was begun with, the newest first. None where the browser
 * keeps nothing.
 */
export async function keptRunsOf(pages: readonly string[]): Promise<KeptRun[]> {
  const all = await readableRuns().catch(() => []);
  return all.filter(({page}) => pages.includes(page.split("/").at(-1)!));
}

async function readableRuns(): Promise<KeptRun[]> {
  const all = await using((db) => db.getAll("runs"));
  return all
    .filter(({version, step, at}) => version === KEPT_VERSION && Number.isSafeInteger(step) && Number.isFinite(at))
    .sort((a, b) => b.at - a.at);
}

/** What a run goes on from; undefined when it is kept no more. */
export function keptState(id: string): Promise<KeptState | undefined> {
  return using((db) => db.get("states", id));
}

function samePlace(a: KeptPlace, b: KeptPlace): boolean {
  return a.page === b.page && a.name === b.name && a.recipe === b.recipe;
}

/** Why a run is not kept, for the reader. */
export function keepingTrouble(error: unknown): string {
  const name = error instanceof Error || error instanceof DOMException ? error.name : "";
  const advice = "Save puts it into a file.";
  if (name === "QuotaExceededError") return `The browser's storage for this site is full: this run is not kept. ${advice}`;
  if (["SecurityError", "InvalidStateError", "ReferenceError"].includes(name))
    return `This browser keeps nothing here: the run is gone when you leave the page. ${advice}`;
  const reason = error instanceof Error ? error.message : String(error);
  return `This run cannot be kept (${reason}). ${advice}`;
}

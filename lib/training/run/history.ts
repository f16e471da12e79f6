import {Thinning} from "./thinning.ts";
import type {History, HistoryEntry, SampleSheet} from "./types.ts";
import type {RunUpdate} from "./messages.ts";

/** Most entries that are kept. */
const ENTRIES = 20_000;
/** Bytes that an engine takes for a number that is a property of an object, and for an object; V8's, rounded up. */
const [NUMBER, OBJECT] = [20, 80];

/** The history of a run, from the updates that it sends. */
export class RunHistory {
  value: History;
  private thinning: Thinning;
  private snapshotBytes = 0;
  private readonly most: number;
  /** Which run it is the history of, the last one that was announced, and what those that were begin with. */
  private opening = 0;
  private announced = 0;
  private readonly coming = new Map<number, Pick<History, "entries" | "sheets">>();

  /** @param start what a branch has in common with the run that it comes from */
  constructor(start: History = {entries: [], sheets: [], snapshots: []}, most = ENTRIES) {
    this.most = most;
    this.value = start;
    this.thinning = thinningOf(start.entries, most);
  }

  /** Bytes that entries, sheets and snapshots hold. */
  get bytes(): number {
    const {entries, sheets} = this.value;
    const entry = entries.length > 0 ? entries.length * entryBytes(entries[entries.length - 1]) : 0;
    const images = sheets.reduce((sum, {images, labels = []}) => sum + images.values.byteLength + labels.length * 8 + OBJECT, 0);
    return this.snapshotBytes + entry + images;
  }

  /** Announces a run that begins with this history: with the first update that has the number given, this becomes its history. */
  announce(start: Pick<History, "entries" | "sheets"> = {entries: [], sheets: []}): number {
    this.coming.set(++this.announced, start);
    return this.announced;
  }

  /** Takes an update in; true when the history has changed. What did not change is the same as before. */
  take(update: RunUpdate): boolean {
    const began = update.opening !== this.opening && this.begin(update.opening);
    const before = this.value;
    this.snapshotBytes = update.snapshotBytes;
    const entries = this.entriesAfter(update);
    const sheets = sheetsAfter(before.sheets, update);
    const snapshots = same(before.snapshots, update.snapshots) ? before.snapshots : update.snapshots;
    if (!began && entries === before.entries && sheets === before.sheets && snapshots === before.snapshots) return false;
    this.value = {entries, sheets, snapshots};
    return true;
  }

  private begin(opening: number): boolean {
    const {entries, sheets} = this.coming.get(opening) ?? {entries: [], sheets: []};
    for (const number of [...this.coming.keys()]) if (number <= opening) this.coming.delete(number);
    this.opening = opening;
    this.value = {entries, sheets, snapshots: []};
    this.thinning = thinningOf(entries, this.most);
    return true;
  }

  private entriesAfter({back, entries: added}: RunUpdate): readonly HistoryEntry[] {
    let {entries} = this.value;
    if (back !== undefined && entries.some(({step}) => step > back)) {
      entries = entries.filter(({step}) => step <= back);
      this.thinning.back(back);
      if (entries.length === 0) this.thinning = thinningOf([], this.most);
    }
    if (added.length === 0) return entries;
    const dropped = new Set(added.flatMap(({step}) => this.thinning.add(step)));
    const all = [...entries, ...added];
    return dropped.size === 0 ? all : all.filter(({step}) => !dropped.has(step));
  }
}

function thinningOf(entries: readonly HistoryEntry[], most: number): Thinning {
  const thinning = new Thinning(1, most);
  for (const {step} of entries) thinning.add(step);
  return thinning;
}

function sheetsAfter(sheets: readonly SampleSheet[], {back, sheets: added, sheetSteps}: RunUpdate): readonly SampleSheet[] {
  const wanted = new Set(sheetSteps);
  const kept = sheets.filter(({step}) => wanted.has(step) && step <= (back ?? Infinity));
  if (kept.length === sheets.length && added.length === 0) return sheets;
  return [...kept, ...added];
}

function entryBytes({generatorNorms, discriminatorNorms, ...report}: HistoryEntry): number {
  const numbers = [report, generatorNorms, discriminatorNorms].reduce((sum, record) => sum + Object.keys(record).length, 0);
  return NUMBER * numbers + 3 * OBJECT;
}

function same(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

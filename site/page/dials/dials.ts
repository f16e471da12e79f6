import {allowed, allows, asDials, type Dials, type DialValue, isSame, toText} from "../../notebook/dials/declared.ts";
import type {Apart} from "../frame/messages.ts";
import type {Editing, Page, PageCell} from "../runtime/contract.ts";
import type {CellRun} from "../runtime/run.ts";
import {addressWith} from "./address.ts";
import {askedOf, extrasOf, took} from "./asked.ts";
import {cellOf, literals, published, turned} from "./turned.ts";

/** As `Live` of lib/live.ts. */
interface Live<T> {
  readonly value: T;
  subscribe(listener: (value: T) => void, signal?: AbortSignal): void;
}

/** What `dials` gives to a cell: as `Dials` of lib/figures/kit/dials.ts, which says what each member promises. */
interface CellDials {
  readonly values: Live<Readonly<Record<string, DialValue | undefined>>>;
  readonly fixed: Live<Readonly<Record<string, string>>>;
  set(changes: Readonly<Record<string, DialValue>>): Promise<void>;
  readonly asked: Readonly<Record<string, string>>;
  taken(): void;
  address(extras?: Readonly<Record<string, string | number>>): string;
}

/** The built-in `dials` for a run of a cell; without a run, turns the dials that the address asks for, and does not reject. */
export async function dials(page: Page, edit: () => Promise<Editing>, run?: CellRun, cell?: PageCell): Promise<unknown> {
  if (run && cell) return dialsOf(page, edit, run, cell);
  const {turnAsked} = await insist(page.article, "What the address asks for", () => import("./arrive.ts"));
  return turnAsked(page, edit).catch(reportError);
}

/** One change at a time: each is made to what the one before has made of the text. */
let turning: Promise<unknown> = Promise.resolve();

/** The parser comes first, where the cell or another is not as published. */
async function dialsOf(page: Page, edit: () => Promise<Editing>, run: CellRun, caller: PageCell) {
  const known = caller.definition?.dials && [...page.cells.values()].every(({source, original}) => source === original);
  if (!known) await literals();

  return (name: string, given: unknown, asks: readonly string[] = []): CellDials => {
    if (typeof name !== "string" || !/^[^.=&\s]+$/.test(name))
      throw new RangeError(`dials: the first argument is the name that a cell declares, got ${JSON.stringify(name)}`);
    const dials = asDials(given);
    for (const extra of asks)
      if (!/^[a-z]+$/.test(extra) || dials.has(extra))
        throw new RangeError(`dials: "${extra}" is no word of the letters a to z that is free`);
    if (askedOf(page).has(name)) void import("./arrive.ts").then((it) => it.arriveLate(page, edit, name, dials, asks));
    const values = source<Readonly<Record<string, DialValue | undefined>>>({});
    const fixed = source<Readonly<Record<string, string>>>({});
    follow(page, run, name, dials, (now) => {
      const all = [...now];
      fixed.set(
        Object.freeze(Object.fromEntries(all.flatMap(([path, it]) => (it.fixed === undefined ? [] : [[path, it.fixed]]))))
      );
      values.set(Object.freeze(Object.fromEntries(all.map(([path, {value}]) => [path, value]))));
    });
    return {
      values: values.live,
      fixed: fixed.live,
      set(changes) {
        const wanted = new Map(Object.entries(changes));
        const next = turning.then(() => turn(page, edit, name, dials, wanted));
        turning = next.catch(() => {});
        return next;
      },
      get asked() {
        return extrasOf(page, name, asks);
      },
      taken: () => took(name),
      address(extras = {}) {
        const before = published(page, name, dials);
        const differ = Object.entries(values.live.value).flatMap(([path, value]) =>
          value !== undefined && allows(dials.get(path)!, value) && !isSame(value, before?.get(path)?.value)
            ? [[path, value] as const]
            : []
        );
        return addressWith((globalThis as {apart$?: Apart}).apart$?.meta.url ?? location.href, name, differ, extras);
      }
    };
  };
}

/** Calls back with what the cell's text says now, and whenever it says something else, until the run ends. */
function follow(
  page: Page,
  run: CellRun,
  name: string,
  dials: Dials,
  changed: (now: NonNullable<ReturnType<typeof turned>>) => void
): void {
  let last: [cell: PageCell | undefined, text: string | undefined] | undefined;
  let ended = false;
  const look = (): void => {
    const cell = cellOf(page, name);
    if (ended || (last && last[0] === cell && last[1] === cell?.source)) return;
    const now = turned(page, name, dials);
    if (now) {
      last = [cell, cell?.source];
      changed(now);
    } else void literals().then(look, () => {});
  };
  look();
  const ends = (["definition", "state", "order"] as const).map((event) => page.on(event, look));
  run.onEnd(() => {
    ended = true;
    for (const end of ends) end();
  });
}

/** Writes values into the text that the cell runs. */
async function turn(
  page: Page,
  edit: () => Promise<Editing>,
  name: string,
  dials: Dials,
  changes: ReadonlyMap<string, DialValue>
): Promise<void> {
  for (const [path, value] of changes) {
    const dial = dials.get(path);
    if (!dial) throw new RangeError(`${path} is no dial of ${name}. There are ${[...dials.keys()].join(", ")}.`);
    if (!allows(dial, value)) throw new RangeError(`${path}: got ${said(value)}, allowed: ${allowed(dial)}.`);
  }
  const [{writeLiterals}, editing] = await Promise.all([literals(), edit()]);
  const now = turned(page, name, dials)!;
  for (const path of changes.keys()) {
    const {fixed} = now.get(path)!;
    if (fixed !== undefined) throw new Error(`${path} cannot be turned: ${fixed}.`);
  }
  const cell = cellOf(page, name)!;
  const text = writeLiterals(cell.source, name, changes);
  if (text !== cell.source) await editing.turn(cell.id, text, `turning ${[...changes.keys()].join(", ")} of ${name}`);
}

function said(value: unknown): string {
  return typeof value === "object" && value !== null ? `[${toText(value as DialValue)}]` : String(value);
}

/** A live value and what sets it. */
function source<T>(start: T): {live: Live<T>; set(value: T): void} {
  const listeners = new Set<(value: T) => void>();
  let current = start;
  return {
    live: {
      get value() {
        return current;
      },
      subscribe(listener, signal) {
        if (signal?.aborted) return;
        const call = (value: T): void => listener(value);
        listeners.add(call);
        signal?.addEventListener("abort", () => listeners.delete(call), {once: true});
      }
    },
    set(value) {
      current = value;
      for (const listener of [...listeners]) listener(value);
    }
  };
}

// Functions that cross to a worker. A function cannot be copied; its source can, when whoever loaded it knows what it stands on. The page
// knows it of the functions of its cells, and offers a carrier under a name that both sides know; nothing here knows of cells.

/** A function as data: the source of a module that gives it, the values that it stands on, and what its lines are called. */
export interface Portable {
  /** JavaScript of a module with absolute imports; it exports `make(values)`, which gives the function or a promise of it. */
  source: string;
  /** Plain data that `make` is given. */
  values: Record<string, unknown>;
  /** Stretches of lines of the source, from 1, and what an error there is said to be in: {from: 3, to: 12, name: 'cell "step"'}. */
  places: readonly {from: number; to: number; name: string}[];
}

/** Makes a function portable, or says why it cannot be: "cell “step” displays something (line 3)". */
export type Carrier = (what: unknown) => Promise<Portable | {reason: string}>;

/** Where the page offers its carrier. */
export const CARRIER = Symbol.for("gantry.carrier");

/** A portable in the place of its function. */
interface Packed {
  [MARK]: Portable;
}
const MARK = "portable function";

/** A function cannot be sent to a worker; `message` says which and why. */
export class NotPortable extends Error {
  override name = "NotPortable";
}

/**
 * The same data with every function in it made portable.
 * @param name what the data is called in errors: "settings"
 * @throws NotPortable naming the first function that cannot be: "settings.draw is a function, which …".
 */
export async function packed<T>(value: T, name: string): Promise<T> {
  if (typeof value === "function") {
    const carrier = (globalThis as {[CARRIER]?: Carrier})[CARRIER];
    const made = await carrier?.(value);
    if (made && "source" in made) return {[MARK]: made} satisfies Packed as T;
    throw new NotPortable(`${name} is a function, which cannot be sent to a worker${made ? `: ${made.reason}` : ""}`);
  }
  if (!isPlain(value)) return value;
  const entries: (readonly [string, unknown])[] = [];
  // One after the other: the first that cannot be sent is the one that is named.
  for (const [key, part] of Object.entries(value)) entries.push([key, await packed<unknown>(part, `${name}.${key}`)]);
  if (entries.every(([key, part]) => part === (value as Record<string, unknown>)[key])) return value;
  return (Array.isArray(value) ? entries.map(([, part]) => part) : Object.fromEntries(entries)) as T;
}

/**
 * The same data with its functions again. An error that one of them throws says where, by the names of the portable.
 * @throws NotPortable when a module does not load here: it wants a document, say.
 */
export async function unpacked<T>(value: T): Promise<T> {
  if (!isPlain(value)) return value;
  if (MARK in value) return (await load((value as unknown as Packed)[MARK])) as T;
  const parts = Object.entries(value).map(async ([key, part]) => [key, await unpacked<unknown>(part)] as const);
  const entries = await Promise.all(parts);
  if (entries.every(([key, part]) => part === (value as Record<string, unknown>)[key])) return value;
  return (Array.isArray(value) ? entries.map(([, part]) => part) : Object.fromEntries(entries)) as T;
}

async function load(portable: Portable): Promise<unknown> {
  const url = URL.createObjectURL(new Blob([portable.source], {type: "text/javascript"}));
  loaded.push({url, places: portable.places});
  try {
    const {make} = (await import(/* @vite-ignore */ url)) as {make: (values: Portable["values"]) => unknown};
    const made = await make(portable.values);
    return typeof made === "function" ? located(made as (...inputs: unknown[]) => unknown) : made;
  } catch (error) {
    throw new NotPortable(withPlace(error).message);
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** The function; what it throws, and what a generator of its throws, says where. */
function located<F extends (...inputs: never[]) => unknown>(work: F): F {
  const guarded = <A extends unknown[], T>(part: (...inputs: A) => T) =>
    function (this: unknown, ...inputs: A): T {
      try {
        return part.apply(this, inputs);
      } catch (error) {
        throw withPlace(error);
      }
    };
  const whole = guarded(work as unknown as (...inputs: unknown[]) => unknown);
  return function (this: unknown, ...inputs: unknown[]) {
    const result = whole.apply(this, inputs) as Partial<Iterator<unknown>> | null | undefined;
    if (typeof result?.next !== "function") return result;
    return {next: guarded(() => result.next!())};
  } as unknown as F;
}

/** Everything that was loaded here, the newest last. */
const loaded: {url: string; places: Portable["places"]}[] = [];
/** Errors that say where already: one function may call another. */
const placed = new WeakSet<Error>();

/**
 * Puts the place of an error behind its message, when it comes from a function that was loaded here: "x is not defined (cell “step”,
 * line 3)". For errors of what such a function leaves to be called later, such as the gradient of an operation.
 */
export function withPlace(thrown: unknown): Error {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  if (placed.has(error)) return error;
  for (const line of (error.stack ?? "").split("\n")) {
    const from = loaded.find(({url}) => line.includes(`${url}:`));
    const number = from && Number(new RegExp(`${escaped(from.url)}:(\\d+)`).exec(line)?.[1]);
    const place = from?.places.find(({from, to}) => from <= number! && number! <= to);
    if (!place) continue;
    error.message += ` (${place.name}, line ${number! - place.from + 1})`;
    placed.add(error);
    break;
  }
  return error;
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** A list or a record: what may hold functions. Typed arrays and class instances are taken as they are. */
function isPlain(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
}

import type {Mark} from "../edit/edits.ts";

// What a tab writes of a cell carries who wrote it, as which of theirs, and what its writer had seen until then. So of two texts it can
// be told whether one was made in the knowledge of the other (and replaces it) or beside it (and both are kept): dotted version
// vectors (Preguiça, Baquero et al., 2010).

/** Of each writer, the last text of a cell that was seen. */
export type Seen = Readonly<Record<string, number>>;

/** The mark of a text and what its writer had seen, this text among it. */
export interface Version extends Mark {
  seen: Seen;
}

/** The version of what carries none: whoever writes has seen it. */
export const unversioned: Version = {by: "", n: 0, seen: {}};

/** Most writers that are remembered of a cell, the latest. A text by one that is forgotten is kept as if it stood beside. */
const most = 30;

/** True when whoever has seen this much has seen that text. */
export function covers(seen: Seen, {by, n}: Mark): boolean {
  return n === 0 || (Object.hasOwn(seen, by) && seen[by]! >= n);
}

/** What was seen, and a version with all that its writer had seen. */
export function learn(seen: Seen, version: Version): Seen {
  const all = new Map(Object.entries(seen));
  const add = (by: string, n: number): void => {
    const known = all.get(by) ?? 0;
    all.delete(by); // to the end: the latest
    all.set(by, Math.max(known, n));
  };
  for (const [by, n] of Object.entries(version.seen)) if (!((all.get(by) ?? 0) >= n)) add(by, n);
  if (version.n > 0) add(version.by, version.n);
  return Object.fromEntries([...all].slice(-most));
}

/** A version that storage or another tab gave, if it has the shape of one. */
export function asVersion(value: unknown): Version {
  const {by, n, seen} = Object(value) as Record<string, unknown>;
  if (typeof by !== "string" || !isCount(n) || typeof seen !== "object" || seen === null) return unversioned;
  return {by, n, seen: Object.fromEntries(Object.entries(seen).filter(([, count]) => isCount(count)))};
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

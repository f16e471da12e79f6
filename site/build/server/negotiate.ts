/** What the headers of a request ask for (RFC 9110): an encoding, a part, an answer only when something is new. Each is a pure function. */

/** How a file's bytes are written down. */
export type Encoding = "br" | "gzip" | "identity";

/**
 * The encoding that a client likes best (`Accept-Encoding`, with its weights) among those that there are; of two that it likes alike,
 * the one that stands first in `available`. What it refuses altogether it gets as it is.
 */
export function preferredEncoding(header: string | undefined, available: readonly Encoding[]): Encoding {
  const weights = new Map<string, number>();
  for (const part of (header ?? "").split(",")) {
    const [, name, weight = "1"] = /^\s*([\w*-]+)\s*(?:;\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?$/i.exec(part) ?? [];
    if (name !== undefined) weights.set(name.toLowerCase().replace(/^x-/, ""), Number(weight));
  }
  const others = weights.get("*");
  // Nobody need ask for a file as it is; but whoever names another encoding would rather have that.
  const weightOf = (encoding: Encoding) =>
    weights.get(encoding) ?? (encoding === "identity" ? (others === 0 ? 0 : 0.0001) : (others ?? 0));
  let best: Encoding = "identity";
  let most = 0;
  for (const encoding of available) {
    if (weightOf(encoding) > most) [best, most] = [encoding, weightOf(encoding)];
  }
  return best;
}

/** Whether `If-None-Match` names this tag: a list, weak ones too, or `*` for whatever there is. */
export function namesTag(header: string, tag: string): boolean {
  if (header.trim() === "*") return true;
  return [...header.matchAll(/(?:W\/)?("[\x21\x23-\x7e\x80-\xff]*")/g)].some(([, named]) => named === tag);
}

/** Whether a file that was last changed at `modified` is as old as `If-Modified-Since` says; false for what is no date. */
export function isSince(header: string, modified: Date): boolean {
  const since = Date.parse(header);
  return !Number.isNaN(since) && Math.floor(modified.getTime() / 1000) <= Math.floor(since / 1000);
}

/**
 * The part of `size` bytes that `Range` asks for, both ends included; "none" where it asks for what is not there, and undefined
 * where the whole is the answer: no range, another unit, several ranges.
 */
export function byteRange(header: string | undefined, size: number): {start: number; end: number} | "none" | undefined {
  const [, first = "", last = ""] = /^\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(header ?? "") ?? [];
  if (first === "" && last === "") return undefined;
  if (first === "") {
    const length = Number(last);
    return length === 0 || size === 0 ? "none" : {start: Math.max(0, size - length), end: size - 1};
  }
  const start = Number(first);
  const end = last === "" ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== "" && Number(last) < start) return undefined;
  return start >= size ? "none" : {start, end};
}

/** Whether a range still belongs to the file that the client has a part of (`If-Range`: a strong tag, or the very date). */
export function isSameFile(header: string | undefined, tag: string, modified: Date | undefined): boolean {
  if (header === undefined) return true;
  if (/^(?:W\/)?"/.test(header)) return header === tag;
  return modified !== undefined && Date.parse(header) === Math.floor(modified.getTime() / 1000) * 1000;
}

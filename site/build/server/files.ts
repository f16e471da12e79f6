import {createHash} from "node:crypto";
import {createReadStream, type Stats} from "node:fs";
import {stat} from "node:fs/promises";
import {join, resolve, sep} from "node:path";
import {Readable} from "node:stream";
import {compressedCopies, endings, isCompressible} from "../assets/compress.ts";
import {pagePolicy} from "../pages/policy.ts";
import type {Encoding} from "./negotiate.ts";

/** Gives the file at a path relative to the site ("assets/page-1A2B.js"), or null where there is none. */
export type ReadFile = (path: string) => Promise<Uint8Array | null>;

/** A file of the site, in every encoding that there is of it. */
export interface SiteFile {
  /** Names its content: its digest, without quotes. */
  digest: string;
  modified?: Date;
  /** The content security policy that a page carries. */
  policy: string | undefined;
  /** Bytes of each encoding, the one that is liked best first. */
  sizes: ReadonlyMap<Encoding, number>;
  /** Its bytes from `start` to `end`, both included, never more than a little of them in memory. */
  stream(encoding: Encoding, start: number, end: number): Readable;
}

/** Finds a file of the site; null where there is none. */
export type FindFile = (path: string) => Promise<SiteFile | null>;

/** What a function gives, as it is. */
export function functionFiles(read: ReadFile): FindFile {
  return async (path) => {
    const content = await read(path);
    if (content === null) return null;
    return {
      digest: createHash("sha1").update(content).digest("base64url"),
      policy: isPage(path) ? pagePolicy(Buffer.from(content.subarray(0, HEAD)).toString()) : undefined,
      sizes: new Map([["identity", content.byteLength]]),
      stream: (_encoding, start, end) => Readable.from([content.subarray(start, end + 1)], {objectMode: false})
    };
  };
}

/** What is known of a file's content. */
interface Facts {
  digest: string;
  policy: string | undefined;
  /** Compressed, where nobody has put such copies beside it. */
  copies: ReadonlyMap<string, Uint8Array>;
}

/** Larger files are sent as they are, unless there are copies beside them. */
const LARGEST = 2 ** 23;

/**
 * Files of one folder, and nothing outside it. Beside `page.js` there may be `page.js.br` and `page.js.gz`, at least as new: the same
 * compressed. Otherwise it is compressed when it is first asked for. Each file is read through once, and again when it has changed.
 */
export function folderFiles(folder: string): FindFile {
  const root = resolve(folder);
  const known = new Map<string, {stamp: string; facts: Promise<Facts>}>();
  return async (path) => {
    const file = resolve(join(root, path));
    if (!file.startsWith(root + sep)) return null;
    const stats = await statsOf(file);
    if (!stats) return null;
    const beside = new Map<string, number>();
    for (const [, ending] of endings) {
      const copy = await statsOf(file + ending);
      if (copy && copy.mtimeMs >= stats.mtimeMs) beside.set(ending, copy.size);
    }
    const stamp = [stats.ino, stats.size, stats.mtimeMs, ...beside.keys()].join(" ");
    let found = known.get(file);
    if (found?.stamp !== stamp) {
      found = {stamp, facts: readThrough(file, path, beside.size === 0 && stats.size <= LARGEST)};
      known.set(file, found);
      found.facts.catch(() => known.delete(file));
    }
    const {digest, policy, copies} = await found.facts;
    const sizes = new Map<Encoding, number>();
    for (const [encoding, ending] of endings) {
      const size = beside.get(ending) ?? copies.get(path + ending)?.length;
      if (size !== undefined) sizes.set(encoding, size);
    }
    sizes.set("identity", stats.size);
    return {
      digest,
      policy,
      modified: stats.mtime,
      sizes,
      stream(encoding, start, end) {
        const ending = encoding === "identity" ? "" : encoding === "br" ? ".br" : ".gz";
        const copy = copies.get(path + ending);
        return copy ? Readable.from([copy.subarray(start, end + 1)]) : createReadStream(file + ending, {start, end});
      }
    };
  };
}

const isPage = (path: string) => path.endsWith(".html");

/** A page's policy stands in its first kilobytes. */
const HEAD = 8192;

async function readThrough(file: string, path: string, compress: boolean): Promise<Facts> {
  const hash = createHash("sha1");
  const parts: Buffer[] = [];
  const whole = compress && isCompressible(path);
  let policy: string | undefined;
  let first = true;
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    if (first && isPage(path)) policy = pagePolicy(chunk.subarray(0, HEAD).toString());
    first = false;
    hash.update(chunk);
    if (whole) parts.push(chunk);
  }
  const copies = whole ? await compressedCopies(new Map([[path, Buffer.concat(parts)]])) : new Map<string, Uint8Array>();
  return {digest: hash.digest("base64url"), policy, copies};
}

async function statsOf(file: string): Promise<Stats | null> {
  try {
    const stats = await stat(file);
    return stats.isFile() ? stats : null;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    if (["ENOENT", "ENOTDIR", "ENAMETOOLONG"].includes(code)) return null;
    throw error;
  }
}

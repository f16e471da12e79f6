import {createHash} from "node:crypto";
import {createReadStream, type Stats} from "node:fs";
import {stat} from "node:fs/promises";
import {join, resolve, sep} from "node:path";
import {Readable} from "node:stream";
import {endings} from "../assets/compress.ts";
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

/** What is known of a file's content while it has this stamp. */
interface Known {
  stamp: string;
  digest: string;
  policy: string | undefined;
}

/**
 * Files of one folder, and nothing outside it. Beside `page.js` there may be `page.js.br` and `page.js.gz`, at least as new: the same
 * compressed. Each file is read through once for its digest, and again when it has changed.
 */
export function folderFiles(folder: string): FindFile {
  const root = resolve(folder);
  const known = new Map<string, Known>();
  return async (path) => {
    const file = resolve(join(root, path));
    if (!file.startsWith(root + sep)) return null;
    const stats = await statsOf(file);
    if (!stats) return null;
    const compressed = await Promise.all(
      endings.map(async ([encoding, ending]) => {
        const other = await statsOf(file + ending);
        return other && other.mtimeMs >= stats.mtimeMs ? ([[encoding, other.size]] as const) : [];
      })
    );
    const stamp = `${stats.ino} ${stats.size} ${stats.mtimeMs}`;
    let facts = known.get(file);
    if (facts?.stamp !== stamp) known.set(file, (facts = {stamp, ...(await readThrough(file, isPage(path)))}));
    const {digest, policy} = facts;
    const ending = new Map<Encoding, string>(endings);
    return {
      digest,
      policy,
      modified: stats.mtime,
      sizes: new Map<Encoding, number>([...compressed.flat(), ["identity", stats.size]]),
      stream: (encoding, start, end) => createReadStream(file + (ending.get(encoding) ?? ""), {start, end})
    };
  };
}

const isPage = (path: string) => path.endsWith(".html");

/** A page's policy stands in its first kilobytes. */
const HEAD = 8192;

async function readThrough(file: string, page: boolean): Promise<Omit<Known, "stamp">> {
  const hash = createHash("sha1");
  let policy: string | undefined;
  let first = true;
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    if (first && page) policy = pagePolicy(chunk.subarray(0, HEAD).toString());
    first = false;
    hash.update(chunk);
  }
  return {digest: hash.digest("base64url"), policy};
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

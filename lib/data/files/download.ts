import type {DBSchema, IDBPDatabase} from "idb";
import {openDB} from "idb";
import {DataError} from "../dataset.ts";
import {sha256 as sha256Of} from "../../nn/files/sha256.ts";
import {joinBytes} from "./bytes.ts";

/** How a file is fetched, and what it must be. */
export interface DownloadOptions {
  /** Stops it: the promise rejects with the signal's reason, and what has come is dropped. */
  signal?: AbortSignal;
  /** Called with the bytes that have come, first 0; `total` is what we expect or the server says, NaN when nobody knows. */
  progress?: (loaded: number, total: number) => void;
  /** The length that the file must have. */
  bytes?: number;
  /** Where `bytes` is not known: more than this is refused. Default 64 MiB. */
  most?: number;
  /** The SHA-256 that it must have, hexadecimal. */
  sha256?: string;
}

/** A file that has come. */
export interface Downloaded {
  bytes: Uint8Array;
  /** Its SHA-256 is the one asked for. False when none was. */
  verified: boolean;
}

/**
 * Fetches a file. Sends neither cookies nor the page's address.
 * @throws DataError, with the host and the file, when the host cannot be reached or lets no other site's pages read it, answers with
 *   an error, breaks off, sends more or less than `bytes`, or a file with another SHA-256. The signal's reason when it is aborted.
 */
export async function download(url: string, options: DownloadOptions = {}): Promise<Downloaded> {
  const {signal, progress, bytes, most = 2 ** 26, sha256} = options;
  const {host, pathname} = new URL(url);
  const name = decodeURIComponent(pathname.split("/").at(-1) ?? "");
  let response: Response;
  try {
    response = await fetch(url, {signal: signal ?? null, credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store"});
  } catch (error) {
    signal?.throwIfAborted();
    throw new DataError(`${host} cannot be reached, or does not let this page read ${name}`, {cause: error});
  }
  if (!response.ok) throw new DataError(`${host} answers ${response.status}${reason(response.status)} for ${name}`);
  const limit = bytes ?? most;
  const said = response.headers.has("content-encoding") ? NaN : Number(response.headers.get("content-length") ?? NaN);
  const content = await readBody(response, {host, name, limit, total: bytes ?? said, ...(signal ? {signal} : {})}, progress);
  if (bytes !== undefined && content.length < bytes)
    throw new DataError(`${name} from ${host} is cut off: ${content.length} of ${bytes} bytes came`);
  if (sha256 === undefined) return {bytes: content, verified: false};
  const found = await sha256Of(content);
  signal?.throwIfAborted();
  if (found !== sha256)
    throw new DataError(
      `${name} from ${host} is not the file that we know: its SHA-256 begins with ${found.slice(0, 12)}, not ${sha256.slice(0, 12)}`
    );
  return {bytes: content, verified: true};
}

interface Body {
  host: string;
  name: string;
  limit: number;
  total: number;
  signal?: AbortSignal;
}

async function readBody(response: Response, {host, name, limit, total, signal}: Body, progress?: DownloadOptions["progress"]) {
  const parts: Uint8Array[] = [];
  let loaded = 0;
  progress?.(0, total);
  const reader = response.body?.getReader();
  try {
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      parts.push(part.value);
      loaded += part.value.length;
      if (loaded > limit) break;
      progress?.(loaded, total);
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw new DataError(`${host} broke off: ${loaded}${total > 0 ? ` of ${total}` : ""} bytes of ${name} came`, {cause: error});
  }
  if (loaded > limit) {
    await reader?.cancel();
    throw new DataError(`${host} sends more for ${name} than the ${limit} bytes that it may have`);
  }
  return joinBytes(parts);
}

function reason(status: number): string {
  if (status === 404) return " (not there)";
  if (status === 403 || status === 401) return " (not allowed)";
  return status >= 500 ? " (the server has a problem)" : "";
}

/** A file that was downloaded once, kept in this browser. */
export interface KeptFile {
  /** Where it came from. */
  url: string;
  bytes: Uint8Array;
  /** Its SHA-256 was the known one. */
  verified: boolean;
  /** When it came, in milliseconds since 1970. */
  at: number;
}

interface Schema extends DBSchema {
  files: {key: string; value: KeptFile};
}

/** The browser's store of downloaded data, database "gantry-data". Each function rejects where storage is full or forbidden. */
const database = (): Promise<IDBPDatabase<Schema>> =>
  openDB<Schema>("gantry-data", 1, {
    upgrade(db) {
      db.createObjectStore("files", {keyPath: "url"});
    },
    blocking(_current, _blocked, event) {
      (event.target as IDBDatabase | null)?.close();
    }
  });

async function using<T>(work: (db: IDBPDatabase<Schema>) => Promise<T>): Promise<T> {
  const db = await database();
  try {
    return await work(db);
  } finally {
    db.close();
  }
}

/** Keeps files, all of them or none. */
export function keepFiles(files: readonly KeptFile[]): Promise<void> {
  return using(async (db) => {
    const change = db.transaction("files", "readwrite");
    await Promise.all([...files.map((file) => change.store.put(file)), change.done]);
  });
}

/** The files of these URLs, in this order; null unless all are kept. */
export async function keptFiles(urls: readonly string[]): Promise<KeptFile[] | null> {
  const found = await using((db) => Promise.all(urls.map((url) => db.get("files", url))));
  return found.every((file) => file !== undefined) ? (found as KeptFile[]) : null;
}

/** Forgets the files of these URLs. */
export function forgetFiles(urls: readonly string[]): Promise<void> {
  return using(async (db) => {
    await Promise.all(urls.map((url) => db.delete("files", url)));
  });
}

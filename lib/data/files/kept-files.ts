import {openDB, type DBSchema, type IDBPDatabase} from "idb";

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

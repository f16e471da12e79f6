import {openDB, type DBSchema, type IDBPDatabase} from "idb";
import {asKept, type EditStore, type Kept} from "./kept.ts";

interface Schema extends DBSchema {
  edits: {key: [string, string]; value: Kept & {path: string}; indexes: {path: string}};
}

/**
 * The browser's own store: database "gantry", one record per (chapter path, cell id). The database is opened on first use, and
 * again after a failure.
 */
export function indexedStore(): EditStore {
  let opened: Promise<IDBPDatabase<Schema>> | null = null;
  const database = (): Promise<IDBPDatabase<Schema>> => {
    opened ??= open().catch((error: unknown) => {
      opened = null;
      throw error;
    });
    return opened;
  };
  const open = async (): Promise<IDBPDatabase<Schema>> => {
    if (typeof indexedDB === "undefined" || indexedDB === null) throw new ReferenceError("this browser has no IndexedDB");
    return openDB<Schema>("gantry", 1, {
      upgrade(db) {
        db.createObjectStore("edits", {keyPath: ["path", "id"]}).createIndex("path", "path");
      },
      // A tab with a newer version of the page must not wait for this one; it opens again when it next writes.
      blocking(_current, _blocked, event) {
        opened = null;
        (event.target as IDBDatabase | null)?.close();
      },
      terminated() {
        opened = null;
      }
    });
  };
  return {
    async load(path) {
      const records = await (await database()).getAllFromIndex("edits", "path", path);
      return records.map(asKept).filter((record) => record !== null);
    },
    async write(path, changed, removed) {
      const transaction = (await database()).transaction("edits", "readwrite", {durability: "strict"});
      const {store} = transaction;
      // All requests are awaited together with `done`: an aborted transaction rejects each of them.
      await Promise.all([
        ...removed.map((id) => store.delete([path, id])),
        ...changed.map((record) => store.put({...record, path})),
        transaction.done
      ]);
    }
  };
}

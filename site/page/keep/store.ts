import {type DBSchema, type IDBPDatabase, openDB, type OpenDBCallbacks} from "idb";
import {asCellEdit, type CellEdit} from "../edit/edits.ts";
import {asVersion, covers, type Version} from "./versions.ts";

/** Why edits could not be kept, in words for the reader. `retry` says whether trying again can help. */
export interface StoreFailure {
  kind: "full" | "forbidden" | "failed";
  message: string;
  retry: boolean;
}

/** What one tab has written of a cell. */
export interface Kept {
  id: string;
  /** Null: the cell stands as published. */
  edit: CellEdit | null;
  version: Version;
}

/** Where edits are kept: IndexedDB in the page, anything in tests. `path` names the chapter. Every method may reject. */
export interface EditStore {
  /** All that is kept for a chapter, in no order. */
  load(path: string): Promise<Kept[]>;
  /**
   * Writes and removes in one transaction: all or nothing. What is there and was not seen by whoever made the change is not replaced, but
   * returned.
   */
  write(path: string, changes: readonly Kept[]): Promise<Kept[]>;
}

const onlyHere = "Your changes are kept in this tab only.";

/** What went wrong with the storage, told to the reader. */
export function failureOf(error: unknown): StoreFailure {
  const name = error instanceof Error || error instanceof DOMException ? error.name : "";
  if (name === "QuotaExceededError") {
    return {kind: "full", message: `The browser's storage for this site is full. ${onlyHere}`, retry: true};
  }
  if (name === "SecurityError" || name === "InvalidStateError" || name === "ReferenceError" || name === "TypeError") {
    return {kind: "forbidden", message: `This browser does not let the page store anything. ${onlyHere}`, retry: true};
  }
  const reason = error instanceof Error ? error.message : String(error);
  return {kind: "failed", message: `Your changes could not be stored (${reason}). ${onlyHere}`, retry: true};
}

interface Schema extends DBSchema {
  edits: {key: [string, string]; value: CellEdit & {path: string; version?: Version}; indexes: {path: string}};
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
    const callbacks: OpenDBCallbacks<Schema> = {
      upgrade(db) {
        if (!db.objectStoreNames.contains("edits"))
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
    };
    return openDB<Schema>("gantry", 1, callbacks).catch((error: unknown) => {
      // A newer edition of the book, in another tab, has made more of the database; what is used here stays.
      if ((error as Partial<Error>).name !== "VersionError") throw error;
      return openDB<Schema>("gantry", undefined, callbacks);
    });
  };
  const asKept = (record: unknown): Kept[] => {
    const edit = asCellEdit(record);
    return edit ? [{id: edit.id, edit, version: asVersion((record as {version?: unknown}).version)}] : [];
  };
  return {
    async load(path) {
      return (await (await database()).getAllFromIndex("edits", "path", path)).flatMap(asKept);
    },
    async write(path, changes) {
      const transaction = (await database()).transaction("edits", "readwrite", {durability: "strict"});
      const {store} = transaction;
      const unseen: Kept[] = [];
      const one = async ({id, edit, version}: Kept): Promise<void> => {
        const there = asKept(await store.get([path, id]))[0];
        if (there && !covers(version.seen, there.version)) unseen.push(there);
        else if (edit) await store.put({...edit, path, version});
        else await store.delete([path, id]);
      };
      // All requests are awaited together with `done`: an aborted transaction rejects each of them.
      await Promise.all([...changes.map(one), transaction.done]);
      return unseen;
    }
  };
}

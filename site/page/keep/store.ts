import {asCellEdit, type CellEdit} from "../edit/edits.ts";
import {asVersion, covers, type Version} from "./versions.ts";

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

/**
 * The browser's own store: database "gantry", one record per (chapter path, cell id). The database is opened on first use, and
 * again after a failure.
 */
export function indexedStore(): EditStore {
  let opened: Promise<IDBDatabase> | null = null;
  const database = (): Promise<IDBDatabase> => {
    opened ??= open().catch((error: unknown) => {
      opened = null;
      throw error;
    });
    return opened;
  };
  const open = async (): Promise<IDBDatabase> => {
    const request = indexedDB.open("gantry", 1);
    request.onupgradeneeded = () =>
      request.result.createObjectStore("edits", {keyPath: ["path", "id"]}).createIndex("path", "path");
    const db = await answer(request).catch((error: unknown) => {
      // A newer edition of the book, in another tab, has made more of the database; what is used here stays.
      if ((error as Partial<Error>).name !== "VersionError") throw error;
      return answer(indexedDB.open("gantry"));
    });
    // A tab with a newer version of the page must not wait for this one; it opens again when it next writes.
    db.onversionchange = () => {
      opened = null;
      db.close();
    };
    db.onclose = () => (opened = null);
    return db;
  };
  const asKept = (record: unknown): Kept[] => {
    const edit = asCellEdit(record);
    return edit ? [{id: edit.id, edit, version: asVersion((record as {version?: unknown}).version)}] : [];
  };
  return {
    async load(path) {
      const edits = (await database()).transaction("edits").objectStore("edits");
      return (await answer<unknown[]>(edits.index("path").getAll(path))).flatMap(asKept);
    },
    async write(path, changes) {
      const transaction = (await database()).transaction("edits", "readwrite", {durability: "strict"});
      const store = transaction.objectStore("edits");
      const unseen: Kept[] = [];
      const one = async ({id, edit, version}: Kept): Promise<void> => {
        const [there] = asKept(await answer(store.get([path, id])));
        if (there && !covers(version.seen, there.version)) unseen.push(there);
        else if (edit) await answer(store.put({...edit, path, version}));
        else await answer(store.delete([path, id]));
      };
      const done = new Promise<void>((resolve, reject) => {
        transaction.oncomplete = () => resolve();
        transaction.onabort = () => reject(transaction.error ?? new DOMException("it was given up", "AbortError"));
      });
      try {
        await Promise.all([...changes.map(one), done]);
      } catch (error) {
        done.catch(() => {});
        try {
          transaction.abort(); // all or nothing
        } catch {
          // It is over already.
        }
        throw error;
      }
      return unseen;
    }
  };
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new DOMException("no answer", "UnknownError"));
  });
}

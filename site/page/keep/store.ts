import {type DBSchema, type IDBPDatabase, openDB} from "idb";
import {asCellEdit, type CellEdit} from "../edit/edits.ts";
import {editsMarker, type Page, runningMarker} from "../runtime/contract.ts";

/** Why edits could not be kept, in words for the reader. `retry` says whether trying again can help. */
export interface StoreFailure {
  kind: "full" | "forbidden" | "failed";
  message: string;
  retry: boolean;
}

/** Where edits are kept: IndexedDB in the page, anything in tests. `path` names the chapter. Every method may reject. */
export interface EditStore {
  /** All that is kept for a chapter, in no order. */
  load(path: string): Promise<CellEdit[]>;
  /** Writes and removes in one transaction: all or nothing. */
  write(path: string, changed: readonly CellEdit[], removed: readonly string[]): Promise<void>;
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
  edits: {key: [string, string]; value: CellEdit & {path: string}; indexes: {path: string}};
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
      return records.map(asCellEdit).filter((record) => record !== null);
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

/** What identifies a chapter on this site. */
interface Chapter {
  /** Folder of the site, absolute. */
  root: string;
  slug: string;
}

/** The part of `Storage` that marks need. */
export type MarkStorage = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** The path that a chapter's edits are kept under: the same for every way to write its URL. */
export function pathOf(chapter: Chapter): string {
  return new URL(chapter.slug, chapter.root).pathname;
}

/**
 * Sets or takes away the mark that a chapter has edits, which the page's core reads before anything of the editor is loaded.
 * Answers whether it could: where localStorage is full or forbidden, edits that IndexedDB keeps would not be looked for at the
 * next load.
 */
export function markEdits(chapter: Chapter, exist: boolean, storage: () => MarkStorage = () => localStorage): boolean {
  try {
    if (exist) storage().setItem(editsMarker(chapter), "1");
    else storage().removeItem(editsMarker(chapter));
    return true;
  } catch {
    return false;
  }
}

/**
 * Leaves changes for the next load while the page is going away, when IndexedDB no longer gets to write: null stands for a
 * cell as published. An empty list takes an earlier one away. Does nothing where localStorage is full or forbidden.
 */
export function leaveUnsaved(
  chapter: Chapter,
  changes: readonly (readonly [string, CellEdit | null])[],
  storage: () => MarkStorage = () => localStorage
): void {
  try {
    if (changes.length > 0) storage().setItem(unsavedKey(chapter), JSON.stringify(changes));
    else storage().removeItem(unsavedKey(chapter));
  } catch {
    // There is no second place to leave them.
  }
}

/** What `leaveUnsaved` left. */
export function readUnsaved(chapter: Chapter, storage: () => MarkStorage = () => localStorage): Map<string, CellEdit | null> {
  try {
    const left: unknown = JSON.parse(storage().getItem(unsavedKey(chapter)) ?? "[]");
    if (!Array.isArray(left)) return new Map();
    return new Map(
      left.flatMap((entry): [string, CellEdit | null][] => {
        if (!Array.isArray(entry) || typeof entry[0] !== "string") return [];
        const edit = asCellEdit(entry[1]);
        return entry[1] === null ? [[entry[0], null]] : edit ? [[entry[0], edit]] : [];
      })
    );
  } catch {
    return new Map();
  }
}

function unsavedKey(chapter: Chapter): string {
  return editsMarker(chapter).replace("edits", "unsaved");
}

/**
 * Remembers, while edited cells run, that they do: a tab that hung and was closed leaves the mark behind. Set whenever an edited cell is defined
 * or run, cleared once the page has settled, or is left in good order.
 */
export function guardEdits(page: Page): void {
  const key = runningMarker(page);
  let waiting = false;
  const mark = () => {
    store(key, "1");
    if (waiting) return;
    waiting = true;
    void page.settled().then(() => {
      waiting = false;
      store(key, null);
    });
  };
  page.on("definition", (cell) => {
    if (!cell.held && cell.source !== cell.original) mark();
  });
  page.on("state", (cell) => {
    if (cell.state === "running" && cell.source !== cell.original) mark();
  });
  addEventListener("pagehide", () => store(key, null));
  addEventListener("pageshow", () => waiting && store(key, "1"));
}

function store(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Full or forbidden: the page works without.
  }
}

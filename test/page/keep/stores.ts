import {hash} from "../../../site/notebook/changes/changes.ts";
import type {CellEdit} from "../../../site/page/edit/edits.ts";
import type {EditStore, Kept} from "../../../site/page/keep/store.ts";
import type {TextStorage} from "../../../site/page/keep/marks.ts";
import {covers, unversioned, type Version} from "../../../site/page/keep/versions.ts";

/** The text of cells as the book has it. */
export const published = "published";

/** A record of a cell that was changed. */
export function edited(id: string, text: string | null, more: Partial<CellEdit> = {}): CellEdit {
  return {id, kind: "ts", original: hash(published), text, ran: null, ...more};
}

/** The same, as a store keeps it. */
export function kept(id: string, text: string | null, version: Version = unversioned): Kept {
  return {id, edit: edited(id, text), version};
}

/** A store in memory, with the promises of the browser's own. */
export function memoryStore(): EditStore {
  const chapters = new Map<string, Map<string, Kept>>();
  return {
    async load(path) {
      return structuredClone([...(chapters.get(path)?.values() ?? [])]);
    },
    async write(path, changes) {
      const cells = chapters.get(path) ?? new Map<string, Kept>();
      chapters.set(path, cells);
      const unseen: Kept[] = [];
      for (const change of structuredClone(changes)) {
        const there = cells.get(change.id);
        if (there && !covers(change.version.seen, there.version)) unseen.push(structuredClone(there));
        else if (change.edit) cells.set(change.id, change);
        else cells.delete(change.id);
      }
      return unseen;
    }
  };
}

/** A memory store that fails with `error` while it is set. */
export function failingStore(): EditStore & {error: Error | null} {
  const inner = memoryStore();
  return {
    error: null,
    load(path) {
      return this.error ? Promise.reject(this.error) : inner.load(path);
    },
    async write(path, changes) {
      if (this.error) throw this.error;
      return inner.write(path, changes);
    }
  };
}

/** What a browser's `localStorage` does, in memory. While it is `full`, nothing becomes longer. */
export function textStorage(): TextStorage & {texts: Map<string, string>; full: boolean} {
  const texts = new Map<string, string>();
  return {
    texts,
    full: false,
    getItem: (key) => texts.get(key) ?? null,
    setItem(key, value) {
      if (this.full && value.length > (texts.get(key)?.length ?? -1)) throw new DOMException("no room", "QuotaExceededError");
      texts.set(key, value);
    },
    removeItem: (key) => void texts.delete(key)
  };
}

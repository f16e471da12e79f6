import {asCellEdit, type Mark} from "../edit/edits.ts";
import {editsMarker} from "../runtime/contract.ts";
import type {Chapter, TextStorage} from "./marks.ts";
import type {Kept} from "./store.ts";
import {asVersion} from "./versions.ts";

/** What a tab that went away did not get to store, with the time at which it was left. */
export interface Left extends Kept {
  /** Milliseconds since 1970. */
  time: number;
}

/**
 * What is not stored when a page goes away, left where writing is at once: for the next load, or for another tab of the chapter, which
 * stores it. It stays until it is stored.
 */
export class Unsaved {
  readonly key: string;
  readonly #storages: readonly (() => TextStorage)[];

  /** `storages`: the first that has room is used. The other tabs see the first. */
  constructor(chapter: Chapter, storages: readonly (() => TextStorage)[] = [() => localStorage, () => sessionStorage]) {
    this.key = editsMarker(chapter).replace("edits", "unsaved");
    this.#storages = storages;
  }

  /** All that was left, of each tab the last of each cell, the oldest first. */
  read(): Left[] {
    const all = this.#storages.flatMap((storage) => {
      try {
        return asLeft(JSON.parse(storage().getItem(this.key) ?? "[]"));
      } catch {
        return []; // forbidden, or something else stands there
      }
    });
    const last = new Map<string, Left>();
    for (const left of all.sort((a, b) => a.time - b.time)) last.set(`${left.version.by} ${left.id}`, left);
    return [...last.values()].sort((a, b) => a.time - b.time);
  }

  /** Leaves these, in place of what the same writers left of the same cells. Answers whether there was room. */
  leave(entries: readonly Left[]): boolean {
    if (entries.length === 0) return true;
    const theirs = this.read().filter(
      (old) => !entries.some((entry) => entry.id === old.id && entry.version.by === old.version.by)
    );
    return this.#write([...theirs, ...entries]);
  }

  /** Takes away what is stored. */
  drop(stored: (id: string, mark: Mark) => boolean): void {
    const all = this.read();
    const rest = all.filter(({id, version}) => !stored(id, version));
    if (rest.length < all.length) this.#write(rest);
  }

  #write(entries: readonly Left[]): boolean {
    let written = entries.length === 0;
    for (const storage of this.#storages) {
      try {
        if (written) storage().removeItem(this.key);
        else storage().setItem(this.key, JSON.stringify(entries));
        written = true;
      } catch {
        // Full or forbidden: the next one.
      }
    }
    return written;
  }
}

function asLeft(value: unknown): Left[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown): Left[] => {
    // Pages of a former edition left pairs.
    const former = {id: Object(entry)[0], edit: Object(entry)[1], version: {by: "former", n: 1, seen: {former: 1}}, time: 0};
    const {id, edit, version, time} = Array.isArray(entry) ? former : (Object(entry) as Record<string, unknown>);
    const record = asCellEdit(edit);
    if (typeof id !== "string" || typeof time !== "number" || (edit !== null && record?.id !== id)) return [];
    return [{id, edit: record, version: asVersion(version), time}];
  });
}

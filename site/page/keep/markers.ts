import {editsMarker} from "../runtime/contract.ts";
import {asKept, type Kept} from "./kept.ts";

/** What identifies a chapter on this site. */
export interface Chapter {
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
  changes: readonly (readonly [string, Kept | null])[],
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
export function readUnsaved(chapter: Chapter, storage: () => MarkStorage = () => localStorage): Map<string, Kept | null> {
  try {
    const left: unknown = JSON.parse(storage().getItem(unsavedKey(chapter)) ?? "[]");
    if (!Array.isArray(left)) return new Map();
    return new Map(
      left.flatMap((entry): [string, Kept | null][] => {
        if (!Array.isArray(entry) || typeof entry[0] !== "string") return [];
        const kept = asKept(entry[1]);
        return entry[1] === null ? [[entry[0], null]] : kept ? [[entry[0], kept]] : [];
      })
    );
  } catch {
    return new Map();
  }
}

function unsavedKey(chapter: Chapter): string {
  return editsMarker(chapter).replace("edits", "unsaved");
}

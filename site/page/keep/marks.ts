import {editsMarker, marksComplete} from "../runtime/contract.ts";

/** What identifies a chapter on this site. */
export interface Chapter {
  /** Folder of the site, absolute. */
  root: string;
  slug: string;
}

/** The part of `Storage` that is needed here. */
export type TextStorage = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** The path that a chapter's edits are kept under: the same for every way to write its URL. */
export function pathOf(chapter: Chapter): string {
  return new URL(chapter.slug, chapter.root).pathname;
}

/**
 * Sets or takes away the mark that a chapter has edits, which the page's core reads before anything of the editor is loaded. Where
 * there is no room for it, what says that the marks are complete is taken away, for which there always is.
 */
export function markEdits(chapter: Chapter, exist: boolean, storage: () => TextStorage = () => localStorage): void {
  try {
    if (exist) storage().setItem(editsMarker(chapter), "1");
    else storage().removeItem(editsMarker(chapter));
  } catch {
    try {
      storage().removeItem(marksComplete);
    } catch {
      // Forbidden: then nothing says that they are complete.
    }
  }
}

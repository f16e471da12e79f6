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

/** Milliseconds for which a chapter waits for the browser's database. */
const patience = 1000;

/**
 * Whether a chapter has edits, where the marks may not tell: from the store itself. Marks every chapter that has some, and that the marks
 * are complete; where there is no room for that, the store is asked at each visit. A store that does not answer may have some.
 */
export async function findEdits(chapter: Chapter): Promise<boolean> {
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), patience));
  const paths = await Promise.race([pathsInStore().catch((): string[] => []), late]);
  if (!paths) return true;
  try {
    for (const path of paths) localStorage.setItem(`gantry:edits:${path}`, "1");
    localStorage.setItem(marksComplete, "1");
  } catch {
    // Full or forbidden.
  }
  return paths.includes(pathOf(chapter));
}

/** The paths of all chapters that have edits. */
function pathsInStore(): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("gantry");
    // There is none: this one, which would be empty, does not come to be.
    request.onupgradeneeded = () => request.transaction!.abort();
    request.onerror = () => resolve([]);
    request.onsuccess = () => {
      const database = request.result;
      database.onversionchange = () => database.close();
      const paths: string[] = [];
      const keys = database.transaction("edits").objectStore("edits").index("path").openKeyCursor(null, "nextunique");
      keys.onerror = () => reject(keys.error);
      keys.onsuccess = () => {
        const cursor = keys.result;
        if (cursor) {
          paths.push(String(cursor.key));
          return cursor.continue();
        }
        database.close();
        resolve(paths);
      };
    };
  });
}

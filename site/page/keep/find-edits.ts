import {editsMarker, marksComplete} from "../runtime/contract.ts";
import type {Chapter} from "./marks.ts";

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
    for (const path of paths) localStorage.setItem(markOf(path), "1");
    localStorage.setItem(marksComplete, "1");
  } catch {
    // Full or forbidden.
  }
  // What a page left as it went away may be all that there is.
  const left = editsMarker(chapter).replace("edits", "unsaved");
  try {
    if (sessionStorage.getItem(left) !== null || localStorage.getItem(left) !== null) return true;
  } catch {
    // Forbidden: nothing was left.
  }
  return paths.some((path) => editsMarker(chapter) === markOf(path));
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

function markOf(path: string): string {
  return editsMarker({root: location.origin, slug: path});
}

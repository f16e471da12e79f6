import type {LocatedError} from "../notebook/types.ts";
import {prepareChapter} from "./pages/chapter.ts";
import {orderErrors} from "./pages/order.ts";
import {importable} from "./assets/public.ts";
import type {ChapterText} from "./types/types-check.ts";

/** What a build would refuse in these chapters, types aside (structure, names, imports, formulas, links, order), and what it would warn of. */
export function chapterMistakes(root: string, texts: readonly ChapterText[]): {errors: LocatedError[]; warnings: LocatedError[]} {
  const known = importable(root);
  const chapters = texts.map(({file, text}) => prepareChapter(text, file, known));
  const errors = [...chapters.flatMap((chapter) => chapter.errors), ...orderErrors(chapters)];
  return {errors, warnings: chapters.flatMap(({warnings}) => warnings)};
}

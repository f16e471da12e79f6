import type {LocatedError} from "../notebook/types.ts";
import {prepareChapter} from "./chapter.ts";
import {libraries} from "./libraries.ts";
import {orderErrors} from "./order.ts";
import {libModules} from "./scripts.ts";
import type {ChapterText} from "./types-check.ts";

/** What a build would refuse in these chapters, types aside: structure, names, imports, formulas, links, order. */
export async function chapterMistakes(root: string, texts: readonly ChapterText[]): Promise<LocatedError[]> {
  const specifiers = new Set([...(await libModules(root)).keys(), ...libraries]);
  const chapters = texts.map(({file, text}) => prepareChapter(text, file, specifiers));
  return [...chapters.flatMap(({errors}) => errors), ...orderErrors(chapters)];
}

import type {LocatedError} from "../../notebook/types.ts";
import {importable} from "../assets/public.ts";
import {chapterMistakes} from "../pages/mistakes.ts";
import type {ChapterText} from "../types/checker.ts";
import {readLibrary} from "./library.ts";
import {locatedIn, referencePages} from "./pages.ts";
import {referenceMaker} from "./reference.ts";
import {GALLERY} from "./subjects.ts";

/** The pages of the reference as texts, as far as their cells go: what a type checker reads. They need no chapters. */
export function referenceTexts(root: string): {texts: ChapterText[]; located: (error: LocatedError) => LocatedError} {
  const pages = referencePages(readLibrary(root), () => []);
  // The gallery's cells are those of the other pages.
  const texts = pages.filter(({slug}) => slug !== GALLERY).map(({file, out}) => ({file, text: out.text}));
  return {texts, located: (error) => locatedIn(pages, error)};
}

/** What a build would refuse in these chapters and in the reference beside them, types aside, and what it would warn of. */
export async function bookMistakes(
  root: string,
  texts: readonly ChapterText[]
): Promise<{errors: LocatedError[]; warnings: LocatedError[]}> {
  const reference = await referenceMaker(root).make([], importable(root));
  const {errors, warnings} = chapterMistakes(root, texts, reference.pages);
  return {errors: [...errors.map((error) => reference.located(error)), ...reference.errors], warnings};
}

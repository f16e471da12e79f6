import {LocatedError} from "../../notebook/types.ts";
import {importable} from "../assets/public.ts";
import type {ChapterText} from "../types/checker.ts";
import {type Chapter, prepareChapter} from "./chapter.ts";

/** What a build would refuse in these chapters, types aside (structure, names, imports, formulas, links, order), and what it would warn of. */
export function chapterMistakes(root: string, texts: readonly ChapterText[]): {errors: LocatedError[]; warnings: LocatedError[]} {
  const known = importable(root);
  const chapters = texts.map(({file, text}) => prepareChapter(text, file, known));
  const errors = [...chapters.flatMap((chapter) => chapter.errors), ...mistakesBetween(chapters)];
  return {errors, warnings: chapters.flatMap(({warnings}) => warnings)};
}

/** What is wrong between chapters: two in one place of the book, none at its front, links to a page or a section that is not there. */
export function mistakesBetween(chapters: readonly Chapter[]): LocatedError[] {
  const errors: LocatedError[] = [];
  const places = new Map<number, string>();
  for (const {notebook} of chapters) {
    const {file, order, source, beside} = notebook;
    if (beside) continue;
    const other = places.get(order);
    const lines = source.split(/\r\n|\n|\r/);
    const line =
      Math.max(
        0,
        lines.findIndex((text) => text.startsWith("order:"))
      ) + 1;
    if (other !== undefined)
      errors.push(
        new LocatedError(`The order ${order} is taken by ${other}: give each chapter its own.`, {line, column: 1}, file)
      );
    places.set(order, file);
  }
  const slugs = new Set(chapters.map(({notebook: {slug}}) => slug));
  const [first] = chapters;
  if (first && !slugs.has("index")) {
    errors.push(
      new LocatedError("The book has no first page: notebooks/index.md is missing.", {line: 1, column: 1}, first.notebook.file)
    );
  }
  const anchors = new Map(chapters.map((chapter) => [chapter.notebook.slug, anchorsOf(chapter)]));
  return [...errors, ...chapters.flatMap((chapter) => deadLinks(chapter, anchors))];
}

/** Ids that a link may point to; null when the chapter has mistakes and may lack some of them for that. */
function anchorsOf({body, errors}: Chapter): ReadonlySet<string> | null {
  return errors.length > 0 ? null : new Set([...body.matchAll(/ id="([^"]*)"/g)].map(([, id = ""]) => id));
}

function deadLinks({notebook, body}: Chapter, anchors: ReadonlyMap<string, ReadonlySet<string> | null>): LocatedError[] {
  const {file, source, slug} = notebook;
  const errors: LocatedError[] = [];
  for (const [, page = "", hash] of body.matchAll(/<a [^>]*?href="(?:\.\/)?(?:([\w.-]+)\.html)?(?:#([^"]*))?"/g)) {
    const target = page === "" ? slug : page;
    const ids = anchors.get(target);
    const id = hash === undefined ? "" : decode(hash);
    const dead =
      ids === undefined
        ? `a page "${target}"`
        : id === "" || ids === null || ids.has(id)
          ? ""
          : `a place "#${id}" on the page "${target}"`;
    if (dead === "") continue;
    const needle = ids === undefined ? target : `#${hash}`;
    const written = `(${page && `${page}.md`}${hash === undefined ? "" : `#${hash}`}`;
    const at = Math.max(0, source.includes(written) ? source.indexOf(written) + 1 : source.indexOf(needle));
    const before = source.slice(0, at).split(/\r\n|\n|\r/);
    const position = {line: before.length, column: (before.at(-1) ?? "").length + 1};
    errors.push(new LocatedError(`This links to ${dead}, which is not there.`, position, file));
  }
  return errors;
}

function decode(hash: string): string {
  try {
    return decodeURIComponent(hash);
  } catch {
    return hash;
  }
}

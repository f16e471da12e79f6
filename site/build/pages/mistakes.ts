import {cellsOf} from "../../notebook/chapter.ts";
import {suggestion} from "../../notebook/text/nearest.ts";
import {LocatedError} from "../../notebook/types.ts";
import {importable} from "../assets/public.ts";
import type {ChapterText} from "../types/checker.ts";
import {type Chapter, prepareChapter} from "./chapter.ts";

/** What a build would refuse in these chapters, types aside (structure, names, imports, formulas, links, order), and what it would warn of. `beside`: pages of the book that are made, to which they may link. */
export function chapterMistakes(
  root: string,
  texts: readonly ChapterText[],
  beside: readonly Chapter[] = []
): {errors: LocatedError[]; warnings: LocatedError[]} {
  const known = importable(root);
  const chapters = texts.map(({file, text}) => prepareChapter(text, file, known));
  const pages = [...chapters, ...beside];
  const errors = [...pages.flatMap((chapter) => chapter.errors), ...mistakesBetween(pages)];
  return {errors, warnings: chapters.flatMap(({warnings}) => warnings)};
}

/**
 * What is wrong between chapters: file names that cannot be pages, two in one place of the book, none at its front, links to a page or
 * a section that is not there.
 */
export function mistakesBetween(chapters: readonly Chapter[]): LocatedError[] {
  const errors: LocatedError[] = [...wrongNames(chapters), ...sharedOrders(chapters)];
  const slugs = new Set(chapters.map(({notebook: {slug}}) => slug));
  const [first] = chapters;
  if (first && !slugs.has("index")) {
    errors.push(
      new LocatedError("The book has no first page: notebooks/index.md is missing.", {line: 1, column: 1}, first.notebook.file)
    );
  }
  const anchors = new Map(chapters.map((chapter) => [chapter.notebook.slug, anchorsOf(chapter)]));
  return [...errors, ...strayAnswers(chapters), ...chapters.flatMap((chapter) => deadLinks(chapter, anchors))];
}

/** Cells that stand for the answer to an exercise which is not there, or has another solution than their text. */
function strayAnswers(chapters: readonly Chapter[]): LocatedError[] {
  const solutions = new Map<string, string>();
  for (const {notebook} of chapters)
    for (const {role, exercise, source} of cellsOf(notebook))
      if (role === "solution") solutions.set(`${notebook.slug}#${exercise}`, source);
  return chapters.flatMap(({notebook}) =>
    cellsOf(notebook).flatMap(({answer, source, start}) => {
      const solution = answer === undefined ? source : solutions.get(answer);
      if (solution === source) return [];
      const message =
        solution === undefined
          ? `There is no exercise ${answer}, with a solution.${suggestion(answer ?? "", [...solutions.keys()])}`
          : `This is not the solution of ${answer} any more: put the same text here, or there.`;
      return [new LocatedError(message, {line: start.line - 1, column: 1}, notebook.file)];
    })
  );
}

/** Names that a book's own files have, and what they are. */
const ownNames: Readonly<Record<string, string>> = {
  "404": "the page for what is not there",
  assets: "the folder of scripts and pictures",
  sw: "the service worker",
  licences: "the licences of what is in the book"
};

/** A chapter's file name is its address; a name that a file of the book has would be lost, or hide that file. */
function wrongNames(chapters: readonly Chapter[]): LocatedError[] {
  const taken = new Map<string, string>();
  return chapters.flatMap(({notebook: {file, slug}}) => {
    const name = slug.toLowerCase();
    const other = taken.get(name);
    taken.set(name, file);
    const message = Object.hasOwn(ownNames, name)
      ? `No chapter can be called ${slug}.md: in a book, that is ${ownNames[name]}. Rename the file.`
      : !/^[\p{L}\p{N}][\p{L}\p{N}_.-]*$/u.test(slug)
        ? `A chapter's file name is its address: letters, digits, "-", "_" and "."; not "${slug}.md". Rename the file.`
        : other !== undefined &&
          `${other} has the same name but for its case: on many systems they would be one page. Rename one.`;
    return message ? [new LocatedError(message, {line: 1, column: 1}, file)] : [];
  });
}

/** Chapters that state the same order. Which of them is new cannot be seen: each is told of the other, and of a number that is free. */
function sharedOrders(chapters: readonly Chapter[]): LocatedError[] {
  const places = new Map<number, {file: string; line: number}[]>();
  for (const {notebook} of chapters) {
    const line = notebook.source.split(/\r\n|\n|\r/).findIndex((text) => text.startsWith("order:")) + 1;
    if (notebook.beside || line === 0) continue;
    const others = places.get(notebook.order);
    if (others) others.push({file: notebook.file, line});
    else places.set(notebook.order, [{file: notebook.file, line}]);
  }
  const free = Math.floor(Math.max(0, ...places.keys())) + 1;
  return [...places].flatMap(([order, all]) =>
    all.length === 1
      ? []
      : all.map(({file, line}) => {
          const others = all.flatMap((each) => (each.file === file ? [] : [each.file])).join(" and ");
          const advice = `If this chapter is the new one, write order: ${free}, the next that is free, or a number between two others.`;
          return new LocatedError(`${file} and ${others} both say order: ${order}. ${advice}`, {line, column: 1}, file);
        })
  );
}

/** What a page leads to: found once, for a page that stays while others are written. */
const linksOf = remembered((body) =>
  [...body.matchAll(/<a [^>]*?href="(?:\.\/)?(?:([\w.-]+)\.html)?(?:#([^"]*))?"/g)].map(([, page = "", hash]) => ({page, hash}))
);
const idsOf = remembered((body) => new Set(Array.from(body.matchAll(/ id="([^"]*)"/g), ([, id = ""]) => id)));

function remembered<T>(find: (body: string) => T): (chapter: Chapter) => T {
  const known = new WeakMap<Chapter, T>();
  return (chapter) => {
    const found = known.get(chapter) ?? find(chapter.body);
    known.set(chapter, found);
    return found;
  };
}

/** Ids that a link may point to; null when the chapter has mistakes and may lack some of them for that. */
function anchorsOf(chapter: Chapter): ReadonlySet<string> | null {
  return chapter.errors.length > 0 ? null : idsOf(chapter);
}

function deadLinks(chapter: Chapter, anchors: ReadonlyMap<string, ReadonlySet<string> | null>): LocatedError[] {
  const {file, source, slug} = chapter.notebook;
  const errors: LocatedError[] = [];
  for (const {page, hash} of linksOf(chapter)) {
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

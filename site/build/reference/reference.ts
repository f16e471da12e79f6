import type {LocatedError} from "../../notebook/types.ts";
import type {Importable} from "../assets/public.ts";
import {type Chapter, highlightCode, type Highlighter, prepareChapter} from "../pages/chapter.ts";
import {highlightTypeScript} from "../pages/html.ts";
import type {Use} from "../pages/uses.ts";
import {type Library, readLibrary} from "./library.ts";
import {keptPages} from "./kept-pages.ts";
import {locatedIn, referenceMistakes, referencePages} from "./pages.ts";
import {GALLERY, INDEX} from "./subjects.ts";
import type {Writer} from "./writer.ts";

/** The reference of a library: pages beside the chapters, made from its sources. */
export interface Reference {
  pages: readonly Chapter[];
  /** Names of the pages that lead to all others. */
  ways: readonly string[];
  /** What is lacking in the library's own text. What is wrong in a page is among the page's own mistakes. */
  errors: readonly LocatedError[];
  /** A mistake in one of the pages, told where its cause stands in the library; any other as it is. */
  located(error: LocatedError): LocatedError;
}

/** Makes the reference again and again, of a library that is read once until it is forgotten. */
export interface ReferenceMaker {
  /** The pages for these chapters. Pages whose text is as before are not prepared again. */
  make(chapters: readonly Chapter[], known: Importable): Promise<Reference>;
  forget(): void;
}

/** The reference of the library under `root`. */
export function referenceMaker(root: string): ReferenceMaker {
  let library: Library | undefined;
  let last: {uses: string; reference: Reference} | undefined;
  const kept = keptPages(root);
  const prepared = new Map<string, {source: string; chapter: Chapter}>();
  return {
    async make(chapters, known) {
      const uses = usesOf(chapters);
      const key = JSON.stringify([...uses]);
      if (library && last?.uses === key) return last.reference;
      library ??= readLibrary(root);
      const written = referencePages(library, (specifier, name) => uses.get(`${specifier} ${name}`) ?? []);
      const pages: Chapter[] = [];
      const names = [...known.names, ...known.former].join();
      for (const {file, slug, out} of written) {
        const source = JSON.stringify([
          slug,
          names,
          out.text,
          [...out.links].map(([code, links]) => [code, ...links]),
          [...out.narrow]
        ]);
        const before = prepared.get(slug);
        let chapter = before?.source === source ? before.chapter : kept.find(source);
        if (!chapter) {
          // As between two chapters (book.ts), esbuild gets its answers.
          await new Promise(setImmediate);
          chapter = dressed(slug, out, prepareChapter(out.text, file, known, highlighting(out)));
          kept.keep(source, chapter);
        }
        prepared.set(slug, {source, chapter});
        pages.push(chapter);
      }
      kept.tidy();
      const errors = referenceMistakes(library);
      const reference = {pages, ways: [INDEX, GALLERY], errors, located: (error: LocatedError) => locatedIn(written, error)};
      last = {uses: key, reference};
      return reference;
    },
    forget() {
      library = undefined;
    }
  };
}

/** The gallery's figures stand in cards; what it and the index say is said, and found, on the pages that they lead to. */
function dressed(slug: string, {narrow}: Writer, made: Chapter): Chapter {
  // What a fence says of a cell's height is meant for wide pages.
  const body = made.body.replace(
    /(?<=<section class="cell" id="cell-([^"]*)"[^>]*style="--height:\d+px)"/g,
    (end, id: string) => {
      const height = narrow.get(id);
      return height === undefined ? end : `;--narrow:${height}px"`;
    }
  );
  const chapter = {...made, body};
  if (slug === GALLERY) return {...chapter, body: inCards(chapter.body), sections: []};
  return slug === INDEX ? {...chapter, sections: []} : chapter;
}

/** The page's own highlighter: in what is only shown, names lead to where they are described. */
function highlighting({links}: Writer): Highlighter {
  return (code, language) => (links.has(code) ? highlightTypeScript(code, true, links.get(code)) : highlightCode(code, language));
}

/** Where chapters use what modules export: "gantry/layers dense" → sections, in the order of the book. */
function usesOf(chapters: readonly Chapter[]): Map<string, Use[]> {
  const uses = new Map<string, Use[]>();
  for (const {
    notebook: {slug, title},
    uses: own
  } of chapters)
    for (const {specifier, imported, heading, id} of own) {
      const key = `${specifier} ${imported}`;
      uses.set(key, [...(uses.get(key) ?? []), {slug, title, heading, id}]);
    }
  return uses;
}

const CARD = /<div class="prose"[^>]*>\n?<h3(?:(?!<\/div>)[^])*<\/div>\n<section class="cell"[^]*?\n<\/section>\n?/g;
const CARDS = new RegExp(`(?:${CARD.source})+`, "g");

/** Words and picture of each figure in one card, which is one link, and the cards of a subject side by side. */
function inCards(body: string): string {
  const still = body.replaceAll('<div class="cell-output">', '<div class="cell-output" inert>');
  return still.replace(
    CARDS,
    (run) => `<div class="cards">\n${run.replace(CARD, (card) => `<div class="card">${card}</div>\n`)}</div>\n`
  );
}

import {join} from "node:path";
import type {LocatedError} from "../notebook/types.ts";
import {type Asset, shortHash} from "./assets/assets.ts";
import {importable} from "./assets/public.ts";
import {licences} from "./assets/licences.ts";
import {scriptBuilder, type Scripts} from "./assets/scripts.ts";
import {noServiceWorker, serviceWorkerCode, serviceWorkerFile} from "./assets/service-worker.ts";
import type {Effects} from "./effects.ts";
import {type Chapter, prepareChapter} from "./pages/chapter.ts";
import {mistakesBetween} from "./pages/mistakes.ts";
import {lockedPolicy, scriptPolicy} from "./pages/policy.ts";
import {chapterPage, notFoundPage} from "./pages/template.ts";
import {type Reference, type ReferenceMaker, referenceMaker} from "./reference/reference.ts";
import {TYPES_FOLDER, type TypeWorker, typeWorker} from "./types/type-worker.ts";

/** Where a book is, and what it is to be. */
export interface BookOptions {
  /** The repository's folder, absolute. */
  root: string;
  /** The folder of chapters. Default: `notebooks` under the root. */
  notebooks?: string;
  /** The path under which the site will stand. Default "/". */
  base?: string;
  /** A book to publish, or one that is being written. Default "publish". */
  mode?: "publish" | "dev";
  /** Files that the book brings beside those of `lib`: MNIST. */
  assets?: readonly Asset[];
  /** Makes the reference, as a book of the repository's own chapters has it. Default: with the default `notebooks`. */
  reference?: boolean;
}

/** A built book. With errors, the files are what could be made. */
export interface Site {
  /** Path relative to the site → content. */
  files: ReadonlyMap<string, string | Uint8Array>;
  errors: readonly LocatedError[];
  /** In the order of the book. */
  chapters: readonly Chapter[];
}

export interface Book {
  /**
   * Builds from what is on disk. Chapters whose text is the same are not prepared again; scripts are bundled only the first
   * time, and after `forgetScripts`. Rejects with esbuild's errors, and when there is no chapter.
   */
  build(): Promise<Site>;
  /** `lib` or `site` have changed. */
  forgetScripts(): void;
  dispose(): Promise<void>;
}

/** Opens a book for building, again and again while it is written. */
export function openBook(options: BookOptions, effects: Pick<Effects, "list" | "readText">): Book {
  const {root, mode = "publish"} = options;
  const folder = options.notebooks ?? join(root, "notebooks");
  const builder = scriptBuilder(root, mode, options.assets);
  const maker: ReferenceMaker | undefined =
    (options.reference ?? options.notebooks === undefined) ? referenceMaker(root) : undefined;
  const prepared = new Map<string, {text: string; importable: string; chapter: Chapter}>();
  let scripts: Promise<Bundled> | undefined;

  const bundle = async (): Promise<Bundled> => {
    // A draft's author sees the types of all chapters in the terminal.
    if (mode === "dev") return {scripts: await builder.build(), worker: noServiceWorker};
    const [bundled, worker, types] = await Promise.all([builder.build(), serviceWorkerCode(root), typeWorker(root)]);
    bundled.files.set("licences.txt", Buffer.from(await licences(root, [...bundled.inputs, ...types.inputs])));
    return {scripts: bundled, worker, types};
  };
  const prepare = async (): Promise<Chapter[]> => {
    const known = importable(root);
    const names = (await effects.list(folder)).filter((name) => name.endsWith(".md"));
    if (names.length === 0) throw new Error(`There is no chapter in ${folder}`);
    const key = [...known.names, ...known.former].join();
    const chapters: Chapter[] = [];
    for (const name of names) {
      const text = await effects.readText(join(folder, name));
      const last = prepared.get(name);
      if (last?.text === text && last.importable === key) {
        chapters.push(last.chapter);
        continue;
      }
      // esbuild asks this thread about some files, and waits for the answer: between two chapters it gets one.
      await new Promise(setImmediate);
      const chapter = prepareChapter(text, `notebooks/${name}`, known);
      prepared.set(name, {text, importable: key, chapter});
      chapters.push(chapter);
    }
    const side = ({notebook: {beside}}: Chapter) => (beside ? 1 : 0);
    return chapters.sort(
      (a, b) => side(a) - side(b) || a.notebook.order - b.notebook.order || (a.notebook.slug < b.notebook.slug ? -1 : 1)
    );
  };

  return {
    async build() {
      // esbuild runs in a process of its own: it bundles while the chapters are compiled here.
      scripts ??= bundle();
      const bundling = scripts;
      bundling.catch(() => undefined);
      const chapters = await prepare();
      const reference = await maker?.make(chapters, importable(root));
      const bundled = await bundling.catch((error: unknown) => {
        scripts = undefined;
        throw error;
      });
      return {files: assemble(chapters, reference, bundled, options), errors: mistakesIn(chapters, reference), chapters};
    },
    forgetScripts() {
      scripts = undefined;
      maker?.forget();
    },
    dispose: () => builder.dispose()
  };
}

/** What is wrong in chapters, in the reference beside them, and between all of these. */
function mistakesIn(chapters: readonly Chapter[], reference: Reference | undefined): LocatedError[] {
  const pages = [...chapters, ...(reference?.pages ?? [])];
  const found = [...pages.flatMap((page) => page.errors), ...mistakesBetween(pages)];
  return reference ? [...found.map((error) => reference.located(error)), ...reference.errors] : found;
}

/** What does not depend on the chapters. */
interface Bundled {
  scripts: Scripts;
  /** The service worker's code. */
  worker: string;
  /** What checks types in the page; absent while the book is written. */
  types?: TypeWorker;
}

/** What nobody needs who never edits: kept for reading offline from the first edit on. */
function onUse({typesParts}: Scripts, types: TypeWorker | undefined) {
  return types && {folder: TYPES_FOLDER, files: [...typesParts, ...types.files.keys()]};
}

function assemble(
  chapters: readonly Chapter[],
  reference: Reference | undefined,
  {scripts, worker, types}: Bundled,
  {base = "/", mode}: BookOptions
) {
  const files = new Map<string, string | Uint8Array>([...scripts.files, ...(types?.files ?? [])]);
  const pages = reference?.pages ?? [];
  const index = JSON.stringify(searchIndex([...chapters, ...pages]));
  const search = `assets/search-${shortHash(index)}.json`;
  files.set(search, index);
  const linkTo = ({notebook: {slug, title, beside}}: Chapter) => ({slug, title, ...(beside && {beside})});
  // A chapter lists the ways into the reference, a page of the reference all of its pages.
  const ways = [...chapters, ...pages.filter(({notebook: {slug}}) => reference?.ways.includes(slug))].map(linkTo);
  const fonts = [...scripts.files.keys()].filter((path) =>
    /\/source-(?:serif-4-latin-[46]00|code-pro-latin-400)-normal-\w+\.woff2$/.test(path)
  );
  const whole = [...chapters, ...pages].map(linkTo);
  for (const chapter of [...chapters, ...pages]) {
    const {notebook, body, module, checks, imports, formulas} = chapter;
    const inReference = pages.includes(chapter);
    const {slug, title, summary, headings, source} = notebook;
    const modulePath = `assets/chapters/${slug}-${shortHash(module)}.js`;
    files.set(modulePath, module);
    const checksPath = checks && `assets/chapters/${slug}-checks-${shortHash(checks)}.js`;
    if (checksPath) files.set(checksPath, checks);
    const roots = [scripts.page, ...imports.flatMap((name) => scripts.specifiers.get(name) ?? [])];
    const preload = new Set([modulePath, ...roots.flatMap((path) => scripts.closure(path))]);
    preload.delete(scripts.page);
    const {page, styles, katex, specifiers} = scripts;
    // Keeping the book offline is never what a reader waits for; following its author is what a draft is open for.
    const second = mode === "dev" ? {companion: scripts.companion, later: ""} : {companion: "", later: scripts.companion};
    const shared = {
      chapters: inReference ? whole : ways,
      page,
      ...second,
      styles,
      katex,
      specifiers,
      search,
      types: types?.entry ?? ""
    };
    const own = {
      slug,
      ahead: inReference,
      fonts: inReference ? fonts : [],
      title,
      summary,
      headings,
      body,
      module: modulePath,
      checks: checksPath,
      formulas,
      preload: [...preload]
    };
    files.set(`${slug}.html`, chapterPage({...shared, ...own}));
    files.set(`${slug}.md`, source);
  }
  files.set("404.html", notFoundPage(base, scripts.styles));
  return files.set(
    "sw.js",
    mode === "dev" ? worker : serviceWorkerFile(worker, files, {script: scriptPolicy, other: lockedPolicy}, onUse(scripts, types))
  );
}

/** One section of a chapter, as the search looks through it (see SearchSection in site/page/chrome/search-index.ts). */
interface SearchEntry {
  slug: string;
  chapter: string;
  heading: string;
  id: string;
  text: string;
}

/** The full-text index of the book: every section of every chapter, in the order of the book. */
function searchIndex(chapters: readonly Chapter[]): SearchEntry[] {
  return chapters.flatMap(({notebook: {slug, title, summary}, sections}) => {
    const top = sections[0]?.id === "" ? sections[0].text : "";
    const rest = sections.filter(({id}) => id !== "");
    return [
      {slug, chapter: title, heading: title, id: "", text: `${summary} ${top}`.trim()},
      ...rest.map(({heading, id, text}) => ({slug, chapter: title, heading, id, text}))
    ];
  });
}

import type {ChapterModule, Definition, PageCell} from "./runtime/contract.ts";
import {editsMarker, marksComplete, runningMarker, SHARE_PREFIX} from "./runtime/contract.ts";
import {catchLateErrors, ChapterPage} from "./runtime/page.ts";
import type {CellRun} from "./runtime/run.ts";
import {listenToFeatures} from "./chrome/features.ts";

const {slug = "index", root = "./", later, chapter, ahead, apart} = document.body.dataset;
const article = document.querySelector<HTMLElement>("article.chapter") ?? document.body;
const place = {slug, root: new URL(root, location.href).href};

/** This page, for the script that follows its author's changes. */
export const page = new ChapterPage({
  ...place,
  article,
  announce: document.querySelector<HTMLElement>(".announce"),
  safe: /[?&]safe\b/.test(location.search) || (await wentWrong()),
  dials
});
// How a cell's function crosses to a worker: lib/worker/portable.ts asks for it.
(globalThis as unknown as Record<symbol, unknown>)[Symbol.for("gantry.carrier")] = (value: unknown) =>
  import("./runtime/portable.ts").then((it) => it.portable(page, value));
const features = listenToFeatures(
  page,
  stored("gantry:contents") === "open" || !!stored("gantry:code") || /[?&]slide=/.test(location.search)
);

start().catch((error: unknown) => {
  lacking(article, "The chapter", () => location.reload());
  throw error;
});

async function start(): Promise<void> {
  const [published, edits] = await Promise.all([loadChapter(), hasEdits() || findEdits()]);
  const elements = document.querySelectorAll<HTMLElement>("[data-cell]:not([data-role=solution])");
  for (const element of elements) {
    const source = element.dataset.source ?? element.querySelector(".cell-source code")?.textContent ?? "";
    page.attach(element, source, source, published.get(element.dataset.cell!));
  }
  catchLateErrors(page);
  if (page.safe) void insist(article, "The reason", () => import("./chrome/safe.ts")).then((it) => it.showSafe(page, features));
  if (edits) await loadEdits();
  // Before any cell runs: `?run.batch=64`.
  if (location.search.includes(".")) await dials();
  const begin = (element: HTMLElement) => {
    const cell = page.cells.get(element.dataset.cell!);
    if (cell && !cell.definition && !cell.error && cell.published) page.define(cell.id, cell.published);
  };
  // Of examples that stand alone, each begins when the reader comes to it.
  if (ahead) whenNear(elements, begin);
  else elements.forEach(begin);
  whenNear(document.querySelectorAll<HTMLElement>(".exercise, [data-answer]"), (exercise) =>
    insist(exercise, "The exercise", () => import("./exercise/exercise.ts")).then((it) =>
      it.startExercise(page, exercise, features.edit)
    )
  );
  addEventListener("hashchange", () => hasEdits() && loadEdits());
  // What nobody waits for. Without it the book is not saved, and nothing says that it is.
  const load = () => later && import(/* @vite-ignore */ new URL(later, location.href).href).catch(() => {});
  setTimeout(load, 3000); // a module runs once, however often it is imported
  await page.settled();
  document.documentElement.dataset.settled = "";
  performance.mark("gantry:settled");
  void load();
}

async function loadChapter(): Promise<Map<string, Definition>> {
  if (!chapter) return new Map();
  const module = new URL(chapter, location.href).href;
  const {cells} = await insist(article, "The cells", () => import(/* @vite-ignore */ module) as Promise<ChapterModule>);
  return new Map(cells.map((definition) => [definition.id, {module, ...definition}]));
}

function hasEdits(): boolean {
  // A chapter that runs apart does so for the changes that it brings.
  return apart !== undefined || location.hash.startsWith(SHARE_PREFIX) || !!stored(editsMarker(place));
}

/** The last visit came to no good end. A tab whose cells are starting now holds a lock of the mark's name. */
async function wentWrong(): Promise<boolean> {
  const mark = runningMarker(place);
  return !!stored(mark) && !(await navigator.locks?.query())?.held?.some(({name}) => name === mark);
}

/** Where the marks may not be complete (a first visit, storage that was full). */
function findEdits(): Promise<boolean> | false {
  if (stored(marksComplete)) return false;
  return import("./keep/find-edits.ts").then(
    (it) => it.findEdits(place),
    () => true
  );
}

function stored(key: string): string | null | undefined {
  try {
    return localStorage.getItem(key);
  } catch {} // storage is forbidden: there cannot be any
}

/** Calls back for each element once, when it comes within a window's height of the window. */
function whenNear(elements: Iterable<HTMLElement>, near: (element: HTMLElement) => void): void {
  const observer = new IntersectionObserver(
    (entries) => {
      for (const {target, isIntersecting} of entries) {
        if (isIntersecting) {
          observer.unobserve(target);
          near(target as HTMLElement);
        }
      }
    },
    {rootMargin: "100%"}
  );
  for (const element of elements) observer.observe(element);
}

/** The built-in `dials` for a run of a cell; without one, turns the dials that the address asks for. */
function dials(run?: CellRun, cell?: PageCell): Promise<unknown> {
  return insist(article, "The dials", () => import("./dials/dials.ts")).then((it) => it.dials(page, features.edit, run, cell));
}

/** Without them the published chapter runs; they stay where they are kept, and come when the reader tries again with success. */
async function loadEdits(): Promise<void> {
  // What is no matter of loading comes up here again, and is reported.
  await features.edit().catch(() => void insist(article, "Your kept changes", features.edit));
}

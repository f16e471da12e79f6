import type {ChapterModule, Definition, Editing} from "./runtime/contract.ts";
import {editsMarker, marksComplete, runningMarker, SHARE_PREFIX} from "./runtime/contract.ts";
import {catchLateErrors, ChapterPage} from "./runtime/page.ts";
import {listenToFeatures} from "./chrome/features.ts";

const {slug = "index", root = "./", chapter} = document.body.dataset;
const article = document.querySelector<HTMLElement>("article.chapter") ?? document.body;
const place = {slug, root: new URL(root, location.href).href};
const unfinished = stored(runningMarker(place)) !== null;
const asked = new URLSearchParams(location.search).has("safe");

/** This page, for the script that follows its author's changes. */
export const page = new ChapterPage({
  ...place,
  article,
  announce: document.querySelector<HTMLElement>(".announce"),
  safe: asked || unfinished
});
const features = listenToFeatures(page, stored("gantry:contents") === "open");

start().catch((error: unknown) => {
  page.announce("The chapter could not be started.");
  throw error;
});

async function start(): Promise<void> {
  const [published, edits] = await Promise.all([loadChapter(), hasEdits() || findEdits()]);
  for (const element of document.querySelectorAll<HTMLElement>("[data-cell]:not([data-role=solution])")) {
    const source = element.dataset.source ?? element.querySelector(".cell-source code")?.textContent ?? "";
    page.attach(element, source, source, published.get(element.dataset.cell!));
  }
  catchLateErrors(page);
  if (page.safe) void import("./chrome/safe.ts").then(({showSafe}) => showSafe(page, unfinished));
  if (edits) await features.edit().catch(reportEdits);
  for (const cell of page.cells.values()) {
    if (!cell.definition && !cell.error && cell.published) page.define(cell.id, cell.published);
  }
  whenNear(document.querySelectorAll<HTMLElement>(".exercise"), async (exercise) => {
    const {startExercise} = await import("./runtime/exercise.ts");
    startExercise(page, exercise, features.edit);
  });
  addEventListener("hashchange", () => {
    if (hasEdits()) void features.edit().catch(reportEdits);
  });
  const {later} = document.body.dataset;
  const load = () => later && import(/* @vite-ignore */ new URL(later, location.href).href);
  const timer = setTimeout(load, 3000);
  await page.settled();
  document.documentElement.dataset.settled = "";
  performance.mark("gantry:settled");
  clearTimeout(timer);
  void load();
}

async function loadChapter(): Promise<Map<string, Definition>> {
  if (!chapter) return new Map();
  const url = new URL(chapter, location.href).href;
  const {cells} = (await import(/* @vite-ignore */ url)) as ChapterModule;
  return new Map(cells.map((definition) => [definition.id, {module: url, ...definition}]));
}

function hasEdits(): boolean {
  return location.hash.startsWith(SHARE_PREFIX) || stored(editsMarker(place)) !== null;
}

/** Where the marks may not be complete (a first visit, storage that was full). */
async function findEdits(): Promise<boolean> {
  return stored(marksComplete) === null && (await import("./keep/marks.ts")).findEdits(place);
}

function stored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // storage is forbidden: there cannot be any
  }
}

/** Calls back for each element once, when it comes within a window's height of the window. */
function whenNear(elements: Iterable<HTMLElement>, near: (element: HTMLElement) => void): void {
  const observer = new IntersectionObserver(
    (entries) => {
      for (const {target, isIntersecting} of entries) {
        if (!isIntersecting) continue;
        observer.unobserve(target);
        near(target as HTMLElement);
      }
    },
    {rootMargin: "100%"}
  );
  for (const element of elements) observer.observe(element);
}

/** The published chapter then runs; the edits stay where they are kept. */
function reportEdits(error: unknown): Editing | undefined {
  page.announce("Your edits could not be loaded. The published chapter is shown; your edits are kept.");
  console.error(error);
  return undefined;
}

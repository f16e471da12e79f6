/**
 * A page of a few cells for the tests of the page's core: `const page = await openCells([{id: "k", source: "const k = 2;"}, …])`. Cells are
 * compiled by site/notebook, evaluated as edited cells are, and defined in the order given. In the page, `kit` is `CellKit`.
 */
import type {Page} from "playwright-core";
import type {CompiledCell} from "../../site/notebook/types.ts";
import {compile} from "../../site/notebook/cell/compile.ts";
import {bundlePage, openPage, type OpenOptions} from "./harness.ts";

/** A cell to be. */
export interface TestCell {
  id: string;
  source: string;
  kind?: "inline";
  manual?: boolean;
  /** In an exercise: the cell stands in `section.exercise`, a solution in its disclosure, not run. */
  role?: "setup" | "starter" | "check" | "solution";
}

/** How the page is opened. */
export interface CellOptions extends OpenOptions {
  /** Wait until the cells have settled. Default true. */
  settle?: boolean;
  /** HTML of a `section.exercise` with places `.cells` and `.solution`. */
  exercise?: string;
}

const entry = `
import {catchLateErrors, ChapterPage} from "./site/page/runtime/page.ts";
import {startExercise} from "./site/page/exercise/exercise.ts";
import {evaluate} from "./site/page/edit/runner.ts";
const article = document.querySelector("article");
const page = new ChapterPage({slug: "test", root: location.href, article, announce: document.querySelector(".announce"), safe: false});
catchLateErrors(page);
globalThis.counts = {};
globalThis.count = (name) => (counts[name] = (counts[name] ?? 0) + 1);
globalThis.kit = {
  page,
  attach({id, kind, source, manual, role}) {
    const element = document.createElement(kind === "inline" ? "span" : "section");
    element.className = kind === "inline" ? "inline" : "cell";
    Object.assign(element.dataset, {cell: id, kind: kind ?? "ts"}, {budget: "300"}, manual && {manual: ""}, role && {role});
    if (kind !== "inline") {
      element.innerHTML = '<div class="cell-output"></div><div class="cell-source"><pre><code></code></pre></div>';
      element.querySelector("code").textContent = source;
    }
    (role ? article.querySelector(role === "solution" ? ".solution" : ".cells") : article).append(element);
    if (role !== "solution") page.attach(element, source, source);
  },
  async define(compiled, source) {
    const definition = await evaluate(compiled, page.cells.get(compiled.id).budget);
    page.cells.get(compiled.id).source = source;
    page.define(compiled.id, definition);
  },
  async settled() {
    await page.settled();
  },
  exercise() {
    startExercise(page, article.querySelector(".exercise"), async () => ({setSource: (id, text) => globalThis.setSource(id, text)}));
  }
};
`;
let url: Promise<string> | undefined;

/** Opens a page with these cells, defined; does not wait for them unless told. */
export async function openCells(cells: readonly TestCell[], {settle = true, exercise, ...options}: CellOptions = {}) {
  url ??= bundlePage(entry, `<article style="width: 600px"></article><div class="announce" aria-live="polite"></div>`);
  const page = await openPage(await url, options);
  await page.waitForFunction("globalThis.kit");
  if (exercise) await page.evaluate((html) => document.querySelector("article")!.insertAdjacentHTML("beforeend", html), exercise);
  const compiled = cells.map((cell) => ({cell, compiled: compile(cell.id, cell.source)}));
  await page.evaluate(async (given) => {
    for (const {cell} of given) kit.attach(cell);
    const running = given.filter(({cell}) => cell.role !== "solution");
    await Promise.all(running.map(({cell, compiled}) => kit.define(compiled, cell.source)));
  }, compiled);
  if (settle) await settled(page);
  return page;
}

/** Redefines a cell as an edit does (guarded; its budget is 300 ms), and waits until the page has settled. */
export async function redefine(page: Page, id: string, source: string, settle = true): Promise<void> {
  await page.evaluate(([compiled, text]) => kit.define(compiled, text), [
    compile(id, source, {guard: {budget: 300}}),
    source
  ] as const);
  if (settle) await settled(page);
}

/** Resolves when the page's cells have settled. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(() => kit.settled());
}

/** The text of a cell's output, once it is as expected by the caller's own retries or settling. */
export function output(page: Page, id: string): Promise<string> {
  return page.evaluate((id) => kit.page.cells.get(id)!.output.textContent!, id);
}

/** A cell's `data-state`. */
export function state(page: Page, id: string): Promise<string | undefined> {
  return page.evaluate((id) => kit.page.cells.get(id)!.element.dataset.state, id);
}

/** How often `count(name)` was called in cells. */
export function counted(page: Page, name: string): Promise<number> {
  return page.evaluate((name) => counts[name] ?? 0, name);
}

/** Waits until a cell's output reads so; fails with the harness's timeout otherwise. */
export async function reads(page: Page, id: string, text: string): Promise<void> {
  await page.waitForFunction(([id, text]) => kit.page.cells.get(id)!.output.textContent === text, [id, text] as const);
}

declare global {
  /** Stands in the test's page. */
  var kit: {
    page: import("../../site/page/runtime/page.ts").ChapterPage;
    attach(cell: TestCell): void;
    define(compiled: CompiledCell, source: string): Promise<void>;
    settled(): Promise<void>;
    exercise(): void;
  };
  var counts: Record<string, number>;
  function count(name: string): number;
}

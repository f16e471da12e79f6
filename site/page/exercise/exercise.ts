import type {ChapterModule, Editing, Page, PageCell} from "../runtime/contract.ts";
import {element} from "../element.ts";
import {noteSolved} from "./solved.ts";
import {placeText} from "../runtime/failures.ts";

/**
 * Makes an exercise work: hints one at a time, the check's verdict after each run, the solution put into the cell on demand. A cell that
 * stands for the answer to another chapter's exercise gets its line.
 */
export function startExercise(page: Page, root: HTMLElement, edit: () => Promise<Editing>): void {
  if (root.dataset.answer !== undefined) {
    void insist(root, "Whose code this is", () => import("./pieces.ts")).then((it) => it.startPieces(page, edit));
    return;
  }
  void defineChecks(page, root);
  revealHints(root);
  showVerdict(page, root);
  offerSolution(page, root, edit);
}

let checks: Promise<void> | undefined;

/** Defines the checks of the chapter, where the build has put them into a module of their own: `data-checks` on the body. They are held. */
function defineChecks(page: Page, root: HTMLElement): Promise<void> {
  const {checks: path} = document.body.dataset;
  if (path === undefined) return Promise.resolve();
  return (checks ??= (async () => {
    const url = new URL(path, document.baseURI).href;
    const {cells} = await insist(root, "The check", () => import(/* @vite-ignore */ url) as Promise<ChapterModule>);
    for (const definition of cells) if (page.cells.has(definition.id)) page.define(definition.id, {module: url, ...definition});
  })());
}

/** Each hint appears once the one before it has been opened. One that has the focus already stays: an exercise may wake up late. */
function revealHints(root: HTMLElement): void {
  const hints = [...root.querySelectorAll<HTMLDetailsElement>("details.hint")];
  hints.forEach((hint, i) => {
    const next = hints[i + 1];
    if (!next) return;
    next.hidden = !hint.open && !next.contains(document.activeElement);
    hint.addEventListener("toggle", () => {
      if (hint.open) next.hidden = false;
    });
  });
}

function cellsOf(page: Page, root: HTMLElement, role: string): PageCell[] {
  return [...page.cells.values()].filter((cell) => cell.role === role && root.contains(cell.element));
}

function showVerdict(page: Page, root: HTMLElement): void {
  const result = root.querySelector<HTMLElement>(".exercise-result");
  if (!result) return;
  const show = () => {
    const changed = cellsOf(page, root, "starter").some((cell) => cell.source !== cell.original);
    if (changed) for (const cell of cellsOf(page, root, "check")) if (cell.held) page.run(cell.id);
    const {text, kind} = verdict(page, cellsOf(page, root, "starter"), cellsOf(page, root, "check"));
    if (kind === "right") noteSolved(page, root.id, cellsOf(page, root, "starter"));
    if (text === null || result.textContent === text) return;
    result.textContent = text;
    if (kind) result.dataset.result = kind;
    else delete result.dataset.result;
  };
  const follow = (cell: PageCell) => {
    if (root.contains(cell.element)) show();
  };
  page.on("state", follow);
  page.on("definition", follow);
  show();
}

/** What the reader is told; a null text leaves what stands there, while the cells are at work. */
interface Verdict {
  text: string | null;
  kind?: "right" | "wrong";
}

/** The verdict on an exercise, from the states of its starter and check cells. */
function verdict(page: Page, starters: readonly PageCell[], checks: readonly PageCell[]): Verdict {
  if (starters.length > 0 && starters.every((cell) => cell.source === cell.original)) {
    return {text: "Edit the cell above, then press Shift-Enter or Run."};
  }
  const broken = starters.find((cell) => cell.state === "failed");
  if (broken) {
    const place = placeText(broken.error!);
    return {text: `Not yet: the cell above has an error${place && ` at ${place}`}.`, kind: "wrong"};
  }
  const waiting = starters.find((cell) => cell.state === "upstream");
  if (waiting) return {text: "Not yet: the cell above waits for a cell that failed.", kind: "wrong"};
  const failed = checks.find((cell) => cell.state === "failed");
  if (failed) return {text: `Not yet: ${feedback(page, failed.error!)}`, kind: "wrong"};
  if (checks.some((cell) => cell.state !== "done")) return {text: null};
  return {text: praise(checks.flatMap((cell) => cell.checks)), kind: "right"};
}

/** What a reader is told whose answer is right: what was checked, and of many cases their number and the first. */
export function praise(checked: readonly string[]): string {
  if (checked.length === 0) return "Right.";
  const named = [...new Set(checked)];
  const first = named.length > 5 ? named.slice(0, 3) : named;
  const all = first.length === named.length;
  return `Right. Checked: ${all ? "" : `${checked.length.toLocaleString("en")} cases, among them `}${first.join("; ")}.`;
}

function feedback(page: Page, error: Error): string {
  const missing = /^(\S+) is not defined$/.exec(error.message)?.[1];
  if (missing !== undefined && !page.definedBy(missing)) return `no cell defines ${missing} any more; the check needs it.`;
  return error.name === "NotYet" || error.name === "Error" ? error.message : `the check met ${error.name}: ${error.message}`;
}

function offerSolution(page: Page, root: HTMLElement, edit: () => Promise<Editing>): void {
  const details = root.querySelector<HTMLElement>("details.solution");
  const starters = cellsOf(page, root, "starter");
  if (!details || !starters.length) return;
  const sources = [...details.querySelectorAll(".cell-source code")].map((code) => code.textContent);
  const button = element("button", {type: "button", class: "solution-use"}, "Put it in the cell");
  button.addEventListener("click", async () => {
    const editing = await insist(details, "The editor", edit);
    for (const [id, text] of place(sources, starters)) await editing.setSource(id, text);
    starters[0]!.element.scrollIntoView({block: "nearest"});
  });
  details.append(button);
}

/** The n-th solution goes into the n-th starter; those left over are added to the last. */
function place(sources: readonly string[], starters: readonly PageCell[]): Map<string, string> {
  const texts = new Map<string, string>();
  sources.forEach((source, i) => {
    const {id} = starters[Math.min(i, starters.length - 1)]!;
    const before = texts.get(id);
    texts.set(id, before === undefined ? source : `${before}\n${source}`);
  });
  return texts;
}

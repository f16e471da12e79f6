/** Only while a book is written: follows what its author saves, without losing what does not change. */
import {followMargins} from "./chrome/margin.ts";
import type {ChapterModule, Definition} from "./runtime/contract.ts";
import {page} from "./main.ts";

type DevEvent =
  | {type: "hello"; session: string}
  | {type: "errors"; errors: readonly string[]}
  | {type: "editions"; editions: Readonly<Record<string, string>>}
  | {type: "reload"};

const SCROLL = "gantry:dev-scroll";

let session: string | undefined;
/** The document as the server sent it, before the page changed anything. Another edition is no measure of this page. */
let pristine: Promise<Document> = fetchDocument().then((sent) => {
  if (editionOf(sent) !== editionOf(document)) reload();
  return sent;
});
let updating: Promise<void> = Promise.resolve();

followMargins();
const scroll = sessionStorage.getItem(SCROLL);
if (scroll !== null) {
  sessionStorage.removeItem(SCROLL);
  void page.settled().then(() => scrollTo({top: Number(scroll), behavior: "instant"}));
}

const events = new EventSource(new URL("_gantry/events", page.root));
events.onmessage = ({data}: MessageEvent<string>) => {
  const event = JSON.parse(data) as DevEvent;
  switch (event.type) {
    case "hello":
      if (session !== undefined && session !== event.session) reload();
      session = event.session;
      return;
    case "errors":
      return showErrors(event.errors);
    case "editions":
      updating = updating.then(() => update(event.editions[page.slug])).catch(reload);
      return;
    case "reload":
      return reload();
  }
};

function reload(): void {
  sessionStorage.setItem(SCROLL, String(scrollY));
  document.documentElement.dataset.reloading = ""; // the guard of edited cells: this is none of theirs
  location.reload();
}

function editionOf({body}: Document): string | undefined {
  return body.dataset.edition;
}

async function fetchDocument(): Promise<Document> {
  const response = await fetch(location.pathname, {cache: "no-cache"});
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

/**
 * Brings the page to what the server has now, unless it is that edition already. Blocks with the same HTML keep their elements,
 * so cells in them their state.
 */
async function update(edition: string | undefined): Promise<void> {
  const before = await pristine;
  if (edition === undefined || edition === editionOf(before)) return;
  const after = await fetchDocument();
  pristine = Promise.resolve(after);
  const definitions = await loadDefinitions(after.body.dataset.chapter);
  await loadStyles(after);
  const old = blocks(before);
  const wanted = blocks(after);
  const live = new Map(
    [...page.article.children].map((element) => [(element as HTMLElement).dataset.block, element as HTMLElement])
  );
  const same = (id: string) => old.get(id)?.outerHTML === wanted.get(id)?.outerHTML;
  const changed = [...old.keys(), ...wanted.keys()].filter((id) => !same(id)).map((id) => (old.get(id) ?? wanted.get(id))!);
  // Exercises, and cells that have an editor, are wired when the page starts.
  const editing = document.documentElement.hasAttribute("data-editing");
  if (changed.some((block) => block.matches(editing ? ".exercise, .cell" : ".exercise"))) return reload();

  for (const [id, element] of live) if (id !== undefined && old.has(id) && !same(id)) retire(element);
  const added: HTMLElement[] = [];
  let place: ChildNode | null = lastBefore(before);
  for (const [id, block] of wanted) {
    const kept = live.get(id);
    let element: HTMLElement;
    if (kept && same(id)) element = kept;
    else {
      element = document.importNode(block, true);
      keepRoom(kept, element);
      added.push(element);
    }
    const next: ChildNode | null = place ? place.nextSibling : page.article.firstChild;
    // What stands in its place is not touched: a node that is moved loses focus and scroll.
    if (element !== followingElement(next)) page.article.insertBefore(element, next);
    if (kept && kept !== element) kept.remove();
    place = element;
  }
  for (const [id, element] of live) if (id !== undefined && old.has(id) && !wanted.has(id)) element.remove();
  revive(added, definitions);
  takeOver(after);
  await page.settled();
  for (const element of added) element.querySelector<HTMLElement>(".cell-output")?.style.removeProperty("min-height");
}

/** The blocks of a chapter by id, in order. */
function blocks(document: Document): Map<string, HTMLElement> {
  const elements = document.querySelectorAll<HTMLElement>("article.chapter > [data-block]");
  return new Map([...elements].map((element) => [element.dataset.block ?? "", element]));
}

/** The last of the page's elements before its first block: title, summary. */
function lastBefore(before: Document): ChildNode | null {
  const count = [...(before.querySelector("article.chapter")?.children ?? [])].findIndex((child) =>
    child.hasAttribute("data-block")
  );
  return count <= 0 ? null : (page.article.children[count - 1] ?? null);
}

function followingElement(node: ChildNode | null): ChildNode | null {
  while (node && node.nodeType !== Node.ELEMENT_NODE) node = node.nextSibling;
  return node;
}

function cellsWithin(element: HTMLElement): HTMLElement[] {
  return [element, ...element.querySelectorAll<HTMLElement>("[data-cell]")].filter(({dataset}) => dataset.cell !== undefined);
}

function retire(element: HTMLElement): void {
  for (const {dataset} of cellsWithin(element)) if (page.cells.has(dataset.cell ?? "")) page.remove(dataset.cell ?? "");
}

/** A cell that will show its output in a moment keeps the height that it had: the text around it does not jump. */
function keepRoom(old: HTMLElement | undefined, element: HTMLElement): void {
  const height = old?.querySelector<HTMLElement>(".cell-output")?.offsetHeight ?? 0;
  const output = element.querySelector<HTMLElement>(".cell-output");
  if (output && height > 0) output.style.minHeight = `${height}px`;
}

function revive(added: readonly HTMLElement[], definitions: ReadonlyMap<string, Definition>): void {
  const cells = added.flatMap(cellsWithin).filter(({dataset}) => !page.cells.has(dataset.cell ?? ""));
  for (const element of cells) {
    const source = element.dataset.source ?? element.querySelector(".cell-source code")?.textContent ?? "";
    page.attach(element, source, source, definitions.get(element.dataset.cell ?? ""));
  }
  for (const {dataset} of cells) {
    const definition = definitions.get(dataset.cell ?? "");
    if (definition) page.define(definition.id, definition);
  }
}

async function loadDefinitions(path: string | undefined): Promise<Map<string, Definition>> {
  if (path === undefined) return new Map();
  const module = new URL(path, page.root).href;
  const {cells} = (await import(/* @vite-ignore */ module)) as ChapterModule;
  return new Map(cells.map((definition) => [definition.id, {module, ...definition}]));
}

/** Stylesheets that the page does not have yet: the first formula of a chapter needs one. */
async function loadStyles(after: Document): Promise<void> {
  for (const link of after.querySelectorAll<HTMLLinkElement>("head link[rel=stylesheet]")) {
    const href = link.getAttribute("href") ?? "";
    if (!document.querySelector(`head link[href="${CSS.escape(href)}"]`)) document.head.append(document.importNode(link));
  }
}

/** Title, summary, contents and the links to other chapters. */
function takeOver(after: Document): void {
  document.title = after.title;
  document.body.dataset.edition = editionOf(after);
  document.body.dataset.chapter = after.body.dataset.chapter;
  document.body.dataset.search = after.body.dataset.search;
  if (after.body.dataset.checks) document.body.dataset.checks = after.body.dataset.checks;
  for (const selector of ["article.chapter > h1", "article.chapter > .summary", "nav.contents > ol", "nav.pager"]) {
    const [here, there] = [document.querySelector(selector), after.querySelector(selector)];
    if (here && there && here.innerHTML !== there.innerHTML) here.replaceChildren(...document.importNode(there, true).childNodes);
  }
}

/** Shows mistakes over the page until they are repaired. */
function showErrors(errors: readonly string[]): void {
  const old = document.querySelector(".dev-errors");
  if (errors.length === 0) return old?.remove();
  const overlay = document.createElement("div");
  overlay.className = "dev-errors";
  overlay.setAttribute("role", "alert");
  overlay.style.cssText =
    "position: fixed; inset: auto 0 0 0; max-height: 50vh; overflow: auto; z-index: 100; padding: 1rem 1.5rem; background: var(--paper);" +
    "border-top: 3px solid var(--error); color: var(--ink); font: 0.85rem/1.5 var(--mono, monospace); white-space: pre-wrap";
  overlay.textContent = errors.join("\n");
  if (old) old.replaceWith(overlay);
  else document.body.append(overlay);
}

/**
 * A small chapter on the page's real entry (site/page/main.ts), as the build writes one: `const page = await
 * openChapter({cells: [{id: "k", source: "const k = 2;"}]})`. The first open of a test file bundles the page; every chapter is
 * served under the book's policy.
 */
import type {Page} from "playwright-core";
import {contentSecurityPolicy} from "../../site/build/pages/policy.ts";
import {FIRST} from "../../site/build/pages/template.ts";
import {analyse} from "../../site/notebook/cell/analyse.ts";
import {compile} from "../../site/notebook/cell/compile.ts";
import {chapterDials} from "../../site/notebook/dials/calls.ts";
import type {Cell} from "../../site/notebook/types.ts";
import {bundle, type BundledPage} from "./bundle.ts";
import {openPage, serveFiles, type OpenOptions} from "./harness.ts";

/** A published cell. */
export interface PublishedCell {
  id: string;
  source: string;
  manual?: boolean;
}

/** The cells that most tests use: a ← b ← c, and one that stands alone. */
export const chain: readonly PublishedCell[] = [
  {id: "a", source: "const a = 2;\ndisplay(a);"},
  {id: "b", source: "const b = a * 10;\ndisplay(b);"},
  {id: "c", source: "b + 1"},
  {id: "apart", source: "globalThis.apartRuns = (globalThis.apartRuns ?? 0) + 1;\ndisplay(4);"}
];

let bundled: Promise<BundledPage> | undefined;

/** A served chapter whose published text can be replaced, as by a new edition. */
export interface ServedChapter {
  url: string;
  publish(cells: readonly PublishedCell[]): void;
}

/** Serves a chapter until the tests of this file end. */
export async function serveChapter(cells: readonly PublishedCell[] = chain): Promise<ServedChapter> {
  bundled ??= bundle('import "./site/styles/book.css"; import "./site/page/main.ts";');
  const files = await bundled;
  let chapter = chapterFiles(cells);
  const url = await serveFiles(async (path) => chapter.get(path) ?? files.get(path) ?? null);
  return {url, publish: (next) => (chapter = chapterFiles(next))};
}

/** Opens a chapter as a new reader and waits until its cells have settled. */
export async function openChapter({
  cells = chain,
  at = "",
  ...options
}: OpenOptions & {cells?: readonly PublishedCell[]; at?: string} = {}): Promise<Page> {
  const {url} = await serveChapter(cells);
  return openAt(url + at, options);
}

/** Opens a served chapter (a second tab with `{context}`) and waits until its cells have settled. */
export async function openAt(url: string, options: OpenOptions = {}): Promise<Page> {
  const page = await openPage(url, options);
  page.setDefaultTimeout(8_000);
  await settled(page);
  return page;
}

/** Resolves when the chapter has been started and its cells have settled. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => document.documentElement.dataset.settled !== undefined, undefined, {timeout: 15_000});
}

/** The files of a chapter, beside those that every page has. */
export function chapterFiles(cells: readonly PublishedCell[]): Map<string, Uint8Array> {
  const text = new Map([
    ["index.html", html(cells)],
    ["chapter.js", module(cells)],
    ["chapter.md", markdown(cells)]
  ]);
  return new Map([...text].map(([path, content]) => [path, new TextEncoder().encode(content)]));
}

function html(cells: readonly PublishedCell[]): string {
  const policy = contentSecurityPolicy([FIRST]).replaceAll('"', "&quot;");
  const sections = cells.map(
    ({id, source, manual}) => `<div class="prose" data-block="about-${id}"><p>About ${id}.</p></div>
<section class="cell" data-block="${id}" data-cell="${id}" data-kind="ts" data-budget="400"${manual ? " data-manual" : ""}><div class="cell-output"></div>\
<div class="cell-source"><pre tabindex="0"><code class="language-ts">${source.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</code></pre></div></section>`
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Chapter</title><link rel="icon" href="data:,"><script>${FIRST}</script>
<link rel="stylesheet" href="entry.css"></head>
<body data-slug="chapter" data-root="./" data-chapter="./chapter.js" data-source="./chapter.md">
<header class="bar"><a class="bar-title" href="#">Book</a><button type="button" data-action="changes">Changes</button></header>
<main id="main"><article class="chapter"><h1>Chapter</h1>
${sections.join("\n")}
</article></main><div class="announce visually-hidden" aria-live="polite"></div><script type="module" src="entry.js"></script></body></html>`;
}

function module(cells: readonly PublishedCell[]): string {
  const read = cells.map(({id, source}) => ({cell: {id, source, kind: "ts"} as Cell, analysis: analyse(source)}));
  const {calls, literals} = chapterDials(read);
  const definitions = cells.map(({id, source}) => {
    const {inputs, outputs, autodisplay, body} = compile(id, source);
    const known = {id, inputs, outputs, autodisplay, dials: calls.get(id), literals: literals.get(id)};
    return `{...${JSON.stringify(known)}, body: ${body}}`;
  });
  return `export const cells = [\n${definitions.join(",\n")}\n];\n`;
}

function markdown(cells: readonly PublishedCell[]): string {
  const blocks = cells.map(
    ({id, source, manual}) => `## About ${id}\n\nAbout ${id}.\n\n\`\`\`ts${manual ? " manual" : ""} #${id}\n${source}\n\`\`\`\n`
  );
  return `---\ntitle: Chapter\nsummary: A chapter.\norder: 1\n---\n\n${blocks.join("\n")}`;
}

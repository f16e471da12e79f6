import {mkdir, mkdtemp, readdir, readFile, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join, resolve} from "node:path";
import {gzipSync} from "node:zlib";
import type {Browser, Page} from "playwright-core";
import {publish} from "../../site/build/publish.ts";
import {serve} from "../../site/build/server/serve.ts";
import {launchChromium} from "../browser/chromium.ts";
import {openWatched} from "../browser/watch.ts";
import type {Figure} from "./figure.ts";
import {median, take} from "./figure.ts";

interface Built {
  browser: Browser;
  url: string;
  out: string;
  slugs: string[];
}

/** What a reader's browser loads and waits for, over all chapters, in a real Chromium. */
export async function bench(): Promise<Figure[]> {
  const kilobytes = "KB gzipped";
  const folder = await mkdtemp(join(tmpdir(), "gantry-bench-"));
  let built: Built | undefined;
  let stop = async () => {};
  const ready = async () => {
    if (built) return built;
    const out = join(folder, "dist");
    const site = await publish({root: resolve(import.meta.dirname, "../.."), out});
    const server = await serve({files: out});
    const browser = await launchChromium();
    stop = async () => void (await Promise.all([browser.close(), server.close()]));
    built = {browser, url: server.url, out, slugs: site.chapters.map(({notebook: {slug}}) => slug)};
    return built;
  };
  try {
    return [
      await take({name: "page.core", unit: `${kilobytes}: the page's own script`, budget: 11}, async () => {
        const {out} = await ready();
        return compressed(out, await own(out, "assets", /^page-\w+\.js$/));
      }),
      await take({name: "page.cells", unit: `${kilobytes}: the cells of the largest chapter`}, async () => {
        const {out} = await ready();
        const modules = await own(out, "assets/chapters", /\.js$/);
        return Math.max(...(await Promise.all(modules.map((path) => compressed(out, [path])))));
      }),
      await take({name: "page.js", unit: `${kilobytes}: both, with what they import`}, async () =>
        Math.max(...(await overChapters(await ready(), script)))
      ),
      await take({name: "page.editor", unit: kilobytes, budget: 230}, async () =>
        Math.max(...(await overChapters(await ready(), editor)))
      ),
      await take({name: "page.reference", unit: `${kilobytes}: the largest page of the reference`}, async () => {
        const {out} = await ready();
        const pages = await own(out, ".", /^reference[\w-]*\.html$/);
        return Math.max(...(await Promise.all(pages.map((path) => compressed(out, [path])))));
      }),
      await take({name: "page.search", unit: `${kilobytes}: the index of the search, loaded when it is opened`}, async () => {
        const {out} = await ready();
        return compressed(out, await own(out, "assets", /^search-\w+\.json$/));
      }),
      await take({name: "page.book", unit: "MB", budget: 3.8}, async () => wholeBook(await ready())),
      await take({name: "page.foreign", unit: "requests", budget: 0}, async () =>
        sum(await overChapters(await ready(), foreign))
      ),
      await take({name: "page.settle", unit: "s", budget: 1.5}, async () => median(await overChapters(await ready(), settle))),
      await take({name: "page.thousand", unit: "×", budget: 20}, async () => thousand((await ready()).browser, folder)),
      await take({name: "edit.latency", unit: "ms", budget: 50}, async () => latency(await ready()))
    ];
  } finally {
    await stop();
    await rm(folder, {recursive: true, force: true});
  }
}

/** Bytes of every file of the book as its service worker fetches them for a reader who never edits: `types.size` has the rest. */
async function wholeBook({out, url}: Built): Promise<number> {
  const [, list = ""] = /GANTRY_BUILD=(\{.*?\});\n/.exec(await readFile(join(out, "sw.js"), "utf8")) ?? [];
  let bytes = 0;
  const {files, onUse} = JSON.parse(list) as {files: Record<string, string>; onUse?: {files: string[]}};
  for (const path of Object.keys(files).filter((each) => !onUse?.files.includes(each))) {
    const answer = await fetch(url + path, {method: "HEAD", headers: {"Accept-Encoding": "gzip, deflate, br, zstd"}});
    bytes += Number(answer.headers.get("content-length"));
  }
  return bytes / 1e6;
}

/** The files of the book that are kept, and so counted, from the first edit on. */
async function onUse({out}: Built): Promise<readonly string[]> {
  const [, list = ""] = /GANTRY_BUILD=(\{.*?\});\n/.exec(await readFile(join(out, "sw.js"), "utf8")) ?? [];
  return (JSON.parse(list) as {onUse?: {files: string[]}}).onUse?.files ?? [];
}

async function overChapters(built: Built, measure: (built: Built, slug: string) => Promise<number>): Promise<number[]> {
  const values: number[] = [];
  for (const slug of built.slugs) values.push(await measure(built, slug));
  return values;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const SHOWN = "section.cell:has(> div.cell-source:not([hidden]))";
const settled = (page: Page) => page.waitForSelector("html[data-settled]", {state: "attached", timeout: 60_000});

/** A new reader's page, settled, and the scripts that it asked for, as paths within the site. Its service worker asks apart. */
async function open({browser, url}: Built, slug: string): Promise<{page: Page; scripts: Set<string>; foreign: string[]}> {
  const scripts = new Set<string>();
  const {page, watch} = await openWatched(browser, new URL("404.html", url).href, {expect: [/./]});
  page.on("request", (request) => {
    if (request.resourceType() === "script" && request.url().startsWith(url)) scripts.add(request.url().slice(url.length));
  });
  await page.goto(new URL(`${slug}.html`, url).href);
  await settled(page);
  return {page, scripts, foreign: watch.foreign};
}

/**
 * What a chapter loads before the libraries of its cells: the page's script and the chapter's module with all that they import,
 * and whatever else is asked for until the chapter has settled. Not counted: what the import map names for cells (`gantry/…`,
 * d3, Observable Inputs…) with what only those import, and assist.ts, which is loaded after Observable Inputs or its inspector, for
 * what they display. What comes once the chapter has settled (offline.ts) is no part of it.
 */
async function script(built: Built, slug: string): Promise<number> {
  const {page, scripts} = await open(built, slug);
  const [entry, libraries, later] = await page.evaluate(() => {
    const map = JSON.parse(document.querySelector("script[type=importmap]")?.textContent ?? "{}") as {
      imports: Record<string, string>;
    };
    const own = [...document.querySelectorAll<HTMLScriptElement>("script[src]")].map(
      (element) => element.getAttribute("src") ?? ""
    );
    return [
      [...own, document.body.dataset.chapter ?? ""],
      Object.values(map.imports),
      document.body.dataset.later ?? ""
    ] as const;
  });
  await page.context().close();
  const own = await closure(built.out, entry);
  const theirs = await closure(built.out, libraries);
  const counted = [...new Set([...scripts, ...own])].filter((path) => own.has(path) || !theirs.has(path));
  const after = (path: string) => path === later.replace(/^\.\//, "") || /\/assist-\w+\.js$/.test(path);
  return compressed(
    built.out,
    counted.filter((path) => !after(path))
  );
}

/** The scripts that a first edit adds, from the click to the new result, types aside (`types.size`); 0 on a page that shows no code. */
async function editor(built: Built, slug: string): Promise<number> {
  const types = await onUse(built);
  const {page, scripts} = await open(built, slug);
  const before = new Set(scripts);
  if ((await page.locator(SHOWN).count()) > 0) await edit(page);
  await page.context().close();
  return compressed(
    built.out,
    [...scripts].filter((path) => !before.has(path) && !types.includes(path))
  );
}

async function foreign(built: Built, slug: string): Promise<number> {
  const opened = await open(built, slug);
  await opened.page.context().close();
  return opened.foreign.length;
}

/** Seconds from navigation to every cell settled, on later visits, with the book saved: the median of three. */
async function settle(built: Built, slug: string): Promise<number> {
  const {page} = await open(built, slug);
  await page.getByText("Saved for offline reading").waitFor({timeout: 120_000});
  const times: number[] = [];
  for (let visit = 0; visit < 3; visit++) {
    await page.reload();
    await settled(page);
    times.push(await page.evaluate(() => performance.getEntriesByName("gantry:settled")[0]?.startTime ?? NaN));
  }
  await page.context().close();
  return median(times) / 1000;
}

/** A chapter of this many cells, each of which uses the one before. */
function chain(cells: number, order: number): string {
  const fences = Array.from({length: cells}, (_, i) => `\`\`\`ts\nconst x${i} = ${i === 0 ? 0 : `x${i - 1}`} + 1;\n\`\`\`\n`);
  return `---\ntitle: ${cells} cells\norder: ${order}\n---\n\n${fences.join("\n")}`;
}

/** How many times longer it takes until 1,000 cells have settled than until 50 have: medians of three visits each, taken in turn. */
async function thousand(browser: Browser, folder: string): Promise<number> {
  const notebooks = join(folder, "notebooks");
  const out = join(folder, "thousand");
  await mkdir(notebooks);
  await writeFile(join(notebooks, "index.md"), chain(50, 0));
  await writeFile(join(notebooks, "thousand.md"), chain(1000, 1));
  await publish({root: resolve(import.meta.dirname, "../.."), notebooks, out});
  const server = await serve({files: out});
  const {page} = await openWatched(browser, new URL("404.html", server.url).href, {expect: [/./]});
  const visit = async (slug: string) => {
    await page.goto(new URL(`${slug}.html`, server.url).href);
    await settled(page);
    return page.evaluate(() => performance.getEntriesByName("gantry:settled")[0]?.startTime ?? NaN);
  };
  try {
    const times = {index: [] as number[], thousand: [] as number[]};
    for (let i = 0; i < 3; i++) for (const slug of ["index", "thousand"] as const) times[slug].push(await visit(slug));
    return median(times.thousand) / median(times.index);
  } finally {
    await page.context().close();
    await server.close();
  }
}

/**
 * Milliseconds from Shift-Enter to the cell redefined, the page at rest before: the median of seven; the first, which loads the
 * editor, is not counted.
 */
async function latency(built: Built): Promise<number> {
  const slug = built.slugs.find((name) => name !== "index") ?? "index";
  const {page} = await open(built, slug);
  const times: number[] = [];
  for (let i = 0; i < 8; i++) times.push(await edit(page));
  await page.context().close();
  return median(times.slice(1));
}

/**
 * Edits the first cell whose code is shown: types a space at its end, runs it, and waits for the page to come to rest.
 * Milliseconds from the press to the cell redefined.
 */
async function edit(page: Page): Promise<number> {
  const shown = page.locator(SHOWN).first();
  if ((await shown.locator(".cm-content").count()) === 0) await shown.locator(".cell-source pre").click();
  await shown.locator(".cm-content").waitFor();
  await shown.locator(".cm-content").focus();
  await page.keyboard.press("Control+End");
  await page.keyboard.type(" ");
  // Text, so that no transformation touches the import of the page's own module.
  await page.evaluate(`import(document.querySelector("script[src*='/page-']").src).then(({page}) => {
    let pressed;
    addEventListener("keydown", ({key}) => key === "Enter" && (pressed = performance.now()), true);
    window.redefined = new Promise((done) => {
      const off = page.on("definition", () => (off(), done(performance.now() - pressed)));
    }).then((time) => page.settled().then(() => time));
  })`);
  await page.keyboard.press("Shift+Enter");
  return page.evaluate<number>("window.redefined");
}

/** The files that these scripts import statically, and they themselves. */
async function closure(out: string, starts: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>();
  const visit = async (path: string): Promise<void> => {
    if (path === "" || found.has(path)) return;
    found.add(path);
    const text = await readFile(join(out, path), "utf8");
    for (const [, target = ""] of text.matchAll(/(?:\bfrom|\bimport)\s*"(\.[^"]+)"/g))
      await visit(join(path, "..", target).replaceAll("\\", "/"));
  };
  for (const start of starts) await visit(start.replace(/^\.\//, ""));
  return found;
}

/** The files of a folder whose names are like that. */
async function own(out: string, folder: string, name: RegExp): Promise<string[]> {
  return (await readdir(join(out, folder))).filter((file) => name.test(file)).map((file) => `${folder}/${file}`);
}

async function compressed(out: string, paths: readonly string[]): Promise<number> {
  const sizes = await Promise.all(paths.map(async (path) => gzipSync(await readFile(join(out, path))).length));
  return sum(sizes) / 1000;
}

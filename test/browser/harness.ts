/**
 * What browser tests stand on.
 *
 * - `await site("convolution.html")`: URL of a page of the book, built once for all tests into a temporary folder, served
 *   with the headers for cross-origin isolation.
 * - `await bundlePage("import {heatmap} from 'gantry/figures/heatmap'; document.body.append(heatmap(…));", "<p>…</p>")`:
 *   URL of a page that runs this TypeScript alone; imports "gantry/…", packages, and "./site/page/….ts" (from the root).
 * - `await openPage(url, {theme, width, reducedMotion, storage, expect, …})`: a Playwright page of a new reader, in the one
 *   Chromium of this test file. A path without "http:" is a page of the book. `{context: page.context()}` opens a second tab.
 * - After each test, every page is closed, and the test fails on console errors, uncaught exceptions and requests to other
 *   hosts, unless they match `expect` (or a later `expectProblem(page, /…/)`).
 */
import {afterAll, afterEach, beforeEach, expect, inject} from "vitest";
import type {Browser, Page} from "playwright-core";
import type {Server} from "../../site/build/server/serve.ts";
import {serve} from "../../site/build/server/serve.ts";
import {bundle} from "./bundle.ts";
import {findChromium, howToGetChromium, launchChromium} from "./chromium.ts";
import type {OpenOptions, Watch} from "./watch.ts";
import {openWatched, unexpected, watch} from "./watch.ts";

export type {OpenOptions} from "./watch.ts";

let browser: Promise<Browser> | undefined;
let built: Promise<string> | undefined;
const watches = new Map<Page, Watch>();
const servers: Server[] = [];

/** The Chromium that the tests of one file share. */
export function launch(): Promise<Browser> {
  browser ??= launchChromium();
  return browser;
}

/** URL of the book, or of one of its pages; builds it when no test has asked before. Rejects with the build's errors. */
export async function site(path = ""): Promise<string> {
  built ??= fetch(new URL("_gantry/built", inject("book"))).then(async (response) => {
    if (!response.ok) throw new Error(`The book does not build:\n${await response.text()}`);
    return inject("book");
  });
  return new URL(path, await built).href;
}

/** Opens a page of the book ("convolution.html?safe") or any local URL as a new reader; waits until it is loaded. */
export async function openPage(path: string, options: OpenOptions = {}): Promise<Page> {
  const url = /^https?:/.test(path) ? path : await site(path);
  const opened = await openWatched(await launch(), url, options);
  watches.set(opened.page, opened.watch);
  return opened.page;
}

/** Watches a page that the tested page opened itself (a download's tab, `window.open`). */
export function adopt(page: Page): void {
  watches.set(page, watch(page, new URL(page.url()).origin));
}

/** Says that a problem matching `pattern` belongs to this test. */
export function expectProblem(page: Page, pattern: RegExp): void {
  watchOf(page).expected.push(pattern);
}

/** Everything that has gone wrong in the page until now, expected or not. */
export function problems(page: Page): readonly string[] {
  return watchOf(page).problems;
}

/** URLs of all requests to other hosts until now. */
export function foreignRequests(page: Page): readonly string[] {
  return watchOf(page).foreign;
}

/** Bundles TypeScript text into a page of its own and serves it (isolated, as the book is); returns the page's URL. */
export async function bundlePage(entryTs: string, html = ""): Promise<string> {
  const files = await bundle(entryTs, html);
  return serveFiles(async (path) => files.get(path) ?? null);
}

/** Runs lines of JavaScript in a page with this script, which sets `globalThis.ready` at its end; each time in a new page of it. */
export function runner(script: string): (body: string) => Promise<unknown> {
  let url: Promise<string> | undefined;
  return async (body) => {
    url ??= bundlePage(script);
    const page = await openPage(await url);
    await page.waitForFunction("globalThis.ready");
    return page.evaluate(`(async () => {${body}})()`);
  };
}

/** Serves files until the tests of this file end; returns the URL. `isolated: false` sends no special headers. */
export async function serveFiles(files: string | ((path: string) => Promise<Uint8Array | null>), base = "/", isolated = true) {
  const server = await serve({files, base, isolated});
  servers.push(server);
  return server.url;
}

function watchOf(page: Page): Watch {
  const found = watches.get(page);
  if (!found) throw new Error("This page was not opened by openPage, or its test is over");
  return found;
}

// Reported as skipped, by name and with the reason; .ci/run allows no skips, and then the missing browser is the failure.
if (findChromium() === null && process.env.GANTRY_NO_SKIP !== "1")
  beforeEach(({skip}) => skip(`no Chromium: ${howToGetChromium}`));

afterEach(async () => {
  const found = [...watches.values()].flatMap(unexpected);
  const contexts = new Set([...watches.keys()].map((page) => page.context()));
  watches.clear();
  await Promise.all([...contexts].map((context) => context.close()));
  expect(found, "console errors, uncaught exceptions and foreign requests").toEqual([]);
});

afterAll(async () => {
  await (await browser)?.close();
  await Promise.all(servers.map((server) => server.close()));
});

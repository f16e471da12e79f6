/**
 * What browser tests stand on.
 *
 * - `await site("convolution.html")`: URL of a page of the book, built once for all tests into a temporary folder, served
 *   with the headers for cross-origin isolation.
 * - `await bundlePage("import {heatmap} from 'gantry/figures/heatmap'; document.body.append(heatmap(…));", "<p>…</p>")`:
 *   URL of a page that runs this TypeScript alone; imports "gantry/…", packages, and "./site/page/….ts" (from the root).
 * - `await openPage(url, {theme, width, reducedMotion, storage, expect, …})`: a Playwright page of a new reader, in the one
 *   Chromium of this worker. A path without "http:" is a page of the book. `{context: page.context()}` opens a second tab.
 * - `const page = visit(() => openPage(url))` in a `describe`: one page that its tests look at one after the other.
 * - After each test, every page that is no visit is closed, and the test fails on console errors, uncaught exceptions and requests
 *   to other hosts, unless they match `expect` (or a later `expectProblem(page, /…/)`).
 *
 * Test files that run in one worker share this module: its browser, the pages it has bundled and their servers.
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

/** Names of machines in the same network, such as "laptop.local", lead here: what they serve came over plain http to the browser. */
const THIS_MACHINE = "--host-resolver-rules=MAP *.local 127.0.0.1";

let browser: Promise<Browser> | undefined;
let built: Promise<string> | undefined;
/** Of the pages of this test. */
const watches = new Map<Page, Watch>();
/** Of the pages that several tests look at. */
const visits = new Map<Page, Watch>();
/** Of this test file. */
const servers: Server[] = [];
/** Of the worker: URLs of bundled pages by their text. */
const bundles = new Map<string, Promise<string>>();

/** The Chromium that the tests of one worker share; another one when that has come to an end. */
export async function launch(): Promise<Browser> {
  if (!(await browser?.catch(() => undefined))?.isConnected()) browser = launchChromium([THIS_MACHINE]);
  return browser as Promise<Browser>;
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

/**
 * A page that the tests of one `describe` share: opened by the first of them that asks, closed after the last. What goes wrong in it
 * fails the test during which it did.
 */
export function visit(open: () => Promise<Page>): () => Promise<Page> {
  let page: Promise<Page> | undefined;
  afterAll(async () => {
    const opened = await page?.catch(() => undefined);
    page = undefined;
    if (!opened) return;
    const found = unexpected(watchOf(opened));
    visits.delete(opened);
    await opened.context().close();
    expect(found, "console errors, uncaught exceptions and foreign requests").toEqual([]);
  });
  const begin = async (): Promise<Page> => {
    const opened = await open();
    visits.set(opened, watchOf(opened));
    watches.delete(opened);
    return opened;
  };
  return () => (page ??= begin());
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
export function bundlePage(entryTs: string, html = ""): Promise<string> {
  const text = JSON.stringify([entryTs, html]);
  const known = bundles.get(text);
  if (known) return known;
  const url = bundle(entryTs, html).then(async (files) => {
    const server = await serve({files: async (path) => files.get(path) ?? null, base: "/", isolated: true});
    return server.url;
  });
  bundles.set(text, url);
  return url;
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
  const found = watches.get(page) ?? visits.get(page);
  if (!found) throw new Error("This page was not opened by openPage, or its test is over");
  return found;
}

/** The hooks of a test file: what is missing is said, what went wrong in a page fails the test, and pages are closed. */
export function watchTests(): void {
  // Reported as skipped, by name and with the reason; .ci/run allows no skips, and then the missing browser is the failure.
  if (findChromium() === null && process.env.GANTRY_NO_SKIP !== "1")
    beforeEach(({skip}) => skip(`no Chromium: ${howToGetChromium}`));

  afterEach(async () => {
    const found = [...watches.values(), ...visits.values()].flatMap(unexpected);
    // Each problem is told once, by the test during which it came up.
    for (const watch of visits.values()) watch.problems.length = 0;
    const contexts = new Set([...watches.keys()].map((page) => page.context()));
    watches.clear();
    await Promise.all([...contexts].map((context) => context.close()));
    expect(found, "console errors, uncaught exceptions and foreign requests").toEqual([]);
  });

  afterAll(() => Promise.all(servers.splice(0).map((server) => server.close())));
}

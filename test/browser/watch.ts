import type {Browser, BrowserContext, Page, Request} from "playwright-core";

/** Milliseconds. Long enough to mean that what is waited for does not come: no test passes sooner for a shorter one. */
const PATIENCE = 120_000;

export interface OpenOptions {
  /** What the reader chose in the page (localStorage "gantry:theme"). Default: nothing chosen. */
  theme?: "light" | "dark";
  /** What the reader's system prefers. Default "light". */
  colorScheme?: "light" | "dark";
  /** CSS pixels. Default 1280. */
  width?: number;
  /** CSS pixels. Default 900. */
  height?: number;
  reducedMotion?: boolean;
  /** False: the page is read without JavaScript. */
  javaScript?: boolean;
  /** Emulates a touch screen. */
  touch?: boolean;
  /** localStorage of the page's origin, set once before the first navigation. */
  storage?: Record<string, string>;
  /** Problems that this test is about: a problem that matches one of these is no failure. */
  expect?: RegExp[];
  /** A context that another page was opened in (`page.context()`): a second tab of the same reader. */
  context?: BrowserContext;
  /** Default "load". "commit" returns as soon as the answer begins. */
  waitUntil?: "load" | "domcontentloaded" | "commit";
  /** Runs in the page before its own scripts. */
  before?: string;
  /** False: the browser keeps no service worker, and the page saves no book for reading offline. Default true. */
  serviceWorker?: boolean;
}

/** What went wrong in a page: console errors, uncaught exceptions, failed requests, requests to other hosts. */
export interface Watch {
  problems: string[];
  /** URLs of requests whose origin is not the page's own, nor `blob:` or `data:`. */
  foreign: string[];
  expected: RegExp[];
}

const underWay = new WeakMap<Page, Set<Request>>();

/** Records the problems of a page, from now on, of its workers too. */
export function watch(page: Page, origin: string, expected: RegExp[] = []): Watch {
  const watch: Watch = {problems: [], foreign: [], expected: [...expected]};
  const report = (problem: string) => void watch.problems.push(problem);
  page.on("console", (message) => {
    if (message.type() !== "error") return;
    const {url, lineNumber, columnNumber} = message.location();
    report(`console.error: ${message.text()} (${url}:${lineNumber + 1}:${columnNumber + 1})`);
  });
  page.on("pageerror", (error) => report(`uncaught: ${error.stack ?? error.message}`));
  page.on("crash", () => report("the page crashed"));
  const requests = new Set<Request>();
  underWay.set(page, requests);
  page.on("requestfinished", (request) => void requests.delete(request));
  page.on("requestfailed", (request) => void requests.delete(request));
  page.on("request", (request) => {
    const url = request.url();
    // A blob or data URL is there at once, and its end is not always told.
    if (/^https?:/.test(url)) requests.add(request);
    if (/^(blob|data|about):/.test(url) || new URL(url).origin === origin) return;
    watch.foreign.push(url);
    report(`request to another host: ${url}`);
  });
  return watch;
}

/** Resolves when the page and its workers wait for no answer and the page has nothing left to do. */
export async function idle(page: Page): Promise<void> {
  const rest = "new Promise((done) => requestAnimationFrame(() => requestIdleCallback(done, {timeout: 2000})))";
  do await page.evaluate(rest);
  while (underWay.get(page)?.size);
  // What the last answer brought may ask for more.
  await page.evaluate(rest);
  if (underWay.get(page)?.size) await idle(page);
}

/** The problems that no test expected. */
export function unexpected({problems, expected}: Watch): string[] {
  return problems.filter((problem) => !expected.some((pattern) => pattern.test(problem)));
}

/** Opens a page as a new reader (or as one already there, given a context) and watches it. */
export async function openWatched(browser: Browser, url: string, options: OpenOptions = {}): Promise<{page: Page; watch: Watch}> {
  const origin = new URL(url).origin;
  const context = options.context ?? (await readerContext(browser, origin, options));
  context.setDefaultTimeout(PATIENCE);
  // A page that hangs does not answer to a new address either: tests that make one hang try again.
  context.setDefaultNavigationTimeout(30_000);
  const page = await context.newPage();
  if (options.before) await page.addInitScript({content: options.before});
  const watched = watch(page, origin, options.expect);
  await page.goto(url, {waitUntil: options.waitUntil ?? "load"});
  return {page, watch: watched};
}

async function readerContext(browser: Browser, origin: string, options: OpenOptions): Promise<BrowserContext> {
  const stored = {...options.storage, ...(options.theme ? {"gantry:theme": options.theme} : {})};
  const localStorage = Object.entries(stored).map(([name, value]) => ({name, value}));
  return browser.newContext({
    viewport: {width: options.width ?? 1280, height: options.height ?? 900},
    colorScheme: options.colorScheme ?? "light",
    reducedMotion: options.reducedMotion ? "reduce" : "no-preference",
    javaScriptEnabled: options.javaScript ?? true,
    hasTouch: options.touch ?? false,
    acceptDownloads: true,
    serviceWorkers: options.serviceWorker === false ? "block" : "allow",
    ...(localStorage.length > 0 ? {storageState: {cookies: [], origins: [{origin, localStorage}]}} : {})
  });
}

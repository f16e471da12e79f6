import {mkdtemp, readFile, rm} from "node:fs/promises";
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

/** The chapter with the most cells, which stand on the most of the library. */
const CHAPTER = "dcgan";

interface Built {
  browser: Browser;
  url: string;
  out: string;
}

/** What checks types in the page: what it weighs, how long its first answer takes, and how long each of those that follow. */
export async function bench(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), "gantry-bench-"));
  let built: Built | undefined;
  let stop = async () => {};
  const ready = async () => {
    if (built) return built;
    const out = join(folder, "dist");
    await publish({root: resolve(import.meta.dirname, "../.."), out});
    const server = await serve({files: out});
    const browser = await launchChromium();
    stop = async () => void (await Promise.all([browser.close(), server.close()]));
    return (built = {browser, url: server.url, out});
  };
  try {
    return [
      await take({name: "types.size", unit: "MB gzipped", budget: 1.6}, async () => size(await ready())),
      await take({name: "types.cold", unit: "s", budget: 2.5}, async () => median(await cold(await ready()))),
      await take({name: "types.answer", unit: "ms", budget: 50}, async () => median(await answers(await ready())))
    ];
  } finally {
    await stop();
    await rm(folder, {recursive: true, force: true});
  }
}

/** Everything that the first edit loads for types. */
async function size({out}: Built): Promise<number> {
  const [, list = ""] = /GANTRY_BUILD=(\{.*?\});\n/.exec(await readFile(join(out, "sw.js"), "utf8")) ?? [];
  const {onUse} = JSON.parse(list) as {onUse: {files: string[]}};
  const sizes = await Promise.all(onUse.files.map(async (path) => gzipSync(await readFile(join(out, path))).length));
  return sizes.reduce((sum, bytes) => sum + bytes, 0) / 1e6;
}

/** A worker as the page has it, and what it is asked: as text, so that no transformation touches it. */
const start = `
  const worker = new Worker(document.body.dataset.types, {type: "module"});
  let asked = 0;
  const ask = (about, given) => new Promise((done, fail) => {
    const mine = ++asked;
    worker.addEventListener("message", function hear({data}) {
      if (data.answer !== mine) return;
      worker.removeEventListener("message", hear);
      data.error === undefined ? done(data.value) : fail(new Error(data.error));
    });
    worker.postMessage({ask: mine, about, given});
  });
  const cells = [...document.querySelectorAll("[data-cell]:not([data-role=solution])")].map((element) => ({
    id: element.dataset.cell, kind: element.dataset.kind,
    text: element.dataset.source ?? element.querySelector(".cell-source code").textContent,
    role: element.dataset.role, exercise: element.closest("[data-exercise]")?.dataset.exercise
  }));
  const trained = cells.find(({text, kind}) => kind === "ts" && /\\btrainer\\(/.test(text));`;

async function open({browser, url}: Built): Promise<Page> {
  const {page} = await openWatched(browser, new URL(`${CHAPTER}.html`, url).href, {});
  await page.waitForSelector("html[data-settled]", {state: "attached", timeout: 120_000});
  return page;
}

/** Seconds from the worker's start to the mistakes of a cell that stands on the trainer, five times; the files come from the browser's cache. */
async function cold(built: Built): Promise<number[]> {
  const page = await open(built);
  const times: number[] = [];
  for (let i = 0; i < 6; i++) {
    const milliseconds = await page.evaluate<number>(`(async () => {
      const before = performance.now();
      ${start}
      await ask("chapter", cells);
      await ask("problems", {cell: trained.id});
      const time = performance.now() - before;
      worker.terminate();
      return time;
    })()`);
    if (i > 0) times.push(milliseconds / 1000);
  }
  await page.context().close();
  return times;
}

/** Milliseconds of each answer after a character that was typed: completion, what a call takes, mistakes, in turn; the first round is not counted. */
async function answers(built: Built): Promise<number[]> {
  const page = await open(built);
  const times = await page.evaluate<number[]>(`(async () => {
    ${start}
    await ask("chapter", cells);
    await ask("problems", {cell: trained.id});
    const times = [];
    const typed = "\\nconst mine = trainer({gan, ";
    for (let i = 2; i <= typed.length; i++) {
      const text = trained.text + typed.slice(0, i);
      for (const about of ["complete", "signature", "problems"]) {
        const before = performance.now();
        await ask("change", {cell: trained.id, text});
        await ask(about, {cell: trained.id, at: text.length});
        if (i > 2) times.push(performance.now() - before);
      }
    }
    worker.terminate();
    return times;
  })()`);
  await page.context().close();
  return times;
}

import type {Browser, Page} from "playwright-core";
import {serve} from "../../site/build/server/serve.ts";
import {bundle} from "../browser/bundle.ts";
import {launchChromium} from "../browser/chromium.ts";

/** A reader's page: training in the worker, with curves and samples that follow it. */
const page = `
import {proceduralDigits} from "gantry/procedural-digits";
import {lossCurves} from "gantry/figures/loss-curves";
import {sampleGrid} from "gantry/figures/sample-grid";
import {derived} from "gantry/live";
import {compactDcgan} from "gantry/dcgan";
import {trainer} from "gantry/trainer";
const rates = {learningRate: 1e-3};
const settings = {loss: "nonSaturating", generator: rates, discriminator: rates};
const run = trainer(
  {gan: compactDcgan(), data: proceduralDigits({seed: 1}), settings, batch: 64, seed: 1},
  {backend: "wasm", sampleEvery: 5, threads: 1}
);
document.body.append(lossCurves(run.history), sampleGrid(derived(run.history, ({sheets}) => sheets.at(-1) ?? null)));
globalThis.run = run;
`;

/** Steps that are drawn before the figures count as there, and those that are watched; how often Stop is pressed. */
const warm = 15;
const watched = 60;
const presses = 12;
/** Where the run keeps itself. */
const KEEPING = `{page: "bench", name: "", recipe: "bench"}`;

/**
 * The longest task on the main thread of such a page while it trains and keeps itself, in milliseconds of the thread's own time, so that it does
 * not matter what else the machine does. From Chromium's trace.
 */
export function longestTask(): Promise<number> {
  return whileTraining(async (browser, tab) => {
    await browser.startTracing(tab, {categories: ["toplevel", "disabled-by-default-devtools.timeline", "__metadata"]});
    // It keeps itself as often as it may.
    await tab.evaluate(`run.keep(${KEEPING}, {every: 0})`);
    await tab.evaluate(`run.step(${watched}).then(() => {})`);
    return longestOf(JSON.parse((await browser.stopTracing()).toString("utf8")) as Trace);
  });
}

/** The longest time from pausing such a run, at moments spread over its steps, to its having stopped, in milliseconds. */
export function longestStop(): Promise<number> {
  return whileTraining((_, tab) =>
    tab.evaluate<number>(`(async () => {
      const times = [];
      for (let press = 0; press < ${presses}; press++) {
        run.play();
        await new Promise((resume) => setTimeout(resume, 150 + 37 * press));
        const pressed = performance.now();
        await run.pause();
        times.push(performance.now() - pressed);
      }
      return Math.max(...times);
    })()`)
  );
}

/**
 * What it costs such a run that it keeps itself every ten seconds, in hundredths of its time: the time of its worker's thread for a
 * step after which it is kept, less that for a step after which it is not. Waiting for the disk is none.
 */
export function keepingShare(): Promise<number> {
  return whileTraining(async (browser, tab) => {
    const spent = {off: [] as number[], on: [] as number[]};
    for (let round = 0; round < 6; round++) {
      for (const way of ["off", "on"] as const) {
        await tab.evaluate(`run.keep(${way === "on" ? KEEPING : "null"})`);
        await tab.evaluate("run.pause()");
        await browser.startTracing(tab, {categories: ["toplevel", "disabled-by-default-devtools.timeline", "__metadata"]});
        await tab.evaluate(`(async () => {
          for (let step = 0; step < 4; step++) {
            await run.step(1);
            await run.keepNow();
          }
        })()`);
        const trace = JSON.parse((await browser.stopTracing()).toString("utf8")) as Trace;
        const tasks = tasksOf(trace, /^DedicatedWorker/);
        spent[way].push(tasks.reduce((sum, {dur = 0, tdur}) => sum + (tdur ?? dur), 0) / 4000);
      }
    }
    const median = (values: number[]): number => values.sort((x, y) => x - y)[values.length >> 1] ?? NaN;
    return (100 * (median(spent.on) - median(spent.off))) / 10_000;
  });
}

async function whileTraining(measure: (browser: Browser, tab: Page) => Promise<number>): Promise<number> {
  const files = await bundle(page);
  const server = await serve({files: async (path) => files.get(path) ?? null});
  let browser: Browser | undefined;
  try {
    browser = await launchChromium();
    const tab = await browser.newPage();
    await tab.goto(`${server.url}index.html`);
    await tab.waitForFunction("globalThis.run !== undefined");
    const where = await tab.evaluate(`run.step(${warm}).then(() => run.status.value.where)`);
    if (where !== "worker") throw new Error(`the training is carried out ${String(where)}, not in a worker`);
    return await measure(browser, tab);
  } finally {
    await browser?.close();
    await server.close();
  }
}

/** The part of Chromium's trace that is read here: durations are in microseconds, `tdur` is the thread's own time. */
interface Trace {
  readonly traceEvents: readonly {
    readonly name: string;
    readonly pid: number;
    readonly tid: number;
    readonly dur?: number;
    readonly tdur?: number;
    readonly args?: {readonly name?: string; readonly data?: unknown};
  }[];
}

function longestOf(trace: Trace): number {
  const tasks = tasksOf(trace, /^CrRendererMain$/);
  if (tasks.length < watched) throw new Error(`the trace has only ${tasks.length} tasks of the main thread`);
  return Math.max(...tasks.map(({dur = 0, tdur}) => tdur ?? dur)) / 1000;
}

/** The tasks of the threads of a name. */
function tasksOf({traceEvents}: Trace, thread: RegExp): Trace["traceEvents"] {
  const named = traceEvents.filter(({name, args}) => name === "thread_name" && thread.test(args?.name ?? ""));
  const places = new Set(named.map(({pid, tid}) => `${pid}/${tid}`));
  return traceEvents.filter(({name, pid, tid}) => /RunTask$/.test(name) && places.has(`${pid}/${tid}`));
}

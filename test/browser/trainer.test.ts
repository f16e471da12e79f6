import type {Page} from "playwright-core";
import {describe, expect, it} from "vitest";
import {bundlePage, openPage} from "./harness.ts";

/** A page that can train: `start(changes, options)` gives a run on points. */
const script = `
import * as tf from "@tensorflow/tfjs-core";
import {compactDcgan, kerasGan} from "gantry/dcgan";
import {proceduralDigits} from "gantry/procedural-digits";
import {trainer} from "gantry/trainer";
import {smallPlan as plan} from "./test/training/small-plan.ts";
const digits = {gan: compactDcgan(), data: proceduralDigits(), batch: 64};
const start = (changes = {}, options = {}) => trainer({...plan, ...changes}, {backend: "wasm", ...options});
const numbers = (run) => JSON.stringify(run.history.value.entries.map(({milliseconds, ...entry}) => entry));
const steps = (run) => run.history.value.entries.map(({step}) => step);
const until = (source, holds) => new Promise((resolve) => {
  if (holds(source.value)) return resolve();
  const stop = new AbortController();
  source.subscribe((value) => holds(value) && (stop.abort(), resolve()), stop.signal);
});
const frames = async (count) => { for (let i = 0; i < count; i++) await new Promise(requestAnimationFrame); };
Object.assign(globalThis, {kerasGan, tf, plan, digits, start, numbers, steps, until, frames});
`;

let url: Promise<string> | undefined;
async function open(): Promise<Page> {
  url ??= bundlePage(script);
  const page = await openPage(await url);
  await page.waitForFunction("globalThis.start !== undefined");
  return page;
}

const evaluate = (page: Page, body: string): Promise<unknown> => page.evaluate(`(async () => {${body}})()`);

describe("trainer(plan) in a page", () => {
  it("trains in a worker, on as many threads as there are cores, and gives the numbers that the page itself gives", async () => {
    const page = await open();
    const result = await evaluate(
      page,
      `const worker = start();
      await worker.step(5);
      const here = start({}, {where: "here", threads: 1});
      await here.step(5);
      return {
        where: [worker, here].map((run) => run.status.value.where),
        same: numbers(worker) === numbers(here),
        steps: steps(worker),
        sheets: worker.history.value.sheets.map(({step, images}) => [step, images.shape])
      };`
    );
    expect(result).toEqual({where: ["worker", "here"], same: true, steps: [1, 2, 3, 4, 5], sheets: [[0, [256, 2]], [5, [256, 2]]]}); // prettier-ignore
  });

  it("stops after the phase in progress: after pause() nothing is done, also where it waits between phases", async () => {
    const page = await open();
    const result = await evaluate(
      page,
      `const done = () => 9 * run.status.value.step + run.status.value.phase;
      const run = start(digits);
      await run.step(1);
      run.play();
      await until(run.status, ({step, phase}) => step === 1 && phase >= 2);
      const before = done();
      await run.pause();
      const after = done();
      let updates = 0;
      run.status.subscribe(() => updates++);
      await frames(20);
      const later = updates;
      run.play({phases: true, pause: 1e7});
      await until(run.status, () => done() > after);
      await run.pause();
      return {state: run.status.value.state, later, quick: after - before < 9, waited: done() - after};`
    );
    expect(result).toEqual({state: "paused", later: 0, quick: true, waited: 1});
  });

  it("runs two side by side, a run and its branch, each in a worker of its own, which end with it", async () => {
    const page = await open();
    const result = await evaluate(
      page,
      `const run = start();
      await run.step(3);
      const branch = await run.branch({generator: {learningRate: 0.1}});
      await Promise.all([run.step(3), branch.step(3)]);
      globalThis.pair = [run, branch];
      const [a, b] = pair.map((each) => each.history.value.entries);
      return {steps: pair.map(steps), prefix: JSON.stringify(a.slice(0, 3)) === JSON.stringify(b.slice(0, 3)), apart: a[5].generatorLoss !== b[5].generatorLoss};`
    );
    expect(result).toEqual({steps: [[1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6]], prefix: true, apart: true}); // prettier-ignore
    const trainers = () => page.workers().filter((worker) => worker.url().includes("workers/run")).length;
    expect(trainers()).toBe(2);
    await evaluate(page, "pair.forEach((run) => run.dispose())");
    await expect.poll(trainers).toBe(0);
  });

  it("goes back in the worker, and sends no more than is wanted: nothing queues up for a page that is busy", async () => {
    const page = await open();
    const result = (await evaluate(
      page,
      `const run = start({}, {sampleEvery: 1, sheets: 5, snapshotEvery: 4});
      await run.step(10);
      const first = numbers(run);
      await run.goTo(6);
      const there = steps(run);
      await run.step(4);
      let updates = 0;
      run.history.subscribe(() => updates++);
      run.play();
      await until(run.status, ({step}) => step >= 20);
      const busy = performance.now() + 400;
      while (performance.now() < busy);
      updates = 0;
      const free = performance.now();
      await frames(3);
      // One update a frame of the worker's, and the one that waited; frames of this page may be longer.
      const queued = updates - (performance.now() - free) / 15;
      await run.pause();
      const {entries, sheets} = run.history.value;
      return {same: numbers(run).startsWith(first.slice(0, -1)), there, queued, sheets: sheets.length, whole: entries.length === run.status.value.step};`
    )) as {same: boolean; there: number[]; queued: number; sheets: number; whole: boolean};
    expect(result).toMatchObject({same: true, there: [1, 2, 3, 4, 5, 6], whole: true});
    expect(result.sheets).toBeLessThanOrEqual(5);
    expect(result.queued).toBeLessThanOrEqual(2);
  });

  it("is carried out in the page, and says why, when a setting is a function or no worker starts", async () => {
    const page = await open();
    const result = await evaluate(
      page,
      `const draw = (purpose, count) => new Float32Array(count).fill(0.5);
      const own = start({settings: {...plan.settings, draw}});
      await own.step(1);
      const Real = Worker;
      globalThis.Worker = class extends Real { constructor(url, options) { super(url.includes("workers/run") ? "data:text/javascript,throw new Error('broken')" : url, options); } };
      const broken = start();
      await broken.step(1);
      globalThis.Worker = Real;
      return [own, broken].map((run) => [run.status.value.where, run.status.value.note, steps(run)]);`
    );
    expect(result).toEqual([
      ["here", "it is carried out in the page: settings.draw is a function, which cannot be sent to a worker", [1]],
      [
        "here",
        expect.stringMatching(/^it is carried out in the page, since no worker can be started \(Restart tries again\): .*broken/),
        [1]
      ]
    ]);
  });

  it("fails with the message when the worker crashes, keeps what was drawn, and begins again on restart", async () => {
    const page = await open();
    const result = await evaluate(
      page,
      `const Real = Worker;
      let made;
      globalThis.Worker = class extends Real { constructor(...args) { super(...args); made = this; } };
      const run = start();
      await run.step(2);
      globalThis.Worker = Real;
      const rest = run.step(1e6).catch(({name, message}) => [name, message]);
      made.dispatchEvent(new ErrorEvent("error", {message: "RangeError: out of memory"}));
      const rejected = await rest;
      const {state, error} = run.status.value;
      const kept = steps(run).length >= 2;
      await run.restart();
      await run.step(2);
      return {rejected, state, error, kept, steps: steps(run)};`
    );
    expect(result).toEqual({
      rejected: ["WorkerError", "RangeError: out of memory"],
      state: "failed",
      error: {message: "RangeError: out of memory", lastGood: 0},
      kept: true,
      steps: [1, 2]
    });
  });

  it("says of a batch that cannot fit what it takes and which fits, before it starts, and begins again with that", async () => {
    const page = await open();
    const result = await evaluate(
      page,
      `const run = start({...digits, gan: kerasGan(), batch: 4096}, {samples: 1});
      const message = await run.ready.catch(({name, message}) => name + ": " + message);
      const {state, step, where} = run.status.value;
      await run.restart({batch: 1});
      await run.step(1);
      return {message, state, step, where, then: [run.status.value.state, run.status.value.step]};`
    );
    expect(result).toEqual({
      message: expect.stringMatching(
        /^RangeError: a step of Keras-GAN DCGAN with a batch of 4,096 takes about 30 GB, and the wasm backend has 4\.3 GB of memory\. A batch of \d+ fits\.$/
      ),
      state: "failed",
      step: 0,
      where: "worker",
      then: ["paused", 1]
    });
  });

  it("stops steps that are done once more between two of their phases, and stands where it stood", async () => {
    const page = await open();
    const result = await evaluate(
      page,
      `const run = start(digits, {snapshotEvery: 1000});
      await run.step(6);
      const before = numbers(run);
      const going = run.goTo(5);
      await until(run.status, ({replay}) => replay?.step >= 1);
      const {replay} = run.status.value;
      await run.pause();
      await going;
      return {replay, same: numbers(run) === before, state: run.status.value.state, step: run.status.value.step};`
    );
    expect(result).toEqual({
      replay: {from: 0, to: 5, step: expect.any(Number), secondsLeft: expect.any(Number)},
      same: true,
      state: "paused",
      step: 6
    });
  });

  it("lets the page draw between the steps of a DCGAN that trains meanwhile", async () => {
    const page = await open();
    const result = (await evaluate(
      page,
      `const run = start(digits);
      await run.step(1);
      let drawn = 0, going = true;
      const count = () => { drawn++; if (going) requestAnimationFrame(count); };
      requestAnimationFrame(count);
      await run.step(5);
      going = false;
      return drawn;`
    )) as number;
    expect(result).toBeGreaterThanOrEqual(5);
  });
});

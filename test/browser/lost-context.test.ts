import type {Page} from "playwright-core";
import {beforeAll, describe, expect, it} from "vitest";
import {bundle} from "./bundle.ts";
import type {BundledPage} from "./bundle.ts";
import {serveFiles} from "./harness.ts";
import {pagesWithGl} from "./software-gl.ts";

/** The controls of a run on WebGL, and what takes its graphics context away, on the page or in the worker. */
const script = `
import * as tf from "@tensorflow/tfjs-core";
import {trainingControls} from "gantry/figures/training-controls";
import {kerasGan} from "gantry/dcgan";
import {proceduralDigits} from "gantry/procedural-digits";
import {trainer} from "gantry/trainer";
import {smallPlan as plan} from "./test/training/small-plan.ts";
const losing = "const get = OffscreenCanvas.prototype.getContext; let made = [];" +
  "OffscreenCanvas.prototype.getContext = function (...args) { const gl = get.apply(this, args); if (gl) made.push(gl); return gl; };" +
  "const lose = () => made.filter((gl) => !gl.isContextLost()).forEach((gl) => gl.getExtension('WEBGL_lose_context').loseContext());" +
  "new BroadcastChannel('lose').onmessage = lose;";
const Real = Worker;
globalThis.Worker = class extends Real {
  constructor(url, options) {
    super(URL.createObjectURL(new Blob([losing + "import " + JSON.stringify(url)], {type: "text/javascript"})), options);
  }
};
const start = (options) => {
  const run = trainer(plan, {backend: "webgl", threads: 1, samples: 16, sampleEvery: 5, snapshotEvery: 4, ...options});
  document.querySelector("main").replaceChildren(trainingControls(run, {keep: false}));
  return run;
};
const large = () => trainer({...plan, gan: kerasGan(), data: proceduralDigits(), batch: 4096}, {backend: "webgl", where: "here"});
const loseIt = {
  here: () => tf.backend().gpgpu.gl.getExtension("WEBGL_lose_context").loseContext(),
  worker: () => new BroadcastChannel("lose").postMessage(null)
};
const until = (source, holds) => new Promise((resolve) => {
  if (holds(source.value)) return resolve();
  const stop = new AbortController();
  source.subscribe((value) => holds(value) && (stop.abort(), resolve()), stop.signal);
});
Object.assign(globalThis, {tf, large, start, loseIt, until, ready: true});
`;

const openWithGl = pagesWithGl();
let files: BundledPage;
beforeAll(async () => {
  files = await bundle(script, "<h1>A run</h1><main></main>");
});

async function open(): Promise<Page> {
  const page = await openWithGl(await serveFiles(async (path) => files.get(path) ?? null));
  await page.waitForFunction("globalThis.ready");
  return page;
}
const evaluate = <T>(page: Page, body: string): Promise<T> => page.evaluate(`(async () => {${body}})()`) as Promise<T>;
const told = /^The graphics context was lost on webgl\. (It was at step \d+ and goes on from step \d+, its last snapshot|It goes on from step \d+), on wasm\.$/; // prettier-ignore

describe("a run on WebGL whose graphics context is lost", () => {
  for (const where of ["worker", "here"] as const) {
    it(`plays on on wasm from its last snapshot, and says so: ${where === "here" ? "on the page" : "in the worker"}`, async () => {
      const page = await open();
      const result = await evaluate<{state: string; name: string; where: string; moved: string; whole: boolean; zeros: boolean}>(
        page,
        `const run = start({where: "${where}"});
        await run.step(6);
        run.play();
        await until(run.status, ({step}) => step >= 8);
        loseIt.${where}();
        await until(run.status, ({moved}) => moved !== undefined);
        const {step} = run.status.value;
        await until(run.status, (now) => now.step >= step + 5);
        const {state, backend, moved} = run.status.value;
        await run.pause();
        const {entries, sheets} = run.history.value;
        return {
          state, moved, name: backend.name, where: run.status.value.where,
          whole: entries.every((entry, i) => entry.step === i + 1) && entries.length === run.status.value.step,
          zeros: entries.some(({generatorLoss}) => generatorLoss === 0) || sheets.some(({images}) => images.values.every((value) => value === 0))
        };`
      );
      expect(result).toEqual({
        state: "playing",
        moved: expect.stringMatching(told),
        name: "wasm",
        where,
        whole: true,
        zeros: false
      });
      await expect.poll(() => page.locator(".fig-problem").textContent()).toMatch(told);
      expect(await page.locator(".fig-readout").first().textContent()).toContain(
        "wasm: in the place of a backend that was lost."
      );
    });
  }

  it("does the steps that were asked for, leaves no tensor behind, and can begin on WebGL again", async () => {
    const page = await open();
    const result = await evaluate(
      page,
      `const count = () => tf.engine().state.numTensors;
      const before = count();
      const run = start({where: "here"});
      await run.step(5);
      const asked = run.step(20);
      await until(run.status, ({step}) => step >= 7);
      loseIt.here();
      await asked;
      const first = [run.status.value.step, run.status.value.backend.name];
      await run.goTo(3);
      run.dispose();
      await until({value: null, subscribe: (check, signal) => { const look = () => { check(); if (!signal.aborted) requestAnimationFrame(look); }; look(); }}, () => count() === before);
      const again = start({where: "here"});
      await again.step(2);
      return {first, again: [again.status.value.step, again.status.value.backend.name, again.status.value.moved ?? null]};`
    );
    expect(result).toEqual({first: [25, "wasm"], again: [2, "webgl", null]});
  });

  it("is told when it stood still, too, and goes on with the next step", async () => {
    const page = await open();
    const result = await evaluate(
      page,
      `const run = start({where: "worker"});
      await run.step(5);
      loseIt.worker();
      await until(run.status, ({moved}) => moved !== undefined);
      const {state, step, moved} = run.status.value;
      await run.step(1);
      return {state, step, moved, then: run.status.value.step};`
    );
    expect(result).toEqual({
      state: "paused",
      step: 5,
      moved: "The graphics context was lost on webgl. It goes on from step 5, on wasm.",
      then: 6
    });
  });
});

describe("a batch that no texture holds", () => {
  it("is refused on WebGL before anything is made of it, with one that fits", async () => {
    const page = await open();
    const result = await evaluate<{message: string; side: number; tensors: number}>(
      page,
      `const message = await large().ready.catch(({message}) => message);
      return {message, side: tf.env().getNumber("WEBGL_MAX_TEXTURE_SIZE"), tensors: tf.engine().state.numTensors};`
    );
    const fits = Math.floor(result.side ** 2 / (28 * 28 * 128));
    expect(result.message).toMatch(
      new RegExp(
        `^Keras-GAN DCGAN with a batch of 4,096 has a tensor of 1\\.6 GB, and the webgl backend has \\d+ MB for one tensor\\. A batch of ${fits} fits\\.$`
      )
    );
    expect(result.tensors).toBe(0);
  });
});

import {readFile} from "node:fs/promises";
import {resolve} from "node:path";
import type {Page} from "playwright-core";
import {beforeAll, describe, expect, it} from "vitest";
import type {Choice} from "../../lib/backend/choose.ts";
import {describeTrial} from "../../lib/backend/choose.ts";
import {bundle} from "./bundle.ts";
import type {BundledPage} from "./bundle.ts";
import {serveFiles} from "./harness.ts";
import {pagesWithGl} from "./software-gl.ts";

const wasmFolder = resolve(import.meta.dirname, "../../node_modules/@tensorflow/tfjs-backend-wasm/dist");

/** Two steps of a small GAN on the current backend: losses, then weights of G after them. */
const steps = `
import * as tf from "@tensorflow/tfjs-core";
import {getThreadsCount} from "@tensorflow/tfjs-backend-wasm";
import {chooseBackend} from "gantry/choose-backend";
import {contenders, startBackend} from "./lib/backend/open.ts";
import {batchNorm, conv, convTranspose, dense, flatten, leakyRelu, relu, reshape, tanh} from "gantry/layers";
import {network} from "gantry/network";
import {disposeState, startState} from "./lib/training/step/state.ts";
import {trainStep} from "gantry/step";
tf.env().set("PROD", true);
const gan = {
  name: "small",
  source: "this test",
  generator: network({input: [12]}, [
    dense(3 * 3 * 16, {bias: false}), batchNorm(), relu(), reshape([3, 3, 16]),
    convTranspose(8, {kernel: 4, stride: 2}), batchNorm(), relu(), convTranspose(1, {kernel: 4, stride: 2}), tanh()
  ]),
  discriminator: network({input: [12, 12, 1]}, [
    conv(8, {kernel: 4, stride: 2}), leakyRelu(0.2), conv(16, {kernel: 4, stride: 2}), batchNorm(), leakyRelu(0.2), flatten(), dense(1)
  ])
};
export const place = (threads: number) => ({wasm: {files: new URL("/wasm/", location.href).href, threads}});
export async function start(name: "cpu" | "wasm" | "webgl", threads = 1) {
  await startBackend(name, place(threads));
  return {backend: tf.getBackend(), isolated: crossOriginIsolated, threads: name === "wasm" ? getThreadsCount() : 1};
}
export async function twoSteps() {
  const rates = {learningRate: 1e-3};
  const state = startState(gan, 3);
  const real = tf.tidy(() => tf.tanh(tf.tensor(Float32Array.from({length: 8 * 144}, (_, i) => Math.sin(i)), [8, 12, 12, 1])));
  const numbers: number[] = [];
  for (let i = 0; i < 2; i++) {
    const report = await trainStep(state, {real}, {loss: "nonSaturating", generator: rates, discriminator: rates});
    numbers.push(report.realLoss, report.fakeLoss, report.generatorLoss);
  }
  for (const weight of Object.values(state.generator.weights)) numbers.push(...(await weight.data()));
  disposeState(state);
  real.dispose();
  return numbers;
}
export const choose = (options: object, threads = 1) => chooseBackend(contenders(place(threads)), options);
`;

const page = `${steps}
const workers: Worker[] = [];
/** The same in a module worker. */
const inWorker = (threads: number) => new Promise((done, fail) => {
  const worker = new Worker("/worker/entry.js", {type: "module"});
  workers.push(worker);
  worker.onmessage = ({data}) => data.error ? fail(new Error(data.error)) : done(data);
  worker.onerror = ({message}) => fail(new Error(message));
  worker.postMessage(threads);
});
Object.assign(globalThis, {start, twoSteps, choose, inWorker});
`;

const worker = `${steps}
self.onmessage = async ({data}) => {
  try {
    const started = await start("wasm", data);
    postMessage({...started, numbers: await twoSteps(), page: typeof document});
  } catch (error) {
    postMessage({error: String(error)});
  }
};
`;

const openWithGl = pagesWithGl();
let bundles: {page: BundledPage; worker: BundledPage};
beforeAll(async () => {
  bundles = {page: await bundle(page), worker: await bundle(worker)};
});

/** A page of its own, isolated from other origins or not. */
async function open({isolated}: {isolated: boolean}): Promise<Page> {
  const read = async (path: string): Promise<Uint8Array | null> => {
    if (path.startsWith("wasm/")) return readFile(resolve(wasmFolder, path.slice("wasm/".length)));
    if (path.startsWith("worker/")) return bundles.worker.get(path.slice("worker/".length)) ?? null;
    return bundles.page.get(path) ?? null;
  };
  const opened = await openWithGl(await serveFiles(read, "/", isolated));
  await opened.waitForFunction("globalThis.choose !== undefined");
  return opened;
}

interface Started {
  backend: string;
  isolated: boolean;
  threads: number;
}

const run = <T>(page: Page, code: string): Promise<T> => page.evaluate(code) as Promise<T>;

/** How far the numbers of two runs are apart, at most. */
const distance = (a: readonly number[], b: readonly number[]): number =>
  a.length === b.length ? Math.max(...a.map((value, i) => Math.abs(value - b[i]))) : Infinity;

describe("startBackend(name, {wasm}) in Chromium", () => {
  it("runs on as many threads as are asked for where the page is isolated, and gives the same numbers each time", async () => {
    const page = await open({isolated: true});
    expect(await run<Started>(page, "start('wasm', 2)")).toEqual({backend: "wasm", isolated: true, threads: 2});
    const numbers = await run<number[]>(page, "twoSteps()");
    expect(await run(page, "twoSteps()")).toEqual(numbers);
    await run(page, "start('cpu')");
    expect(distance(await run<number[]>(page, "twoSteps()"), numbers)).toBeLessThan(1e-3);
  });

  it("runs on one thread where the page is not isolated, whatever is asked for", async () => {
    const page = await open({isolated: false});
    expect(await run<Started>(page, "start('wasm', 2)")).toEqual({backend: "wasm", isolated: false, threads: 1});
    expect(await run(page, "typeof SharedArrayBuffer")).toBe("undefined");
    expect((await run<number[]>(page, "twoSteps()")).every(Number.isFinite)).toBe(true);
  });

  it("gives on webgl, drawn in software, the step of cpu", async () => {
    const page = await open({isolated: true});
    expect((await run<Started>(page, "start('webgl')")).backend).toBe("webgl");
    const numbers = await run<number[]>(page, "twoSteps()");
    await run(page, "start('cpu')");
    expect(distance(await run<number[]>(page, "twoSteps()"), numbers)).toBeLessThan(2e-3);
  });

  it("trains in a module worker too, whose threads are workers of a worker", async () => {
    const page = await open({isolated: true});
    const there = await run<Started & {numbers: number[]; page: string}>(page, "inWorker(2)");
    expect(there).toMatchObject({backend: "wasm", threads: 2, page: "undefined"});
    await run(page, "start('wasm', 2)");
    expect(await run(page, "twoSteps()")).toEqual(there.numbers);
  });
});

describe("chooseBackend(contenders(place), {asked, kept}) in Chromium", () => {
  it("measures what is there, and says of the rest why it is not", async () => {
    const page = await open({isolated: true});
    const choice = await run<Choice>(page, "choose({}, 2)");
    expect(choice.because).toBe("measured");
    expect(choice.trials.map(({name}) => name)).toEqual(["webgpu", "webgl", "wasm", "cpu"]);
    const [webgpu, webgl, wasm, cpu] = choice.trials.map(describeTrial);
    expect(webgpu).toMatch(/^webgpu: (no WebGPU here|no WebGPU adapter|a software renderer, not a GPU: .+)$/);
    expect(webgl).toMatch(/^webgl: a software renderer, not a GPU: SwiftShader$/);
    expect([wasm, cpu]).toEqual([
      expect.stringMatching(/^wasm: [\d.]+ ms a step$/),
      expect.stringMatching(/^cpu: [\d.]+ ms a step$/)
    ]);
    const times = Object.fromEntries(
      choice.trials.map((trial) => [trial.name, "milliseconds" in trial ? trial.milliseconds : Infinity])
    );
    expect(times[choice.name]).toBe(Math.min(...Object.values(times)));

    // An earlier choice is taken as it is, on this visit and on the next.
    expect(await run(page, `choose({kept: ${JSON.stringify(choice)}})`)).toEqual({...choice, because: "kept"});
  });

  it("takes what is asked for, even a software renderer, but not what is not there", async () => {
    const page = await open({isolated: true});
    expect(await run(page, "choose({asked: 'webgl'})")).toMatchObject({name: "webgl", because: "asked"});
    expect(await run(page, "choose({asked: 'cpu'})")).toMatchObject({name: "cpu", because: "asked"});
    const refusal = await run(page, "choose({asked: 'webgpu'}).then(() => 'taken', (error) => error.message)");
    // Chromium may have a WebGPU in software, which is taken when asked for.
    expect(refusal).toMatch(/^(webgpu: .+|taken)$/);
  });
});

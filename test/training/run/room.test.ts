import {readFile} from "node:fs/promises";
import type {BackendWasm} from "@tensorflow/tfjs-backend-wasm";
import {afterEach, describe, expect, it} from "vitest";
import {capacityOf} from "../../../lib/backend/capacity.ts";
import {MemoryFullError} from "../../../lib/backend/wasm.ts";
import {proceduralDigits} from "../../../lib/data/digits/procedural-digits.ts";
import {pointSet} from "../../../lib/data/points.ts";
import {kerasGan} from "../../../lib/models/dcgan.ts";
import {pointGan} from "../../../lib/models/point-gan.ts";
import {preset} from "../../../lib/training/recipes/presets.ts";
import {checkRoom, inWords} from "../../../lib/training/run/room.ts";
import {trainer} from "../../../lib/training/run/trainer.ts";
import type {RunPlan, Trainer} from "../../../lib/training/run/types.ts";
import {stepMemory} from "../../../lib/training/step/memory.ts";
import {tf} from "../wasm.ts";

const rates = {generator: {learningRate: 0.001}, discriminator: {learningRate: 0.001}};
const keras = (batch: number): RunPlan => ({
  ...{gan: kerasGan(), data: proceduralDigits(), settings: {loss: "nonSaturating", ...rates}, batch, seed: 1}
});
const wasm = capacityOf("wasm");

const open: Trainer[] = [];
afterEach(() => open.splice(0).forEach((run) => run.dispose()));

describe("capacityOf(name)", () => {
  it("is, on wasm, the heap that each of tfjs's modules declares, less the page that it never asks for", async () => {
    const folder = new URL("../../../node_modules/@tensorflow/tfjs-backend-wasm/", import.meta.url);
    for (const build of ["tfjs-backend-wasm", "tfjs-backend-wasm-threaded-simd"]) {
      const text = await readFile(new URL(`wasm-out/${build}.js`, folder), "utf8");
      expect(Number(/getHeapMax\(\)\s*\{\s*return (\d+)/.exec(text)?.[1]), build).toBe(wasm.total);
    }
    expect(capacityOf("cpu")).toEqual({total: Infinity, tensor: Infinity});
  });
});

describe("checkRoom(plan, backend, capacity)", () => {
  it("refuses a batch that cannot fit, says what it takes and what there is, and names a batch that fits", () => {
    const message = /^a step of Keras-GAN DCGAN with a batch of 4,096 takes about 30 GB, and the wasm backend has 4\.3 GB of memory\. A batch of (\d+) fits\.$/; // prettier-ignore
    expect(() => checkRoom(keras(4096), "wasm", wasm)).toThrow(RangeError);
    expect(() => checkRoom(keras(4096), "wasm", wasm)).toThrow(message);
    let most = 0;
    try {
      checkRoom(keras(100_000), "wasm", wasm);
    } catch (error) {
      most = Number(/A batch of (\d+) fits/.exec((error as Error).message)![1]);
    }
    expect(() => checkRoom(keras(most), "wasm", wasm)).not.toThrow();
    expect(() => checkRoom(keras(most + 1), "wasm", wasm)).toThrow(`A batch of ${most} fits.`);
    expect(most).toBeGreaterThanOrEqual(512);
  });

  it("on a GPU refuses a tensor that no texture or buffer holds", () => {
    const texture = {total: Infinity, tensor: 4 * 8192 ** 2};
    expect(() => checkRoom(keras(4096), "webgl", texture)).toThrow(
      "Keras-GAN DCGAN with a batch of 4,096 has a tensor of 1.6 GB, and the webgl backend has 270 MB for one tensor. A batch of 668 fits."
    );
    expect(() => checkRoom(keras(668), "webgl", texture)).not.toThrow();
  });

  it("names a batch that D's packing divides, and says so when the networks themselves are too large", () => {
    const {gan, settings} = preset("packed ring");
    const {fixed, example} = stepMemory(gan, settings, 4);
    const total = 1.1 * (fixed + 11 * example);
    expect(() => checkRoom({gan, settings, batch: 64}, "wasm", {total, tensor: Infinity})).toThrow("A batch of 8 fits.");
    expect(() => checkRoom({gan, settings, batch: 4}, "wasm", {total: fixed, tensor: Infinity})).toThrow(
      "The networks themselves are too large for it: give them fewer channels."
    );
  });
});

describe("a run whose batch cannot fit", () => {
  it("says so before it starts, makes no tensor, and begins with a batch that fits", async () => {
    const before = tf.memory();
    const run = trainer(keras(4096), {backend: "wasm", samples: 1});
    open.push(run);
    await expect(run.ready).rejects.toThrow("takes about 30 GB, and the wasm backend has 4.3 GB of memory");
    expect(run.status.value).toMatchObject({state: "failed", step: 0});
    expect([tf.memory().numTensors, tf.memory().numBytes]).toEqual([before.numTensors, before.numBytes]);
    await run.restart({batch: 2});
    expect(run.status.value).toMatchObject({state: "paused", step: 0});
  });
});

describe("memory that is full all the same", () => {
  it("on wasm is an error, where tfjs would write over other tensors", () => {
    const before = tf.memory().numTensors;
    const kept = tf.tensor1d([1, 2, 3]);
    const backend = tf.backend() as BackendWasm;
    expect(() => backend.makeOutput([1_073_000_000], "float32")).toThrow(MemoryFullError);
    expect([...kept.dataSync()]).toEqual([1, 2, 3]);
    kept.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it("ends a run with a sentence that says what to lower; the step before it is whole, and nothing leaks", async () => {
    const gan = pointGan({generatorHidden: [8], discriminatorHidden: [8]});
    const plan: RunPlan = {gan, data: pointSet("ring"), settings: {loss: "nonSaturating", ...rates}, batch: 16, seed: 1};
    const before = tf.memory().numTensors;
    const run = trainer(plan, {backend: "wasm", samples: 1});
    open.push(run);
    await run.step(3);
    const held = tf.memory().numTensors;
    const module = (tf.backend() as unknown as {wasm: {_malloc(bytes: number): number}}).wasm;
    const {_malloc} = module;
    let left = 40;
    module._malloc = (bytes) => {
      if (left-- <= 0) throw new MemoryFullError(`there is no room for ${bytes} bytes in the wasm heap`);
      return _malloc(bytes);
    };
    const failure = run.step(1);
    await expect(failure).rejects.toThrow(
      /^The memory of the wasm backend is full: a step of .+ with a batch of 16 takes about .+ MB\. Lower the batch, or the channels of the networks; or close other tabs\. \(there is no room for \d+ bytes in the wasm heap\)$/
    );
    module._malloc = _malloc;
    expect(run.status.value).toMatchObject({state: "failed", step: 3, error: {lastGood: 3}});
    await run.goTo(3);
    expect(tf.memory().numTensors).toBe(held);
    await run.step(1);
    expect(run.status.value.step).toBe(4);
    run.dispose();
    await expect.poll(() => tf.memory().numTensors).toBe(before);
  });
});

describe("inWords(error, plan, backend)", () => {
  it("turns what engines say when memory is full into what to lower, and leaves every other error as it is", () => {
    const said = [
      new Error("Aborted(OOM). Build with -sASSERTIONS for more info."),
      new WebAssembly.RuntimeError("memory access out of bounds"),
      new RangeError("Array buffer allocation failed"),
      new RangeError("WebAssembly.Memory.grow(): Maximum memory size exceeded, out of memory"),
      new Error("Requested texture size [20000x20000] greater than WebGL maximum on this browser / GPU [16384x16384].")
    ];
    for (const error of said) {
      const told = inWords(error, keras(512), "wasm") as Error;
      expect(told.message).toBe(
        `The memory of the wasm backend is full: a step of Keras-GAN DCGAN with a batch of 512 takes about 3.7 GB. Lower the batch, or the channels of the networks; or close other tabs. (${error.message})`
      );
      expect(told.cause).toBe(error);
    }
    const other = new Error("step 4, phase “judge”: the loss is NaN");
    expect(inWords(other, keras(512), "wasm")).toBe(other);
  });
});

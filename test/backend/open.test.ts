import {describe, expect, it} from "vitest";
import {chooseBackend} from "../../lib/backend/choose.ts";
import {contenders, measureSmallStep, startBackend} from "../../lib/backend/open.ts";
import {startWasm} from "../../lib/backend/wasm.ts";
import {tf} from "./backends.ts";

const files = `${import.meta.dirname}/../../node_modules/@tensorflow/tfjs-backend-wasm/dist/`;

describe("contenders({wasm}), in Node", () => {
  it("has wasm and cpu to choose from, says what is missing, and leaves no tensor of what it measured behind", async () => {
    const before = tf.memory().numTensors;
    const choice = await chooseBackend(contenders({wasm: {files}}));
    expect(["wasm", "cpu"]).toContain(choice.name);
    expect(choice.trials.map(({name}) => name)).toEqual(["webgpu", "webgl", "wasm", "cpu"]);
    expect(choice.trials.slice(0, 2)).toEqual([
      {name: "webgpu", reason: "no WebGPU here"},
      {name: "webgl", reason: "no WebGL here"}
    ]);
    expect(choice.trials.slice(2).every((trial) => "milliseconds" in trial && trial.milliseconds > 0)).toBe(true);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("startBackend(name, {wasm})", () => {
  it("makes it the current one", async () => {
    for (const name of ["cpu", "wasm"] as const) {
      await startBackend(name, {wasm: {files}});
      expect(tf.getBackend()).toBe(name);
    }
  });
});

describe("measureSmallStep()", () => {
  it("leaves no tensor behind", async () => {
    await tf.setBackend("wasm");
    const before = tf.memory().numTensors;
    expect(await measureSmallStep()).toBeGreaterThan(0);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("startWasm({files, threads})", () => {
  it("says what runs: in Node one thread, with SIMD", async () => {
    expect(await startWasm({files, threads: 2})).toEqual({simd: true, threads: 1});
  });

  it.each([0, 9, 1.5, NaN])("refuses %s threads", async (threads) => {
    await expect(startWasm({files, threads})).rejects.toThrow(RangeError);
  });
});

import type {BackendWasm} from "@tensorflow/tfjs-backend-wasm";
import {describe, expect, it} from "vitest";
import {
  allKernels,
  moveKernels,
  scalarKernels,
  startVectorKernels,
  vectorKernels
} from "../../../lib/backend/kernels/heap-kernels.ts";
import {wasmModule} from "../../../lib/backend/kernels/wasm-code.ts";
import {compactDcgan} from "../../../lib/models/dcgan.ts";
import {random} from "../../../lib/random.ts";
import {disposeState, startState} from "../../../lib/training/step/state.ts";
import {trainStep} from "../../../lib/training/step/step.ts";
import {tf} from "../backends.ts";

describe("startVectorKernels(backend)", () => {
  it("shares the memory of tfjs's backend", async () => {
    await tf.setBackend("wasm");
    const backend = tf.backend() as BackendWasm;
    expect(await startVectorKernels(backend)).toBe(true);
    expect(allKernels(backend)).not.toBeNull();
    expect(moveKernels(backend)).toBe(allKernels(backend));
  });

  it("is false where a backend shows no memory, and then the loops are JavaScript's", async () => {
    const backend = {wasm: {HEAPU8: new Uint8Array(64)}} as unknown as BackendWasm;
    expect(await startVectorKernels(backend)).toBe(false);
    expect(allKernels(backend)).toBeNull();
    moveKernels(backend).copyRuns(0, 32, 1, 0, 0, 1, 0, 0, 8);
  });
});

describe("scalarKernels(buffer)", () => {
  const memory = new WebAssembly.Memory({initial: 1});
  const heap = new Float32Array(memory.buffer);
  const calls = {
    product: [4, 804, 2004, 5, 1, 7, 5, 9],
    transpose: [4, 2004, 7, 9, 11, 8],
    copyRuns: [4, 2004, 3, 20, 24, 4, 5, 6, 5],
    addRuns: [4, 2004, 3, 20, 24, 4, 5, 3, 5]
  } as const;

  it.each(Object.keys(calls) as (keyof typeof calls)[])("%s does what its SIMD twin does", async (name) => {
    const {instance} = await WebAssembly.instantiate(wasmModule(vectorKernels, false), {env: {memory}});
    const results = [scalarKernels(memory.buffer)[name], instance.exports[name] as (...numbers: number[]) => void].map(
      (kernel) => {
        const source = random(name);
        for (let i = 0; i < 2000; i++) heap[i] = source.integer(-8, 8);
        kernel(...calls[name]);
        return heap.slice(0, 2000);
      }
    );
    expect(results[0]).toEqual(results[1]);
  });
});

describe("a step of the compact DCGAN on wasm", () => {
  const rates = {learningRate: 1e-3};
  /** The weights after two steps, in bits; and the tensors that each step left. */
  const train = async (): Promise<{bits: Uint32Array[]; left: number[]}> => {
    const state = startState(compactDcgan(), 5);
    const real = tf.randomUniform([4, 28, 28, 1], -1, 1, "float32", 6);
    const left: number[] = [];
    for (let step = 0; step < 2; step++) {
      const before = tf.memory().numTensors;
      await trainStep(state, {real}, {loss: "nonSaturating", generator: rates, discriminator: rates});
      left.push(tf.memory().numTensors - before);
    }
    const weights = [...Object.values(state.generator.weights), ...Object.values(state.discriminator.weights)];
    const bits = weights.map((weight) => new Uint32Array(new Float32Array(weight.dataSync()).buffer));
    disposeState(state);
    real.dispose();
    return {bits, left};
  };

  it("gives the same bits each time, and leaves no tensor behind; the heap settles", async () => {
    await tf.setBackend("wasm");
    const heap = (): number => (tf.backend() as unknown as {wasm: {HEAPU8: Uint8Array}}).wasm.HEAPU8.byteLength;
    const first = await train();
    const size = heap();
    const count = tf.memory().numTensors;
    const again = await train();
    expect(again.bits).toEqual(first.bits);
    expect([first.left, again.left]).toEqual([
      [0, 0],
      [0, 0]
    ]);
    expect(tf.memory().numTensors).toBe(count);
    // What the budget grants for a thousand steps.
    expect(heap() - size).toBeLessThanOrEqual(5 * 2 ** 20);
  });
});

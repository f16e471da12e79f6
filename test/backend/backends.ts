import * as tf from "@tensorflow/tfjs-core";
import {expect} from "vitest";
import {startCpu} from "../../lib/backend/cpu.ts";
import {startWasm} from "../../lib/backend/wasm.ts";

// Keeps tfjs from advertising its Node backend.
tf.env().set("PROD", true);
await startCpu();
await startWasm({files: `${import.meta.dirname}/../../node_modules/@tensorflow/tfjs-backend-wasm/dist/`});

/** Numbers of each tensor that `compute` gives, on one backend. Throws an Error if a tensor is left behind. */
export async function valuesOn(
  backend: "cpu" | "wasm",
  compute: () => tf.Tensor[]
): Promise<{shape: number[]; data: Float32Array}[]> {
  await tf.setBackend(backend);
  const before = tf.memory();
  const heap = tf.engine().backend.numDataIds();
  const results = tf.tidy(compute);
  const values = results.map((tensor) => ({shape: tensor.shape, data: new Float32Array(tensor.dataSync())}));
  tf.dispose(results);
  const after = tf.memory();
  if (after.numTensors !== before.numTensors || tf.engine().backend.numDataIds() !== heap) {
    throw new Error(`${after.numTensors - before.numTensors} tensors left on ${backend}`);
  }
  return values;
}

/** Expects the wasm backend to give what the cpu backend gives, within `tolerance` of the largest number. */
export async function expectSame(compute: () => tf.Tensor[], tolerance = 2e-5, reference = compute): Promise<void> {
  const expected = await valuesOn("cpu", reference);
  const actual = await valuesOn("wasm", compute);
  expect(actual.map(({shape}) => shape)).toEqual(expected.map(({shape}) => shape));
  expected.forEach(({data}, index) => {
    const given = actual[index]?.data ?? new Float32Array(0);
    let scale = 1;
    let worst = 0;
    data.forEach((value, i) => {
      scale = Math.max(scale, Math.abs(value));
      const error = Math.abs(value - (given[i] ?? NaN));
      if (!(error <= worst)) worst = error;
    });
    expect(worst / scale, `result ${index}`).toBeLessThanOrEqual(tolerance);
  });
}

/** The same standard normal numbers on every backend. */
export function normal(shape: number[], seed: number): tf.Tensor {
  return tf.randomNormal(shape, 0, 1, "float32", seed);
}

/** The gradients of sum(result · a fixed random tensor) with respect to each input: every output element counts differently. */
export function gradientsOf(compute: (...inputs: tf.Tensor[]) => tf.Tensor, inputs: tf.Tensor[]): tf.Tensor[] {
  const weights = normal(compute(...inputs).shape, 99);
  return tf.grads((...variables: tf.Tensor[]) => tf.mul(compute(...variables), weights))(inputs);
}

export {tf};

import * as tf from "@tensorflow/tfjs-core";
import {sizeOf} from "../nn/arithmetic/values.ts";
import type {Network} from "../nn/network/network.ts";
import {random} from "../random.ts";
import type {Calibration, Examples} from "./types.ts";

/** What calibrates a network unless told otherwise. */
export const usualCalibration: Calibration = {kind: "noise", count: 64, seed: 1};

/** Most examples of one calibration: more do not change a range. */
const most = 4096;

/**
 * The examples of a calibration.
 * @throws RangeError for none or too many, for inputs of another shape or labels that do not fit the network.
 */
export function examplesOf(network: Network, calibration: Calibration): Examples {
  if (calibration.kind === "examples") return checkExamples(network, calibration.examples);
  const {count, seed = 1} = calibration;
  checkCount(count);
  const source = random(seed);
  const values = Float32Array.from({length: count * sizeOf(network.input)}, () => source.normal());
  const {label} = network;
  const inputs = {shape: [count, ...network.input], values};
  return label === undefined ? {inputs} : {inputs, labels: Uint8Array.from({length: count}, (_, i) => i % label)};
}

function checkExamples({input, label}: Network, examples: Examples): Examples {
  const {inputs, labels} = examples;
  const [count, ...shape] = inputs.shape;
  if (shape.join() !== input.join()) {
    throw new RangeError(`the network takes inputs of [${input.join(", ")}], the examples are [${shape.join(", ")}]`);
  }
  checkCount(count);
  if (inputs.values.length !== count * sizeOf(input))
    throw new RangeError(`${count} examples need ${count * sizeOf(input)} numbers, got ${inputs.values.length}`);
  if (label === undefined) return {inputs};
  if (labels?.length !== count) throw new RangeError(`${count} examples need as many labels, got ${labels?.length ?? "none"}`);
  const wrong = labels.find((value) => value >= label);
  if (wrong !== undefined) throw new RangeError(`labels must be below ${label}, got ${wrong}`);
  return examples;
}

function checkCount(count: number): void {
  if (!Number.isInteger(count) || count < 1 || count > most)
    throw new RangeError(`examples must number 1 to ${most}, got ${count}`);
}

/** One example as a graph's inputs: the numbers, and the one-hot label. */
export function exampleAt({input, label}: Network, {inputs, labels}: Examples, index: number): Float32Array[] {
  const size = sizeOf(input);
  const numbers = inputs.values.subarray(index * size, (index + 1) * size);
  if (label === undefined || !labels) return [numbers];
  const oneHot = new Float32Array(label);
  oneHot[labels[index]] = 1;
  return [numbers, oneHot];
}

/** The examples in batches, as tensors of a graph's inputs, [batch, …]; whoever takes one disposes of it. */
export function batchesOf(network: Network, examples: Examples, size: number): tf.Tensor[][] {
  const [count] = examples.inputs.shape;
  const batches: tf.Tensor[][] = [];
  for (let from = 0; from < count; from += size) {
    const rows = Array.from({length: Math.min(size, count - from)}, (_, i) => exampleAt(network, examples, from + i));
    batches.push(
      rows[0].map((_, part) => {
        const shape = part === 0 ? network.input : [rows[0][part].length];
        const values = new Float32Array(rows.length * rows[0][part].length);
        rows.forEach((row, i) => values.set(row[part], i * row[part].length));
        return tf.tensor(values, [rows.length, ...shape]);
      })
    );
  }
  return batches;
}

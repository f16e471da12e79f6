import * as tf from "@tensorflow/tfjs-core";
import {weightSpecs} from "./network.ts";
import type {Network} from "./network.ts";
import {oneHot, shapeText, sizeOf} from "../arithmetic/values.ts";

/** Numbers with their shape, row by row: plain data. */
export interface Values {
  shape: number[];
  values: Float32Array;
}

/** The weights of a network by name ("conv1/kernel"), as plain data. */
export type Weights = Record<string, Values>;

/** The same on the current backend. Whoever made them disposes of them. */
export type TensorWeights = Record<string, tf.Tensor>;

/** Weights on the current backend, copied. */
export function toTensors(weights: Weights): TensorWeights {
  return mapRecord(weights, ({values, shape}) => tf.tensor(values.slice(), shape, "float32"));
}

/** Tensors read back as plain data; they stay. */
export async function fromTensors(tensors: TensorWeights): Promise<Weights> {
  const entries = Object.entries(tensors).map(async ([name, tensor]): Promise<[string, Values]> => {
    const values = await tensor.data<"float32">();
    return [name, {shape: [...tensor.shape], values: Float32Array.from(values)}];
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** `oneHot` as a tensor [to − from, classes]. Not `tf.oneHot`: on WASM it writes whole numbers, whatever type it is asked for. */
export function oneHotTensor(labels: ArrayLike<number>, classes: number, from = 0, to = labels.length): tf.Tensor2D {
  return tf.tensor2d(oneHot(labels, classes, from, to), [to - from, classes]);
}

/** Frees tensors. */
export function disposeTensors(tensors: TensorWeights): void {
  for (const tensor of Object.values(tensors)) tensor.dispose();
}

/** Puts a tensor in the place of another, which is freed. */
export function replaceTensor(tensors: TensorWeights, name: string, tensor: tf.Tensor): void {
  tensors[name]?.dispose();
  tensors[name] = tensor;
}

/** Keeps tensors beyond the tidy that they were made in, in the place of others, which are freed. */
export function keepTensors(from: TensorWeights, into: TensorWeights): void {
  for (const [name, tensor] of Object.entries(from)) replaceTensor(into, name, tf.keep(tensor));
}

/** Takes tensors from one record into another, in the place of others, which are freed. */
export function moveTensors(from: TensorWeights, into: TensorWeights): void {
  for (const [name, tensor] of Object.entries(from)) {
    replaceTensor(into, name, tensor);
    delete from[name];
  }
}

/**
 * Holds weights (plain or tensors) against a network.
 * @throws RangeError naming the first weight that is missing, has another shape, or does not belong to the network.
 */
export function checkWeights(network: Network, weights: Record<string, {shape: number[]; values?: Float32Array}>): void {
  const specs = weightSpecs(network);
  for (const {name, shape} of specs) {
    if (!Object.hasOwn(weights, name)) throw new RangeError(`the weight "${name}" ${shapeText(shape)} is missing`);
    const given = weights[name];
    if (shapeText(given.shape) !== shapeText(shape)) {
      throw new RangeError(`the weight "${name}" has shape ${shapeText(given.shape)}, the network needs ${shapeText(shape)}`);
    }
    if (given.values && given.values.length !== sizeOf(shape)) {
      throw new RangeError(
        `the weight "${name}" has ${given.values.length} numbers, its shape ${shapeText(shape)} needs ${sizeOf(shape)}`
      );
    }
  }
  const known = new Set(specs.map(({name}) => name));
  const foreign = Object.keys(weights).find((name) => !known.has(name));
  if (foreign !== undefined) throw new RangeError(`the weight "${foreign}" belongs to no layer of the network`);
}

/** Names of the weights that training changes, in order. */
export function trainableNames(network: Network): string[] {
  return weightSpecs(network).flatMap(({name, trainable}) => (trainable ? [name] : []));
}

function mapRecord<A, B>(record: Record<string, A>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}

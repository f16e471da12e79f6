import * as tf from "@tensorflow/tfjs-core";
import {forward} from "../../nn/network/forward.ts";
import {oneHotTensor} from "../../nn/network/network-weights.ts";
import type {TensorWeights, Values} from "../../nn/network/network-weights.ts";
import type {Network, PlacedLayer} from "../../nn/network/network.ts";
import {random} from "../../random.ts";
import {drawPrior} from "../step/settings.ts";
import type {Prior} from "../step/settings.ts";
import {sizeOf} from "../../nn/arithmetic/values.ts";

/** Most examples that go through a network at once. */
const AT_ONCE = 256;

/** Noise that stays the same for the life of a run, and the classes that are asked for, in a conditional GAN one row for each. */
export interface FixedNoise {
  noise: Values;
  labels?: readonly number[];
}

/** How many samples a sheet has when nobody says: 16 images, eight of each class, or 256 points. */
export function usualSamples(generator: Network): number {
  if (generator.layers[generator.layers.length - 1].outputShape.length === 1) return 256;
  return generator.label === undefined ? 16 : 8 * generator.label;
}

/**
 * Noise of the run's prior, from the seed alone: a run and its branches make their sheets of the same noise. In a conditional GAN each class gets the
 * same vectors, so that a column of the sheet is one noise as every class; where the samples do not divide, each has its own.
 */
export function fixedNoise({input, label}: Network, seed: number | string, samples: number, prior?: Prior): FixedNoise {
  if (!Number.isSafeInteger(samples) || samples < 1)
    throw new RangeError(`samples must be a whole number from 1, got ${samples}`);
  const source = random(seed).split("fixed noise");
  const own = label !== undefined && samples % label === 0 ? samples / label : samples;
  const vectors = drawPrior(prior, source, own * sizeOf(input));
  const values = Float32Array.from({length: samples * sizeOf(input)}, (_, i) => vectors[i % vectors.length]);
  const noise = {shape: [samples, ...input], values};
  if (label === undefined) return {noise};
  return {noise, labels: Array.from({length: samples}, (_, i) => Math.floor((i * label) / samples))};
}

/**
 * What a network gives for examples or noise [n, …input], by running statistics.
 * @throws RangeError when shapes, labels or weights do not fit.
 */
export async function outputsOf(
  network: Network,
  weights: TensorWeights,
  input: Values,
  labels?: readonly number[]
): Promise<Values> {
  const parts = partsOf(network, input, labels).map(({values, shape, label}) =>
    tf.tidy(() => {
      const {output} = forward(network, weights, tf.tensor(values, shape), {
        label: label && oneHotTensor(label.labels, label.classes)
      });
      return output;
    })
  );
  return joined(parts);
}

/** The output of every layer, by its name, as `outputsOf`. */
export async function layerOutputs(
  network: Network,
  weights: TensorWeights,
  input: Values,
  labels?: readonly number[]
): Promise<Record<string, Values>> {
  const outputs: Record<string, tf.Tensor[]> = Object.fromEntries(network.layers.map(({name}) => [name, []]));
  const tap = ({name}: PlacedLayer, output: tf.Tensor): void => void outputs[name].push(tf.keep(tf.clone(output)));
  for (const {values, shape, label} of partsOf(network, input, labels)) {
    tf.tidy(
      () =>
        void forward(network, weights, tf.tensor(values, shape), {label: label && oneHotTensor(label.labels, label.classes), tap})
    );
  }
  const entries = Object.entries(outputs).map(async ([name, parts]): Promise<[string, Values]> => [name, await joined(parts)]);
  return Object.fromEntries(await Promise.all(entries));
}

interface Part {
  values: Float32Array;
  shape: number[];
  label?: {classes: number; labels: readonly number[]};
}

function partsOf({input: shape, label}: Network, input: Values, labels?: readonly number[]): Part[] {
  const [examples] = input.shape;
  const size = sizeOf(shape);
  if (!(examples >= 1) || input.values.length !== examples * size || sizeOf(input.shape) !== input.values.length) {
    throw new RangeError(
      `${input.values.length} numbers of shape [${input.shape.join(", ")}] are no batch of [${shape.join(", ")}]`
    );
  }
  if (label === undefined && labels) throw new RangeError("labels were given, but the network takes none");
  if (label !== undefined && labels?.length !== examples) {
    throw new RangeError(`the network takes a label for each of ${examples} examples, got ${labels?.length ?? "none"}`);
  }
  const wrong = labels?.findIndex((value) => !Number.isInteger(value) || value < 0 || value >= (label as number)) ?? -1;
  if (wrong >= 0) throw new RangeError(`label ${wrong} must be a whole number from 0 to ${label! - 1}, got ${labels?.[wrong]}`);
  return Array.from({length: Math.ceil(examples / AT_ONCE)}, (_, i) => {
    const [from, to] = [i * AT_ONCE, Math.min((i + 1) * AT_ONCE, examples)];
    return {
      values: input.values.slice(from * size, to * size),
      shape: [to - from, ...shape],
      ...(labels && {label: {classes: label as number, labels: labels.slice(from, to)}})
    };
  });
}

async function joined(parts: tf.Tensor[]): Promise<Values> {
  const shape = [parts.reduce((sum, part) => sum + part.shape[0], 0), ...parts[0].shape.slice(1)];
  const arrays = await Promise.all(parts.map((part) => part.data<"float32">())).finally(() => tf.dispose(parts));
  const values = new Float32Array(sizeOf(shape));
  let at = 0;
  for (const array of arrays) {
    values.set(array, at);
    at += array.length;
  }
  return {shape, values};
}

import {shapeText, sizeOf} from "../arithmetic/values.ts";
import type {Weights} from "./network-weights.ts";
import {checkWeights} from "./network-weights.ts";
import type {Network} from "./network.ts";
import {applyPlain, labelRow, noLabel} from "./plain-layer.ts";
import {bakeSpectralNorm} from "./spectral-norm.ts";

/** What the layers of a network make of one example: computed when it is asked for, layer after layer, and kept. */
export interface LayerOutputs {
  /** The network and the weights that the numbers are made with: kernels with spectral normalisation are divided already. */
  readonly network: Network;
  readonly weights: Weights;
  /** The weight of each class, for a network with a label; else empty. */
  readonly label: Float32Array;
  /** The output of the layer with this index, as its shape says, the last axis fastest; −1: the example. Not to be written to. */
  of(index: number): Float32Array;
}

/**
 * The output of each layer for one example [input size], at inference, as plain arrays: what a drawing of activations shows. Without
 * tfjs.
 * @throws RangeError when example, weights or label do not fit, for a network of several branches, and, when it is asked for the
 * output, for a layer of one's own.
 */
export function layerOutputs(
  given: Network,
  givenWeights: Weights,
  example: Float32Array,
  label?: number | readonly number[]
): LayerOutputs {
  checkWeights(given, givenWeights);
  const {network, weights} = bakeSpectralNorm(given, givenWeights);
  const {layers, input, label: classes} = network;
  if (example.length !== sizeOf(input))
    throw new RangeError(`the example must be ${shapeText(input)}, got ${example.length} numbers`);
  if (layers.some(({kind}) => kind === "branch")) throw new RangeError("the layers of several branches are not one row");
  if (classes !== undefined && label === undefined) throw new RangeError(`the network needs a label, from 0 to ${classes - 1}`);
  const row = classes === undefined ? noLabel : labelRow(label!, classes);
  const known: Float32Array[] = [];
  const of = (index: number): Float32Array =>
    index < 0 ? example : (known[index] ??= applyPlain(layers[index], of(index - 1), weights, row));
  return {network, weights, label: row, of};
}

import type {BatchNorm, Conv, ConvTranspose, Dense, Layer} from "../../nn/network/layers.ts";
import {checkWeights} from "../../nn/network/network-weights.ts";
import type {Values, Weights} from "../../nn/network/network-weights.ts";
import {network as define} from "../../nn/network/network.ts";
import type {Network, PlacedLayer} from "../../nn/network/network.ts";

/** What became of one batch normalisation. */
export interface Folding {
  /** Its name. */
  layer: string;
  /** The layer whose kernel and bias now do its work; null: it stays, and `reason` says why. */
  into: string | null;
  reason?: string;
}

/** A network without its batch normalisations. */
export interface Folded {
  network: Network;
  weights: Weights;
  changes: Folding[];
}

type Linear = PlacedLayer & (Dense | Conv | ConvTranspose);

/**
 * Folds every batch normalisation, as it works at inference, into the kernel and the bias of the dense or convolutional layer before
 * it, else of the one behind it (Jacob et al. 2018, section 3.2). The outputs are the same up to rounding. A layer without a
 * bias gets one. Between the two may only stand what moves numbers without changing them.
 * @throws RangeError when the weights do not fit.
 */
export function foldBatchNorm(net: Network, weights: Weights): Folded {
  checkWeights(net, weights);
  const kept: Weights = {...weights};
  const layers: PlacedLayer[] = net.layers.map((layer) => ({...layer}));
  const changes: Folding[] = [];
  for (const layer of net.layers) {
    if (layer.kind !== "batchNorm") continue;
    const at = layers.findIndex(({name}) => name === layer.name);
    const affine = affineOf(layer, weights);
    const before = linearBefore(layers, at);
    const behind = linearBehind(layers, at);
    const into = before ?? behind;
    if (!into) {
      changes.push({layer: layer.name, into: null, reason: "neither neighbour is a layer with a kernel that could take it over"});
      continue;
    }
    if (into === before) foldBack(into, affine, kept);
    else foldForward(into, affine, kept);
    into.bias = true;
    layers.splice(at, 1);
    for (const role of ["gamma", "beta", "mean", "variance"]) delete kept[`${layer.name}/${role}`];
    changes.push({layer: layer.name, into: into.name});
  }
  const network = define({input: net.input, ...(net.label === undefined ? {} : {label: net.label})}, layers.map(bare));
  checkWeights(network, kept);
  return {network, weights: kept, changes};
}

/** Channel c becomes factor[c] · x + shift[c]. */
interface Affine {
  factor: Float64Array;
  shift: Float64Array;
}

function affineOf({name, epsilon}: BatchNorm & PlacedLayer, weights: Weights): Affine {
  const [gamma, beta, mean, variance] = ["gamma", "beta", "mean", "variance"].map((role) => weights[`${name}/${role}`].values);
  const factor = Float64Array.from(gamma, (value, c) => value / Math.sqrt(variance[c] + epsilon));
  return {factor, shift: Float64Array.from(beta, (value, c) => value - mean[c] * factor[c])};
}

/** Through reshapes only a dense layer is reached: its unit u is channel u mod channels wherever it lands. */
function linearBefore(layers: PlacedLayer[], at: number): Linear | undefined {
  let i = at - 1;
  while (i >= 0 && (layers[i].kind === "reshape" || layers[i].kind === "flatten")) i--;
  const layer = layers[i];
  if (layer?.kind === "dense") return layer;
  return i === at - 1 && (layer?.kind === "conv" || layer?.kind === "convTranspose") ? layer : undefined;
}

/** A convolution with padding would see the shift nowhere in the padding: such a layer cannot take it over. */
function linearBehind(layers: PlacedLayer[], at: number): Linear | undefined {
  let i = at + 1;
  while (i < layers.length && (layers[i].kind === "reshape" || layers[i].kind === "flatten")) i++;
  const layer = layers[i];
  if (layer?.kind === "dense") return layer;
  return i === at + 1 && layer?.kind === "conv" && (layer.padding === "valid" || layer.padding === 0) ? layer : undefined;
}

/** out′ = factor · (kernel · in + bias) + shift. Output channels are the last axis of a kernel, of a transposed one the third. */
function foldBack(layer: Linear, {factor, shift}: Affine, weights: Weights): void {
  const {shape, values} = weights[`${layer.name}/kernel`];
  const inner = layer.kind === "convTranspose" ? shape[3] : 1;
  const channels = factor.length;
  const kernel = values.map((value, i) => value * factor[Math.floor(i / inner) % channels]);
  const units = layer.kind === "dense" ? layer.units : layer.filters;
  const bias = layer.bias ? weights[`${layer.name}/bias`].values : new Float32Array(units);
  weights[`${layer.name}/kernel`] = {shape, values: kernel};
  weights[`${layer.name}/bias`] = vector(units, (u) => bias[u] * factor[u % channels] + shift[u % channels]);
}

/** out = kernel · (factor · in + shift) + bias. Inputs are the last axis but one of a kernel. */
function foldForward(layer: Linear, {factor, shift}: Affine, weights: Weights): void {
  const {shape, values} = weights[`${layer.name}/kernel`];
  const outputs = shape[shape.length - 1];
  const channels = factor.length;
  const sums = new Float64Array(outputs);
  const kernel = values.map((value, i) => {
    const channel = Math.floor(i / outputs) % channels;
    sums[i % outputs] += value * shift[channel];
    return value * factor[channel];
  });
  const bias = layer.bias ? weights[`${layer.name}/bias`].values : new Float32Array(outputs);
  weights[`${layer.name}/kernel`] = {shape, values: kernel};
  weights[`${layer.name}/bias`] = vector(outputs, (o) => bias[o] + sums[o]);
}

function vector(length: number, value: (i: number) => number): Values {
  return {shape: [length], values: Float32Array.from({length}, (_, i) => value(i))};
}

/** A layer without its place, to be placed again under the same name. */
function bare({inputShape: _, outputShape: __, ...layer}: PlacedLayer): Layer {
  return layer as Layer;
}

import type {Weights} from "./network-weights.ts";
import type {PlacedLayer} from "./network.ts";
import {pooledPlaces, rowsBefore} from "./plain-layer.ts";

/** One input value of a sum, and the weight that it meets. */
export interface Term {
  /** Its place among the numbers that go into the layer. */
  from: number;
  value: number;
  weight: number;
}

/** How one output value of a layer comes about, at inference. Places count from 0, as the numbers lie. */
export type ValueArithmetic =
  /** The sum of value · weight, and the bias. `outside`: places of the window that lie outside the map, where there is nothing. */
  | {kind: "sum"; terms: Term[]; bias: number | null; outside: number; value: number}
  /** The largest, or the mean, of some inputs. */
  | {kind: "largest" | "mean"; from: number[]; value: number}
  /** (x − mean) / √(variance + epsilon) · gamma + beta */
  | {
      kind: "normalise";
      from: number[];
      mean: number;
      variance: number;
      epsilon: number;
      gamma: number;
      beta: number;
      value: number;
    }
  /** A function of one input. */
  | {kind: "function"; of: "relu" | "leakyRelu" | "tanh" | "sigmoid"; slope: number; from: number[]; value: number}
  /** The same number, at another place. */
  | {kind: "copy"; from: number[]; value: number}
  /** The first input · the sigmoid of the second. */
  | {kind: "gate"; from: number[]; value: number}
  /** No input at all: the share of a class in the label, a zero of padding, a running mean. */
  | {kind: "label"; class: number; from: number[]; value: number}
  | {kind: "padding" | "statistic"; from: number[]; value: number};

/**
 * How a layer makes the output value at a place (row · width · channels + column · channels + channel): the numbers of its sum with the
 * weights that they meet, or what else it does.
 * @param input what goes into the layer, as its `inputShape` says; `label` the weight of each class
 * @throws RangeError for a place that the output does not have, and for a layer of one's own.
 */
export function valueArithmetic(
  layer: PlacedLayer,
  input: Float32Array,
  weights: Weights,
  at: number,
  label: Float32Array = new Float32Array(0)
): ValueArithmetic {
  const {inputShape, outputShape} = layer;
  const size = outputShape.reduce((product, side) => product * side, 1);
  if (!Number.isInteger(at) || at < 0 || at >= size)
    throw new RangeError(`the output of layer "${layer.name}" has ${size} values, there is no value ${at}`);
  const weight = (role: string): Float32Array => weights[`${layer.name}/${role}`].values;
  const channels = inputShape[inputShape.length - 1];
  const filters = outputShape[outputShape.length - 1];
  const place = Math.floor(at / filters);
  const channel = at % filters;
  const bias = "bias" in layer && layer.bias ? weight("bias")[channel] : null;
  const same = (from: number): ValueArithmetic => ({kind: "copy", from: [from], value: input[from]});
  switch (layer.kind) {
    case "dense":
      return sum(column(input, weight("kernel"), at, layer.units), bias);
    case "auxiliary":
      return sum(column(input, weight("kernel"), at, 1 + layer.classes), weight("bias")[at]);
    case "projection": {
      const [kernel, embedding] = [weight("kernel"), weight("embedding")];
      const towards = (i: number) => label.reduce((total, share, k) => total + share * embedding[k * channels + i], kernel[i]);
      return sum(
        Array.from(input, (value, from) => ({from, value, weight: towards(from)})),
        weight("bias")[0]
      );
    }
    case "conv": {
      const {kernel, stride} = layer;
      const [top, left] = rowsBefore(layer, inputShape, outputShape);
      const row = Math.floor(place / outputShape[1]) * stride[0] - top;
      const first = (place % outputShape[1]) * stride[1] - left;
      const taps = windowTaps(kernel, (i, j) => within(row + i, first + j, inputShape));
      return windowSum(input, channels, taps, (tap, c) => weight("kernel")[(tap * channels + c) * filters + channel], bias);
    }
    case "convTranspose": {
      const {kernel, stride} = layer;
      const [top, left] = rowsBefore(layer, outputShape, inputShape);
      const row = Math.floor(place / outputShape[1]) + top;
      const first = (place % outputShape[1]) + left;
      // An input reaches this output by the tap that lies as far from its own corner as the output does.
      const taps = windowTaps(kernel, (i, j) =>
        (row - i) % stride[0] === 0 && (first - j) % stride[1] === 0
          ? within((row - i) / stride[0], (first - j) / stride[1], inputShape)
          : undefined
      );
      return windowSum(input, channels, taps, (tap, c) => weight("kernel")[(tap * filters + channel) * channels + c], bias);
    }
    case "batchNorm": {
      const [gamma, beta, mean, variance] = ["gamma", "beta", "mean", "variance"].map((role) => weight(role)[channel]);
      const {epsilon} = layer;
      const value = ((input[at] - mean) / Math.sqrt(variance + epsilon)) * gamma + beta;
      return {kind: "normalise", from: [at], mean, variance, epsilon, gamma, beta, value};
    }
    case "relu":
    case "leakyRelu":
    case "tanh":
    case "sigmoid": {
      const slope = layer.kind === "leakyRelu" ? layer.slope : 0;
      return {kind: "function", of: layer.kind, slope, from: [at], value: applied(layer.kind, slope, input[at])};
    }
    case "maxPool":
    case "averagePool": {
      const from = pooledPlaces(layer, place).map((each) => each * channels + channel);
      const values = from.map((each) => input[each]);
      return layer.kind === "maxPool"
        ? {kind: "largest", from, value: Math.max(...values)}
        : {kind: "mean", from, value: mean(values)};
    }
    case "globalAverage": {
      const from = Array.from({length: input.length / channels}, (_, each) => each * channels + at);
      return {kind: "mean", from, value: mean(from.map((each) => input[each]))};
    }
    case "upsample": {
      const width = outputShape[1];
      const row = Math.floor(Math.floor(place / width) / layer.factor);
      return same((row * inputShape[1] + Math.floor((place % width) / layer.factor)) * channels + channel);
    }
    case "zeroPad": {
      const [top, , left] = layer.sides;
      const from = within(Math.floor(place / outputShape[1]) - top, (place % outputShape[1]) - left, inputShape);
      return from === null ? {kind: "padding", from: [], value: 0} : same(from * channels + channel);
    }
    case "concatLabel":
      return channel < channels
        ? same(place * channels + channel)
        : {kind: "label", class: channel - channels, from: [], value: label[channel - channels]};
    case "minibatchDeviation":
      return channel < channels ? same(place * channels + channel) : {kind: "statistic", from: [], value: weight("mean")[0]};
    case "glu": {
      const from = [place * channels + channel, place * channels + channel + filters];
      return {kind: "gate", from, value: input[from[0]] * applied("sigmoid", 0, input[from[1]])};
    }
    case "reshape":
    case "flatten":
    case "dropout":
    case "branch":
    case "choose":
      return same(at);
    case "own":
      throw new RangeError(`layer "${layer.name}" is one of your own: what it does stands in its code alone`);
  }
}

/** One of the functions that change each value by itself. */
function applied(of: "relu" | "leakyRelu" | "tanh" | "sigmoid", slope: number, x: number): number {
  if (of === "tanh") return Math.tanh(x);
  return of === "sigmoid" ? 1 / (1 + Math.exp(-x)) : x > 0 ? x : slope * x;
}

function sum(terms: Term[], bias: number | null, outside = 0): ValueArithmetic {
  const value = terms.reduce((total, term) => total + term.value * term.weight, bias ?? 0);
  return {kind: "sum", terms, bias, outside, value};
}

function column(input: Float32Array, kernel: Float32Array, unit: number, units: number): Term[] {
  return Array.from(input, (value, from) => ({from, value, weight: kernel[from * units + unit]}));
}

/**
 * The taps of a kernel that meet a place of the map: their index in the kernel, and the place. `placeOf` gives null for a tap that lies
 * outside the map, undefined for one that the stride leaves out.
 */
function windowTaps([rows, columns]: readonly number[], placeOf: (i: number, j: number) => number | null | undefined): Taps {
  const inside: Taps["inside"] = [];
  let outside = 0;
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      const place = placeOf(i, j);
      if (place === null) outside++;
      else if (place !== undefined) inside.push({tap: i * columns + j, place});
    }
  return {inside: inside.sort((a, b) => a.place - b.place), outside};
}

interface Taps {
  inside: {tap: number; place: number}[];
  outside: number;
}

/** Channel after channel, so that the terms of one input map stand together. */
function windowSum(
  input: Float32Array,
  channels: number,
  {inside, outside}: Taps,
  weightOf: (tap: number, channel: number) => number,
  bias: number | null
): ValueArithmetic {
  const terms = Array.from({length: channels}, (_, channel) =>
    inside.map(({tap, place}) => {
      const from = place * channels + channel;
      return {from, value: input[from], weight: weightOf(tap, channel)};
    })
  ).flat();
  return sum(terms, bias, outside);
}

function within(row: number, column: number, [height, width]: readonly number[]): number | null {
  return row < 0 || column < 0 || row >= height || column >= width ? null : row * width + column;
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

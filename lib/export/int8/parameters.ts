import type {Graph, Quantisation} from "../graph/graph.ts";
import type {Range} from "./calibrate.ts";

/** The rules of TensorFlow Lite's 8-bit quantisation specification. Scales are as a file holds them, in single precision. */

/** int8 for a range of activations: widened to hold 0, its ends at −128 and 127. */
export function activationParameters({min, max}: Range): Quantisation {
  const low = Math.min(min, 0);
  const high = Math.max(max, 0);
  // A tensor that is always 0 needs some scale.
  const scale = normalScale((high - low) / 255) || 1;
  return {scales: [scale], zeroPoints: [clampInt8(roundAway(-128 - low / scale))], axis: 0};
}

/** A scale in single precision; 0 where it has no normal number that small, which XNNPACK refuses. */
function normalScale(scale: number): number {
  return scale < 2 ** -126 ? 0 : Math.fround(scale);
}

/** What tanh and logistic give always lies in the same range: their scales are fixed. */
const TANH_OUTPUT: Quantisation = {scales: [1 / 128], zeroPoints: [0], axis: 0};
const LOGISTIC_OUTPUT: Quantisation = {scales: [1 / 256], zeroPoints: [-128], axis: 0};

/**
 * Weights as int8 from −`top` to `top` around 0, one scale for each of `channels` equal parts of them.
 * @param least the least scale of each channel, of `leastScales`; a channel of zeros has this one or, where it is 0, the widest of the
 * others: any would do for it, but XNNPACK refuses a layer whose scales are far above its output's
 */
export function quantiseWeights(
  values: Float32Array,
  channels: number,
  top = 127,
  least: readonly number[] = []
): {data: Int8Array; quantisation: Quantisation} {
  const size = values.length / channels;
  const data = new Int8Array(values.length);
  const fitting = Array.from({length: channels}, (_, c) => {
    let largest = 0;
    // A plain loop: a large network has a million weights.
    for (let i = c * size; i < (c + 1) * size; i++) if (Math.abs(values[i]) > largest) largest = Math.abs(values[i]);
    return normalScale(Math.max(largest / top, least[c] ?? 0));
  });
  const widest = fitting.reduce((most, scale) => Math.max(most, scale), 0);
  const scales = fitting.map((scale) => scale || widest || 1);
  scales.forEach((scale, c) => {
    for (let i = c * size; i < (c + 1) * size; i++) data[i] = Math.max(-top, Math.min(top, roundAway(values[i] / scale)));
  });
  return {data, quantisation: {scales, zeroPoints: scales.map(() => 0), axis: 0}};
}

/** The largest bias in steps: half of what an int32 holds, which leaves the other half to the products. */
const largestBias = Math.floor((2 ** 31 - 1) / 2);

/**
 * The least scale that the weights of each channel may have so that its bias, whose scale follows from theirs, fits into an int32. A
 * channel of nearly 0 (a batch normalisation that has shut it, folded) would have so small a scale that its bias would not: its
 * weights get a wider one. The rule of TensorFlow's converter (`QuantizationDriver::SetBiasParamsWithAdjustments`).
 * @param channels how many scales the weights have: one for each bias, or 1 for all
 */
export function leastScales(biases: Float32Array, input: Quantisation, channels: number): number[] {
  const least = new Array<number>(channels).fill(0);
  biases.forEach((bias, i) => {
    const channel = channels === 1 ? 0 : i;
    least[channel] = Math.max(least[channel], Math.abs(bias) / largestBias / input.scales[0]);
  });
  return least;
}

/**
 * Biases as int32: their scale is that of the products they are added to, so that nothing has to be rescaled. They fit when the weights
 * have at least `leastScales`.
 */
export function quantiseBias(
  values: Float32Array,
  input: Quantisation,
  weights: Quantisation
): {data: Int32Array; quantisation: Quantisation} {
  const scales = Array.from({length: weights.scales.length}, (_, c) => Math.fround(input.scales[0] * weights.scales[c]));
  const limit = 2 ** 31 - 1;
  const data = Int32Array.from(values, (value, c) => {
    const scale = input.scales[0] * weights.scales[weights.scales.length === 1 ? 0 : c];
    return Math.max(-limit - 1, Math.min(limit, roundAway(value / scale)));
  });
  return {data, quantisation: {scales, zeroPoints: scales.map(() => 0), axis: 0}};
}

/** The nearest whole number, halves away from 0. */
export function roundAway(value: number): number {
  return Math.sign(value) * Math.floor(Math.abs(value) + 0.5);
}

/** The nearest whole number, halves to the even one. */
export function roundEven(value: number): number {
  const low = Math.floor(value);
  const rest = value - low;
  if (rest !== 0.5) return rest < 0.5 ? low : low + 1;
  return low % 2 === 0 ? low : low + 1;
}

/** Into −128 … 127. */
export function clampInt8(value: number): number {
  return Math.max(-128, Math.min(127, value));
}

/**
 * The parameters of every tensor that is computed, by its place. Operators that move numbers without changing them (reshape, resize,
 * pooling, padding, concat, split) have the same parameters on both sides: those of the widest range among them.
 * @throws RangeError naming a tensor that was not seen in calibration.
 */
export function tensorParameters(graph: Graph, ranges: ReadonlyMap<number, Range>): Map<number, Quantisation> {
  const group = graph.tensors.map((_, place) => place);
  const leader = (place: number): number => (group[place] === place ? place : (group[place] = leader(group[place])));
  const fixed = new Map<number, Quantisation>();
  for (const {kind, inputs, outputs} of graph.ops) {
    if (kind === "tanh") fixed.set(outputs[0], TANH_OUTPUT);
    if (kind === "logistic") fixed.set(outputs[0], LOGISTIC_OUTPUT);
    if (!MOVING.has(kind)) continue;
    for (const place of [...inputs, ...outputs]) group[leader(place)] = leader(outputs[0]);
  }
  const parameters = new Map<number, Quantisation>();
  const computed = [...graph.inputs, ...graph.ops.flatMap(({outputs}) => outputs)];
  for (const place of computed) {
    const together = computed.filter((other) => leader(other) === leader(place));
    const given = together.flatMap((other) => fixed.get(other) ?? []);
    parameters.set(place, given[0] ?? activationParameters(unite(together.map((other) => rangeOf(graph, ranges, other)))));
  }
  return parameters;
}

const MOVING = new Set(["reshape", "resize", "maxPool", "averagePool", "pad", "concat", "split"]);

function rangeOf(graph: Graph, ranges: ReadonlyMap<number, Range>, place: number): Range {
  const range = ranges.get(place);
  if (!range) throw new RangeError(`"${graph.tensors[place].name}" was not seen in calibration`);
  return range;
}

function unite(ranges: readonly Range[]): Range {
  return {min: Math.min(...ranges.map(({min}) => min)), max: Math.max(...ranges.map(({max}) => max))};
}

import type {Graph, Quantisation} from "../graph/graph.ts";
import type {Range} from "./calibrate.ts";

/** The rules of TensorFlow Lite's 8-bit quantisation specification. Scales are as a file holds them, in single precision. */

/** int8 for a range of activations: widened to hold 0, its ends at −128 and 127. */
export function activationParameters({min, max}: Range): Quantisation {
  const low = Math.min(min, 0);
  const high = Math.max(max, 0);
  // A tensor that is always 0 needs some scale.
  const scale = Math.fround((high - low) / 255) || 1;
  return {scales: [scale], zeroPoints: [clampInt8(roundAway(-128 - low / scale))], axis: 0};
}

/** What tanh and logistic give always lies in the same range: their scales are fixed. */
export const TANH_OUTPUT: Quantisation = {scales: [1 / 128], zeroPoints: [0], axis: 0};
export const LOGISTIC_OUTPUT: Quantisation = {scales: [1 / 256], zeroPoints: [-128], axis: 0};

/** Weights as int8 from −`top` to `top` around 0, one scale for each of `channels` equal parts of them. */
export function quantiseWeights(
  values: Float32Array,
  channels: number,
  top = 127
): {data: Int8Array; quantisation: Quantisation} {
  const size = values.length / channels;
  const scales: number[] = [];
  const data = new Int8Array(values.length);
  // Plain loops: a large network has a million weights.
  for (let from = 0; from < values.length; from += size) {
    let largest = 0;
    for (let i = from; i < from + size; i++) if (Math.abs(values[i]) > largest) largest = Math.abs(values[i]);
    const scale = Math.fround(largest / top) || 1;
    for (let i = from; i < from + size; i++) data[i] = Math.max(-top, Math.min(top, roundAway(values[i] / scale)));
    scales.push(scale);
  }
  return {data, quantisation: {scales, zeroPoints: scales.map(() => 0), axis: 0}};
}

/** Biases as int32: their scale is that of the products they are added to, so that nothing has to be rescaled. */
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

import * as tf from "@tensorflow/tfjs-core";
import type {Graph} from "../graph/graph.ts";
import {runGraph} from "../graph/run-float.ts";
import {integerProgram} from "./integer-program.ts";
import type {IntegerProgram} from "./integer-program.ts";
import type {Rounding} from "./requantise.ts";

/** How far the whole numbers of a tensor are from the real ones, over examples. */
export interface QuantisationError {
  /** The tensor's name in the float graph, and the operator that makes it; null for an input. */
  name: string;
  kind: Graph["ops"][number]["kind"] | null;
  /** How many numbers were compared. */
  count: number;
  /** Root mean square and largest distance, in the tensor's own units. */
  rms: number;
  largest: number;
  /** One step of the whole numbers. */
  scale: number;
  /** Signal to noise: 20 · log₁₀(root mean square of the real numbers / of the distances), in dB; Infinity for no distance. */
  decibels: number;
}

/** A network in real and in whole numbers, on the same examples. */
export interface FloatComparison {
  /** Each tensor that both compute, in the order of running. */
  tensors: QuantisationError[];
  /** The first output of every example, one after the other: real ones, and whole ones decoded. */
  float: Float32Array;
  int8: Float32Array;
}

/**
 * The error of every layer of a quantised graph, and both outputs side by side. The float graph runs on the current backend of tfjs.
 * @param float of `lower`
 * @param whole the same, of `quantise`, with either kind of ends
 * @param examples the inputs of each, in real numbers, as the float graph's
 * @param between called after each example; what it throws ends the comparison
 * @throws RangeError for no examples, and as `integerProgram` and `runGraph`.
 */
export async function compareWithFloat(
  float: Graph,
  whole: Graph,
  examples: readonly (readonly Float32Array[])[],
  rounding: Rounding = "reference",
  between?: (done: number) => void | Promise<void>
): Promise<FloatComparison> {
  if (examples.length === 0) throw new RangeError("comparing needs at least one example");
  const program = integerProgram(whole, rounding);
  const sums = new Map<number, Sums>();
  const outputs = {float: [] as Float32Array[], int8: [] as Float32Array[]};
  for (const [index, example] of examples.entries()) {
    const real = await runFloat(float, example);
    const decoded = runWhole(program, example);
    for (const [place, numbers] of real) {
      const {name} = float.tensors[place];
      const other = decoded.get(name);
      if (!other) continue;
      const entry = sums.get(place) ?? {count: 0, signal: 0, noise: 0, largest: 0, scale: other.scale};
      add(entry, numbers, other.numbers);
      sums.set(place, entry);
    }
    const [output] = float.outputs;
    outputs.float.push(real.get(output) ?? new Float32Array(0));
    outputs.int8.push(decoded.get(float.tensors[output].name)?.numbers ?? new Float32Array(0));
    await between?.(index + 1);
  }
  const tensors = [...sums].map(([place, {count, signal, noise, largest, scale}]): QuantisationError => {
    const kind = float.ops.find((op) => op.outputs.includes(place))?.kind ?? null;
    const decibels = noise === 0 ? Infinity : 10 * Math.log10(signal / noise);
    return {name: float.tensors[place].name, kind, count, rms: Math.sqrt(noise / count), largest, scale, decibels};
  });
  return {tensors, float: joined(outputs.float), int8: joined(outputs.int8)};
}

interface Sums {
  count: number;
  signal: number;
  noise: number;
  largest: number;
  scale: number;
}

function add(sums: Sums, real: Float32Array, decoded: Float32Array): void {
  sums.count += real.length;
  for (let i = 0; i < real.length; i++) {
    const distance = Math.abs(real[i] - decoded[i]);
    sums.signal += real[i] * real[i];
    sums.noise += distance * distance;
    if (distance > sums.largest) sums.largest = distance;
  }
}

async function runFloat(graph: Graph, example: readonly Float32Array[]): Promise<Map<number, Float32Array>> {
  const inputs = graph.inputs.map((place, i) => tf.tensor(example[i], graph.tensors[place].shape));
  const kept = new Map<number, tf.Tensor>();
  const outputs = runGraph(graph, inputs, (place, value) => kept.set(place, tf.keep(tf.clone(value))));
  const values = new Map<number, Float32Array>();
  for (const [place, tensor] of kept) values.set(place, (await tensor.data()) as Float32Array);
  tf.dispose([...inputs, ...outputs, ...kept.values()]);
  return values;
}

/** By the names of the float graph: ends that were converted have kept theirs. */
function runWhole(
  {graph, run}: IntegerProgram,
  example: readonly Float32Array[]
): Map<string, {numbers: Float32Array; scale: number}> {
  const decoded = new Map<string, {numbers: Float32Array; scale: number}>();
  run(
    graph.inputs.map((place, i) => {
      const {type, quantisation} = graph.tensors[place];
      if (type !== "int8" || !quantisation) return example[i];
      const {scales, zeroPoints} = quantisation;
      return example[i].map((value) => Math.max(-128, Math.min(127, Math.round(value / scales[0]) + zeroPoints[0])));
    }),
    (place, numbers) => {
      const {name, quantisation} = graph.tensors[place];
      if (!quantisation) return;
      const [scale] = quantisation.scales;
      const [zero] = quantisation.zeroPoints;
      decoded.set(name.replace(/\/int8$/, ""), {numbers: Float32Array.from(numbers, (value) => scale * (value - zero)), scale});
    }
  );
  return decoded;
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, {length}) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

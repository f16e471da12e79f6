import * as tf from "@tensorflow/tfjs-core";
import {lower} from "../../../lib/export/graph/lower.ts";
import type {Graph} from "../../../lib/export/graph/graph.ts";
import {runGraph} from "../../../lib/export/graph/run-float.ts";
import {calibrate} from "../../../lib/export/int8/calibrate.ts";
import {integerProgram} from "../../../lib/export/int8/integer-program.ts";
import {quantise, toInt8} from "../../../lib/export/int8/quantise.ts";
import {
  averagePool,
  batchNorm,
  concatLabel,
  conv,
  convTranspose,
  dense,
  dropout,
  flatten
} from "../../../lib/nn/network/layers.ts";
import {
  globalAverage,
  glu,
  leakyRelu,
  maxPool,
  projection,
  relu,
  reshape,
  sigmoid,
  tanh
} from "../../../lib/nn/network/layers.ts";
import {upsample, zeroPad} from "../../../lib/nn/network/layers.ts";
import type {Weights} from "../../../lib/nn/network/network-weights.ts";
import {network} from "../../../lib/nn/network/network.ts";
import type {Network} from "../../../lib/nn/network/network.ts";
import {exampleInputs, livelyWeights} from "../networks.ts";
import type {Trial} from "./trial.ts";

/** Small networks that have every layer of the vocabulary, each in every form. */
export const vocabulary: Readonly<Record<string, Network>> = {
  dense_layers: network({input: [7]}, [dense(5), relu(), dense(6, {bias: false}), leakyRelu(0.3), dense(3), sigmoid()]),
  convolutions: network({input: [9, 8, 3]}, [
    conv(4, {kernel: 3, stride: 2}),
    leakyRelu(0.1),
    conv(6, {kernel: [3, 2], padding: "valid"}),
    relu(),
    conv(3, {kernel: 3, stride: 2, padding: 1, bias: false}),
    tanh()
  ]),
  transposed: network({input: [10]}, [
    dense(12),
    reshape([2, 3, 2]),
    convTranspose(5, {kernel: 4, stride: 2}),
    relu(),
    convTranspose(4, {kernel: [3, 2], stride: [1, 2], padding: "valid"}),
    leakyRelu(0.2),
    convTranspose(2, {kernel: 4, stride: 2, padding: 1, bias: false}),
    tanh()
  ]),
  pooling: network({input: [11, 9, 3]}, [
    averagePool(3, {stride: 2, padding: "same"}),
    maxPool([2, 1], {stride: 1, padding: "same"}),
    zeroPad([1, 0, 0, 2]),
    maxPool(2),
    averagePool(2, {stride: 1}),
    conv(4, {kernel: 1}),
    dropout(0.5),
    globalAverage(),
    dense(4)
  ]),
  norms: network({input: [6, 5, 2]}, [conv(4, {kernel: 3}), zeroPad(1), batchNorm(), relu(), flatten(), dense(3)]),
  gates: network({input: [6], label: 3}, [
    concatLabel(),
    dense(24),
    glu(),
    reshape([2, 2, 3]),
    upsample(3),
    concatLabel(),
    conv(8, {kernel: 3}),
    batchNorm(),
    glu(),
    conv(1, {kernel: 3}),
    tanh()
  ]),
  judge: network({input: [6, 6, 1], label: 4}, [
    conv(3, {kernel: 4, stride: 2}),
    leakyRelu(0.2),
    flatten(),
    dense(8),
    projection()
  ])
};

/** A trial in single precision with what tfjs gives for it, and one in whole numbers with what our interpreter gives. */
export interface Prepared {
  float: Trial;
  int8: Trial;
  /** By the name of the trial: [example][number]. */
  expected: Record<string, number[][]>;
}

/**
 * The graphs of a network: float32, and int8 calibrated by twenty examples; with so many examples to try. Names: NAME_float, NAME_int8.
 * @param ends of the quantised one
 */
export async function prepare(
  name: string,
  net: Network,
  {weights = livelyWeights(net, 1), examples: count = 2, ends = "int8" as "int8" | "float"}: {weights?: Weights; examples?: number; ends?: "int8" | "float"} = {} // prettier-ignore
): Promise<Prepared> {
  const {graph} = lower(net, weights, name);
  const examples = Array.from({length: count}, (_, seed) => exampleInputs(net, 100 + seed));
  const whole = await quantised(graph, net, ends);
  const wholeExamples = examples.map((inputs) =>
    inputs.map((values, i) => {
      const {type, quantisation} = whole.tensors[whole.inputs[i]];
      return type === "int8" && quantisation ? toInt8(values, quantisation) : values;
    })
  );
  const program = integerProgram(whole, "reference");
  return {
    float: {name: `${name}_float`, graph, examples},
    int8: {name: `${name}_int8`, graph: whole, examples: wholeExamples},
    expected: {
      [`${name}_float`]: examples.map((inputs) => runOnTfjs(graph, inputs)),
      [`${name}_int8`]: wholeExamples.map((inputs) => Array.from(program.run(inputs)[0]))
    }
  };
}

/** A graph in whole numbers, calibrated by twenty examples of N(0, 1). */
export async function quantised(graph: Graph, net: Network, ends: "int8" | "float"): Promise<Graph> {
  const seen = Array.from({length: 20}, (_, seed) => exampleInputs(net, seed));
  const batch = graph.inputs.map((place, i) => {
    const values = seen.flatMap((inputs) => Array.from(inputs[i]));
    return tf.tensor(values, [seen.length, ...graph.tensors[place].shape.slice(1)]);
  });
  const ranges = await calibrate(graph, [batch]);
  tf.dispose(batch);
  return quantise(graph, ranges, ends);
}

/** The first output of a float graph, by tfjs. */
export function runOnTfjs(graph: Graph, inputs: readonly Float32Array[]): number[] {
  return tf.tidy(() => {
    const tensors = graph.inputs.map((place, i) => tf.tensor(inputs[i], graph.tensors[place].shape));
    return Array.from(runGraph(graph, tensors)[0].dataSync());
  });
}

/** The largest difference, in units of the largest size of what is expected (at least 1). */
export function farthest(actual: readonly number[][], expected: readonly number[][]): number {
  const scale = Math.max(1, ...expected.flat().map(Math.abs));
  return Math.max(...expected.flatMap((row, i) => row.map((value, j) => Math.abs(actual[i][j] - value) / scale)));
}

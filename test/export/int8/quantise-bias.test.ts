import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import {beforeAll, describe, expect, it} from "vitest";
import {startCpu} from "../../../lib/backend/cpu.ts";
import type {Graph} from "../../../lib/export/graph/graph.ts";
import {lower} from "../../../lib/export/graph/lower.ts";
import {calibrate} from "../../../lib/export/int8/calibrate.ts";
import {integerProgram} from "../../../lib/export/int8/integer-program.ts";
import {quantise} from "../../../lib/export/int8/quantise.ts";
import {writeTflite} from "../../../lib/export/tflite/write.ts";
import {batchNorm, conv, convTranspose, dense, relu, tanh} from "../../../lib/nn/network/layers.ts";
import type {Layer} from "../../../lib/nn/network/layers.ts";
import type {Values, Weights} from "../../../lib/nn/network/network-weights.ts";
import {network} from "../../../lib/nn/network/network.ts";
import type {Network} from "../../../lib/nn/network/network.ts";
import {random} from "../../../lib/random.ts";
import {livelyWeights, reference} from "../networks.ts";
import {openTflite} from "../tflite/interpreter.ts";

beforeAll(startCpu);

/** The float graph and the int8 one, calibrated on these inputs. */
async function bothGraphs(
  net: Network,
  weights: Weights,
  inputs: readonly Float32Array[]
): Promise<{float: Graph; whole: Graph}> {
  const {graph} = lower(net, weights);
  const batch = tf.tensor(
    inputs.flatMap((input) => Array.from(input)),
    [inputs.length, ...net.input]
  );
  const ranges = await calibrate(graph, [[batch]]);
  batch.dispose();
  return {float: graph, whole: quantise(graph, ranges)};
}

/** What the int8 graph gives for an input: our numbers, which must be those of TensorFlow Lite's interpreter. */
async function runWhole(whole: Graph, inputs: readonly Float32Array[]): Promise<number[][]> {
  const interpreter = await openTflite(writeTflite(whole));
  const program = integerProgram(whole, "xnnpack");
  const outputs = inputs.map((input) => {
    const [output] = program.run([input]).map((numbers) => Array.from(numbers));
    expect(output).toEqual(interpreter.run(input)[0]);
    return output;
  });
  interpreter.close();
  return outputs;
}

const uniform = (net: Network, seed: string, reach: number, count = 4): Float32Array[] => {
  const source = random(seed);
  const size = net.input.reduce((product, length) => product * length, 1);
  return Array.from({length: count}, () => Float32Array.from({length: size}, () => source.uniform(-reach, reach)));
};

/** A layer of three channels, with what makes its kernel and its bias out of given sizes: directly, or by a batch normalisation. */
const forms: [string, Layer[], number[]][] = [
  ["convolution", [conv(3, {kernel: [2, 3], padding: "same", bias: true})], [4, 3, 4]],
  ["dense layer", [dense(3, {bias: true})], [7]],
  ["transposed convolution", [convTranspose(3, {kernel: 4, stride: 2, padding: "same", bias: true})], [3, 3, 4]],
  ["convolution and batch normalisation", [conv(3, {kernel: 3, padding: "valid"}), batchNorm()], [4, 4, 2]],
  ["transposed convolution and batch normalisation", [convTranspose(3, {kernel: 3, stride: 2}), batchNorm()], [3, 3, 2]],
  ["dense layer and batch normalisation", [dense(3), batchNorm()], [5]]
];

/** Channel c of a kernel [height, width, in, out], of a transposed one [height, width, out, in] or of a matrix [in, out]. */
function scaleChannels({shape, values}: Values, factors: readonly number[], transposed: boolean): void {
  const inner = transposed ? shape[3] : 1;
  for (let i = 0; i < values.length; i++) values[i] *= factors[Math.floor(i / inner) % factors.length];
}

describe("quantise(graph, ranges): biases of channels whose weights are nearly 0", () => {
  it("keeps a bias of 0.5 beside weights of 0.0000001, and beside weights of 0", async () => {
    for (const tiny of [1e-7, 0]) {
      const net = network({input: [1, 1, 4]}, [conv(3, {kernel: 1, bias: true})]);
      const [kernel, bias] = ["conv1/kernel", "conv1/bias"];
      const weights: Weights = {
        [kernel]: {
          shape: [1, 1, 4, 3],
          values: Float32Array.from({length: 12}, (_, i) => (i % 3 === 0 ? tiny : 0.1 * ((i % 5) - 2)))
        },
        [bias]: {shape: [3], values: Float32Array.of(0.5, 0, 0)}
      };
      const inputs = uniform(net, "three", 3, 8);
      const {whole} = await bothGraphs(net, weights, inputs);
      const step = whole.tensors[whole.ops[whole.ops.length - 1].inputs[0]].quantisation!.scales[0];
      for (const [first] of await runWhole(whole, inputs)) expect(Math.abs(first - 0.5)).toBeLessThanOrEqual(0.51 * step);
    }
  });

  /**
   * The bound, from the real numbers alone: a step of the output, half a step of every input and half one of every weight, and one
   * 2²³th of the bias for each product, because a bias may use 2³⁰ steps.
   */
  it.each(forms)("stays within the roundings of float, and is TensorFlow Lite's bit for bit: %s", async (_, layers, input) => {
    const net = network({input}, layers);
    const size = fc.constantFrom(0, 1e-38, 1e-20, 1e-12, 1e-7, 1e-3, 1);
    const bias = fc.constantFrom(0, 1e-6, -0.5, 0.5, -30, 1000);
    const cases = fc.record({
      seed: fc.nat(1000),
      reach: fc.constantFrom(0.01, 3, 500),
      sizes: fc.tuple(size, size, size),
      biases: fc.tuple(bias, bias, bias)
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({seed, reach, sizes, biases}) => {
        const weights = livelyWeights(net, seed);
        const [kernelName] = Object.keys(weights).filter((name) => name.endsWith("/kernel"));
        const [normed] = Object.keys(weights).filter((name) => name.endsWith("/gamma"));
        if (normed) weights[normed].values.forEach((value, c, all) => (all[c] = value * sizes[c]));
        else scaleChannels(weights[kernelName], sizes, kernelName.startsWith("convTranspose"));
        const [shift] = Object.keys(weights).filter((name) => /\/(bias|beta)$/.test(name));
        weights[shift].values.set(biases);
        const inputs = uniform(net, `inputs ${seed}`, reach);
        const {float, whole} = await bothGraphs(net, weights, inputs);
        const [x, kernel, constants] = float.ops[0].inputs;
        const steps = (place: number) => whole.tensors[place].quantisation!.scales[0];
        const {values, each} = {values: float.tensors[kernel].data as Float32Array, each: float.tensors[kernel].data!.length / 3};
        const largest = (from: ArrayLike<number>) => Array.from(from).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        const folded = float.tensors[constants].data as Float32Array;
        const isDense = float.ops[0].kind === "dense";
        const bounds = [0, 1, 2].map((c) => {
          const own = values.subarray(c * each, (c + 1) * each);
          const weightStep = largest(isDense ? values : own) / 127;
          const sum = own.reduce((total, value) => total + Math.abs(value), 0);
          const products = (sum * steps(x)) / 2 + (each * weightStep * (reach + steps(x))) / 2;
          return (
            1.01 * (steps(float.ops[0].outputs[0]) + products) + (each + 1) * largest(isDense ? folded : [folded[c]]) * 2 ** -23
          );
        });
        const made = await runWhole(whole, inputs);
        inputs.forEach((input, i) => {
          reference(net, weights, [input]).forEach((value, at) => {
            expect(Math.abs(made[i][at] - value)).toBeLessThanOrEqual(bounds[at % 3]);
          });
        });
      }),
      {numRuns: 40, seed: 8}
    );
  });

  it("keeps a generator with shut channels within three per cent, as one without", async () => {
    const net = network({input: [16]}, [
      dense(48),
      batchNorm(),
      relu(),
      {kind: "reshape", shape: [2, 2, 12]},
      convTranspose(8, {kernel: 4, stride: 2, padding: "same"}),
      batchNorm(),
      relu(),
      convTranspose(1, {kernel: 4, stride: 2, padding: "same", bias: true}),
      tanh()
    ]);
    const weights = livelyWeights(net, 3);
    const shut = random("shut");
    for (const name of Object.keys(weights).filter((name) => name.endsWith("/gamma"))) {
      weights[name].values.forEach((_, c, all) => {
        if (c % 3 === 0) all[c] = shut.choose([0, 1e-9, 1e-7]);
      });
      weights[name.replace("gamma", "beta")].values.forEach((_, c, all) => (all[c] = shut.uniform(-0.2, 1)));
    }
    const inputs = uniform(net, "generator", 2, 30);
    const {whole} = await bothGraphs(net, weights, inputs);
    const made = await runWhole(whole, inputs);
    let [error, signal, count] = [0, 0, 0];
    inputs.forEach((input, i) => {
      reference(net, weights, [input]).forEach((value, at) => {
        error += (made[i][at] - value) ** 2;
        signal = Math.max(signal, Math.abs(value));
        count++;
      });
    });
    expect(Math.sqrt(error / count) / signal).toBeLessThan(0.03);
  });
});

import * as tf from "@tensorflow/tfjs-core";
import {beforeAll, describe, expect, it} from "vitest";
import {startCpu} from "../../../lib/backend/cpu.ts";
import {compactDcgan} from "../../../lib/models/dcgan.ts";
import {conditionalGan} from "../../../lib/models/conditional.ts";
import {pointGan} from "../../../lib/models/point-gan.ts";
import {forward} from "../../../lib/nn/network/forward.ts";
import {
  auxiliary,
  flatten,
  minibatchDeviation,
  batchNorm,
  concatLabel,
  conv,
  convTranspose,
  dense,
  glu,
  reshape,
  sigmoid,
  upsample
} from "../../../lib/nn/network/layers.ts";
import {network, weightSpecs} from "../../../lib/nn/network/network.ts";
import type {Network} from "../../../lib/nn/network/network.ts";
import {disposeTensors, toTensors} from "../../../lib/nn/network/network-weights.ts";
import type {Weights} from "../../../lib/nn/network/network-weights.ts";
import {plainForward, plainGenerator} from "../../../lib/nn/network/plain-forward.ts";
import {random} from "../../../lib/random.ts";

function weightsOf(net: Network): Weights {
  const source = random("plain");
  return Object.fromEntries(
    weightSpecs(net).map(({name, shape, role, fanIn}) => {
      const size = shape.reduce((a, b) => a * b, 1);
      const draw = () => (role === "variance" ? source.uniform(0.5, 2) : source.normal(0, fanIn ? Math.sqrt(2 / fanIn) : 0.5));
      return [name, {shape, values: Float32Array.from({length: size}, draw)}];
    })
  );
}

const odd = network({input: [6]}, [
  dense(3 * 5 * 2),
  reshape([3, 5, 2]),
  convTranspose(3, {kernel: [3, 5], stride: [2, 3], padding: "valid"}),
  convTranspose(4, {kernel: 4, stride: 2, padding: 1}),
  conv(3, {kernel: [3, 2], stride: [2, 1]}),
  conv(4, {kernel: 3, stride: 2, padding: 1, bias: false}),
  glu(),
  upsample(3),
  sigmoid()
]);
const labelled = network({input: [4, 4, 2], label: 3}, [concatLabel(), batchNorm(), conv(2, {kernel: 3, padding: "valid"})]);

const named = network({input: [6]}, [dense(5), sigmoid(), auxiliary(3)]);

const judged = network({input: [5, 4, 2]}, [
  conv(3, {kernel: 3, spectralNorm: true}),
  minibatchDeviation({group: 3}),
  flatten(),
  dense(4, {spectralNorm: true, bias: false}),
  minibatchDeviation()
]);

const cases: [string, Network][] = [
  ["compact DCGAN", compactDcgan().generator],
  ["conditional XS", conditionalGan("XS").generator],
  ["point GAN", pointGan().generator],
  ["odd windows", odd],
  ["labels on maps", labelled],
  ["an auxiliary head", named],
  ["spectral norms and a batch's deviation", judged],
  ["conditional XS, its discriminator", conditionalGan("XS").discriminator]
];

describe("plainForward(network, weights, input, {labels})", () => {
  beforeAll(startCpu);

  it.each(cases)("gives what tfjs gives: %s", (_, net) => {
    const weights = weightsOf(net);
    const n = 3;
    const source = random(5);
    const size = net.input.reduce((a, b) => a * b, 1);
    const input = {shape: [n, ...net.input], values: Float32Array.from({length: n * size}, () => source.normal())};
    const labels = [2, 0, 1];
    const tensors = toTensors(weights);
    const expected = tf.tidy(() => {
      const label = net.label ? tf.oneHot(tf.tensor1d(labels, "int32"), net.label).toFloat() : undefined;
      return forward(net, tensors, tf.tensor(input.values, input.shape), label ? {label} : {}).output.dataSync<"float32">();
    });
    disposeTensors(tensors);
    const {values, shape} = plainForward(net, weights, input, net.label ? {labels} : {});
    expect(shape).toEqual([n, ...net.layers.at(-1)!.outputShape]);
    const largest = expected.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
    expect(largest).toBeGreaterThan(0.1);
    for (let i = 0; i < expected.length; i++) expect(Math.abs(values[i] - expected[i])).toBeLessThan(2e-5 * Math.max(1, largest));
  });

  it("takes what lies between classes: weights of 0 and 1 are that class, others its mixture", () => {
    const net = network({input: [4], label: 3}, [concatLabel(), dense(2)]);
    const weights = weightsOf(net);
    const noise = {shape: [1, 4], values: Float32Array.of(1, -1, 0.5, 2)};
    const of = (label: number | readonly number[]) => [...plainForward(net, weights, noise, {labels: [label]}).values];
    expect(of([0, 0, 1])).toEqual(of(2));
    // Affine in the label: half of each class gives the mean of both results.
    of([0.5, 0.5, 0]).forEach((value, i) => expect(value).toBeCloseTo((of(0)[i]! + of(1)[i]!) / 2, 5));
    expect(() => of([1, 0])).toThrow("has 3 finite weights, got [1, 0]");
    expect(() => of([1, 0, NaN])).toThrow("has 3 finite weights, got [1, 0, NaN]");
  });

  it("says which input, label or layer does not fit", () => {
    const net = conditionalGan("XS").generator;
    const weights = weightsOf(net);
    const noise = {shape: [1, 64], values: new Float32Array(64)};
    expect(() => plainForward(net, weights, {shape: [1, 3], values: new Float32Array(3)})).toThrow("[n, 64], got [1, 3]");
    expect(() => plainForward(net, weights, noise)).toThrow("needs a label for each of 1 examples, got none");
    expect(() => plainForward(net, weights, noise, {labels: [10]})).toThrow("from 0 to 9, got 10");
    expect(() => plainGenerator(net, {})).toThrow('the weight "dense1/kernel" [74, 784] is missing');
  });
});

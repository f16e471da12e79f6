import * as tf from "@tensorflow/tfjs-core";
import {beforeAll, describe, expect, it} from "vitest";
import {startCpu} from "../../../lib/backend/cpu.ts";
import {conditionalGan} from "../../../lib/models/conditional.ts";
import {compactDcgan} from "../../../lib/models/dcgan.ts";
import {forward} from "../../../lib/nn/network/forward.ts";
import {initialise} from "../../../lib/nn/network/initialise.ts";
import {layerOutputs} from "../../../lib/nn/network/layer-outputs.ts";
import * as layers from "../../../lib/nn/network/layers.ts";
import type {Network} from "../../../lib/nn/network/network.ts";
import {network} from "../../../lib/nn/network/network.ts";
import type {Weights} from "../../../lib/nn/network/network-weights.ts";
import {disposeTensors, toTensors} from "../../../lib/nn/network/network-weights.ts";
import {valueArithmetic} from "../../../lib/nn/network/value-arithmetic.ts";
import {random} from "../../../lib/random.ts";

/** Every kind of layer that works on one example, with windows that do not fit evenly. */
const pooled = network({input: [7, 6, 3]}, [
  layers.conv(4, {kernel: [3, 2], stride: [2, 1]}),
  layers.leakyRelu(0.1),
  layers.zeroPad([1, 0, 2, 1]),
  layers.maxPool(2, {padding: "same"}),
  layers.convTranspose(3, {kernel: 5, stride: 2}),
  layers.averagePool(3, {stride: 2, padding: "same"}),
  layers.conv(4, {kernel: 3, stride: 2, padding: 1, bias: false, spectralNorm: true}),
  layers.glu(),
  layers.upsample(2),
  layers.batchNorm(),
  layers.sigmoid(),
  layers.maxPool([2, 1]),
  layers.minibatchDeviation(),
  layers.dropout(0.5),
  layers.globalAverage(),
  layers.dense(5),
  layers.tanh(),
  layers.auxiliary(2)
]);
const odd = network({input: [6]}, [
  layers.dense(3 * 5 * 2, {bias: false}),
  layers.reshape([3, 5, 2]),
  layers.convTranspose(3, {kernel: [3, 5], stride: [2, 3], padding: "valid"}),
  layers.convTranspose(2, {kernel: 4, stride: 2, padding: 1}),
  layers.relu(),
  layers.flatten()
]);
const cases: [string, Network][] = [
  ["poolings, paddings, heads", pooled],
  ["odd windows", odd],
  ["the compact DCGAN's generator", compactDcgan().generator],
  ["a conditional generator", conditionalGan("XS").generator],
  ["its discriminator, with a projection", conditionalGan("XS").discriminator]
];

function drawn(net: Network): {weights: Weights; example: Float32Array} {
  const source = random("arithmetic");
  const weights = initialise(net, 3, "he");
  for (const [name, {values}] of Object.entries(weights))
    if (!/kernel|direction/.test(name))
      values.forEach((_, i) => (values[i] = name.includes("variance") ? source.uniform(0.5, 2) : source.normal()));
  return {weights, example: Float32Array.from({length: net.input.reduce((a, b) => a * b, 1)}, () => source.normal())};
}

describe("layerOutputs(network, weights, example, label)", () => {
  beforeAll(startCpu);

  it.each(cases)("gives what tfjs gives, layer by layer: %s", (_, net) => {
    const {weights, example} = drawn(net);
    const label = net.label ? 2 : undefined;
    const outputs = layerOutputs(net, weights, example, label);
    const tensors = toTensors(weights);
    const seen: Float32Array[] = [];
    const told = net.label ? {label: tf.cast(tf.oneHot([2], net.label), "float32")} : {};
    forward(net, tensors, tf.tensor(example, [1, ...net.input]), {
      ...told,
      tap: (_, of) => seen.push(of.dataSync() as Float32Array)
    });
    expect(seen.length).toBe(net.layers.length);
    seen.forEach((expected, index) => {
      const given = outputs.of(index);
      expect(given.length).toBe(expected.length);
      const furthest = given.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i])), 0);
      expect([net.layers[index].name, furthest < 2e-4]).toEqual([net.layers[index].name, true]);
    });
    disposeTensors(tensors);
  });

  it("refuses an example or a label that does not fit, and branches", () => {
    const net = conditionalGan("XS").generator;
    const weights = initialise(net, 1);
    expect(() => layerOutputs(net, weights, new Float32Array(3), 1)).toThrow("the example must be [64], got 3 numbers");
    expect(() => layerOutputs(net, weights, new Float32Array(64))).toThrow("needs a label, from 0 to 9");
    const crowd = network({input: [3]}, [layers.branch(), layers.dense(2), layers.branch(), layers.dense(2), layers.choose()]);
    expect(() => layerOutputs(crowd, initialise(crowd, 1), new Float32Array(3))).toThrow("several branches");
  });
});

describe("valueArithmetic(layer, input, weights, at, label)", () => {
  it.each(cases)("comes to the forward's number at every place: %s", (_, net) => {
    const {weights, example} = drawn(net);
    const outputs = layerOutputs(net, weights, example, net.label ? 2 : undefined);
    outputs.network.layers.forEach((layer, index) => {
      const [input, output] = [outputs.of(index - 1), outputs.of(index)];
      // Every value of small layers, some of large ones.
      const stride = Math.max(1, Math.floor(output.length / 97));
      for (let at = 0; at < output.length; at += stride) {
        const made = valueArithmetic(layer, input, outputs.weights, at, outputs.label);
        expect([layer.name, at, Math.abs(made.value - output[at]) < 2e-4]).toEqual([layer.name, at, true]);
        if (made.kind === "sum") expect(made.terms.every(({from, value}) => value === input[from])).toBe(true);
      }
    });
  });

  it("writes a convolution as it is done by hand", () => {
    // 1 2 3     window at row 1, column 0 with padding 1: nothing left of it
    // 4 5 6     kernel  1 10 100 / 1000 …, all taps different
    // 7 8 9
    const net = network({input: [3, 3, 1]}, [layers.conv(1, {kernel: 3})]);
    const [layer] = net.layers;
    const weights = {
      "conv1/kernel": {shape: [3, 3, 1, 1], values: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9)},
      "conv1/bias": {shape: [1], values: Float32Array.of(0.5)}
    };
    const made = valueArithmetic(layer, Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9), weights, 3);
    expect(made).toEqual({
      kind: "sum",
      terms: [
        {from: 0, value: 1, weight: 2},
        {from: 1, value: 2, weight: 3},
        {from: 3, value: 4, weight: 5},
        {from: 4, value: 5, weight: 6},
        {from: 6, value: 7, weight: 8},
        {from: 7, value: 8, weight: 9}
      ],
      bias: 0.5,
      outside: 3,
      value: 2 + 6 + 20 + 30 + 56 + 72 + 0.5
    });
  });

  it("writes a transposed convolution as it is done by hand: stride 2, kernel 2, each output has one input", () => {
    const net = network({input: [2, 2, 1]}, [layers.convTranspose(1, {kernel: 2, stride: 2, bias: false})]);
    const weights = {"convTranspose1/kernel": {shape: [2, 2, 1, 1], values: Float32Array.of(10, 20, 30, 40)}};
    const made = valueArithmetic(net.layers[0], Float32Array.of(1, 2, 3, 4), weights, 2 * 4 + 3);
    expect(made).toEqual({kind: "sum", terms: [{from: 3, value: 4, weight: 20}], bias: null, outside: 0, value: 80});
  });

  it("says where a pooled value, a normalised one and one of a label come from", () => {
    const at = (net: Network, input: number[], place: number, weights: Weights = {}, label: number[] = []) =>
      valueArithmetic(net.layers[0], Float32Array.from(input), weights, place, Float32Array.from(label));
    expect(at(network({input: [2, 2, 1]}, [layers.maxPool(2)]), [1, 7, 3, 5], 0)).toEqual({
      kind: "largest",
      from: [0, 1, 2, 3],
      value: 7
    });
    expect(at(network({input: [2, 2, 1]}, [layers.averagePool(2)]), [1, 7, 3, 5], 0)).toEqual({
      kind: "mean",
      from: [0, 1, 2, 3],
      value: 4
    });
    expect(at(network({input: [1], label: 3}, [layers.concatLabel()]), [9], 2, {}, [0, 1, 0])).toEqual({
      kind: "label",
      class: 1,
      from: [],
      value: 1
    });
    expect(at(network({input: [1, 1, 2]}, [layers.upsample(2)]), [4, 5], 7)).toEqual({kind: "copy", from: [1], value: 5});
    const one = (value: number) => ({shape: [1], values: Float32Array.of(value)});
    const norm = {
      "batchNorm1/gamma": one(3),
      "batchNorm1/beta": one(1),
      "batchNorm1/mean": one(2),
      "batchNorm1/variance": one(4)
    };
    const normalised = at(network({input: [1]}, [layers.batchNorm({epsilon: 5})]), [6], 0, norm);
    expect(normalised).toMatchObject({kind: "normalise", mean: 2, variance: 4, gamma: 3, epsilon: 5, beta: 1, value: 5});
  });

  it("refuses a place that is not there", () => {
    const net = network({input: [2]}, [layers.relu()]);
    expect(() => valueArithmetic(net.layers[0], Float32Array.of(1, 2), {}, 2)).toThrow(
      'layer "relu1" has 2 values, there is no value 2'
    );
  });
});

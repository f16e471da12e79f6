import {describe, expect, it} from "vitest";
import {initialise} from "../../../lib/nn/network/initialise.ts";
import type {Scheme} from "../../../lib/nn/network/initialise.ts";
import {batchNorm, conv, convTranspose, dense, flatten, projection} from "../../../lib/nn/network/layers.ts";
import {checkWeights} from "../../../lib/nn/network/network-weights.ts";
import {network} from "../../../lib/nn/network/network.ts";

const net = network({input: [6, 6, 16], label: 4}, [
  conv(32, {kernel: 3}),
  convTranspose(24, {kernel: 4, stride: 2}),
  batchNorm(),
  flatten(),
  dense(40),
  projection()
]);

function moments(values: Float32Array): {mean: number; deviation: number; largest: number} {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return {mean, deviation, largest: values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)};
}

function kernel(scheme: Scheme, name: string): ReturnType<typeof moments> {
  return moments(initialise(net, 1, scheme)[`${name}/kernel`].values);
}

describe("initialise(network, seed, scheme)", () => {
  it("gives every weight of the network, of its shape", () => {
    for (const scheme of ["dcgan", "he", "glorot", "orthogonal"] as const) {
      expect(() => checkWeights(net, initialise(net, 1, scheme))).not.toThrow();
    }
  });
  it("dcgan: deviation 0.02 around 0, and around 1 for gamma", () => {
    expect(kernel("dcgan", "conv1").deviation).toBeCloseTo(0.02, 3);
    expect(kernel("dcgan", "conv1").mean).toBeCloseTo(0, 3);
    const gamma = moments(initialise(net, 1, "dcgan")["batchNorm1/gamma"].values);
    expect(gamma.mean).toBeCloseTo(1, 1);
    expect(gamma.deviation).toBeGreaterThan(0.01);
  });
  it("he: √(2 / fan in), where a transposed convolution of stride 2 sums a quarter of its kernel", () => {
    expect(kernel("he", "conv1").deviation).toBeCloseTo(Math.sqrt(2 / (9 * 16)), 2);
    expect(kernel("he", "convTranspose1").deviation).toBeCloseTo(Math.sqrt(2 / (4 * 32)), 2);
  });
  it("glorot: uniform within √(6 / (fan in + fan out))", () => {
    const limit = Math.sqrt(6 / (9 * 16 + 9 * 32));
    const {largest, deviation} = kernel("glorot", "conv1");
    expect(largest).toBeLessThanOrEqual(limit);
    expect(largest).toBeGreaterThan(0.99 * limit);
    expect(deviation).toBeCloseTo(limit / Math.sqrt(3), 2);
  });
  it.each([
    ["orthogonal columns of a tall kernel", "conv1", 32],
    ["orthogonal columns of a tall dense layer", "dense1", 40],
    ["one row of length 1", "projection1", 1]
  ])("orthogonal: %s", (_, name, columns) => {
    const {values} = initialise(net, 1, "orthogonal")[`${name}/kernel`];
    for (let a = 0; a < columns; a += 7) {
      for (let b = 0; b <= a; b += 7) {
        let product = 0;
        for (let row = 0; row < values.length / columns; row++) product += values[row * columns + a] * values[row * columns + b];
        expect(product).toBeCloseTo(a === b ? 1 : 0, 5);
      }
    }
  });
  it("orthogonal: orthogonal rows of a wide matrix", () => {
    const {values} = initialise(network({input: [3]}, [dense(10)]), 1, "orthogonal")["dense1/kernel"];
    const row = (i: number): number[] => [...values.slice(10 * i, 10 * i + 10)];
    const product = (a: number, b: number): number => row(a).reduce((sum, value, i) => sum + value * row(b)[i], 0);
    expect([product(0, 0), product(1, 1), product(0, 1), product(1, 2)].map((x) => Math.round(x * 1e5) / 1e5 + 0)).toEqual([
      1, 1, 0, 0
    ]);
  });
  it("starts biases, beta and mean at 0, variance at 1, and gamma at 1 but in dcgan", () => {
    const weights = initialise(net, 1, "he");
    const distinct = (name: string): number[] => [...new Set(weights[name].values)];
    expect(["conv1/bias", "batchNorm1/beta", "batchNorm1/mean", "batchNorm1/variance", "batchNorm1/gamma"].map(distinct)).toEqual(
      [[0], [0], [0], [1], [1]]
    );
  });
  it("gives the same numbers for the same seed and name, whatever else the network has", () => {
    const other = network({input: [6, 6, 16]}, [conv(32, {kernel: 3}), flatten(), dense(1)]);
    expect(initialise(other, 1, "he")["conv1/kernel"]).toEqual(initialise(net, 1, "he")["conv1/kernel"]);
    expect(initialise(net, 2, "he")["conv1/kernel"]).not.toEqual(initialise(net, 1, "he")["conv1/kernel"]);
  });
});

describe("checkWeights(network, weights)", () => {
  const weights = initialise(net, 1);
  it("refuses weights that are missing, of another shape or count, or of no layer, by name", () => {
    const {"conv1/bias": bias, ...rest} = weights;
    expect(() => checkWeights(net, rest)).toThrow(new RangeError('the weight "conv1/bias" [32] is missing'));
    expect(() => checkWeights(net, {...rest, "conv1/bias": {...bias, shape: [4]}})).toThrow(
      'the weight "conv1/bias" has shape [4], the network needs [32]'
    );
    expect(() => checkWeights(net, {...rest, "conv1/bias": {...bias, values: new Float32Array(4)}})).toThrow(
      'the weight "conv1/bias" has 4 numbers, its shape [32] needs 32'
    );
    expect(() => checkWeights(net, {...weights, "conv9/bias": bias})).toThrow(
      'the weight "conv9/bias" belongs to no layer of the network'
    );
  });
});

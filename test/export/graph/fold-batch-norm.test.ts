import * as tf from "@tensorflow/tfjs-core";
import {beforeAll, describe, expect, it} from "vitest";
import {startCpu} from "../../../lib/backend/cpu.ts";
import {foldBatchNorm} from "../../../lib/export/graph/fold-batch-norm.ts";
import {describeChange} from "../../../lib/export/graph/changes.ts";
import {lower} from "../../../lib/export/graph/lower.ts";
import {runGraph} from "../../../lib/export/graph/run-float.ts";
import {compactDcgan} from "../../../lib/models/dcgan.ts";
import {conditionalGan} from "../../../lib/models/conditional.ts";
import {batchNorm, conv, convTranspose, dense, flatten, maxPool, relu, reshape, zeroPad} from "../../../lib/nn/network/layers.ts";
import type {Layer} from "../../../lib/nn/network/layers.ts";
import {network} from "../../../lib/nn/network/network.ts";
import type {Network} from "../../../lib/nn/network/network.ts";
import {exampleInputs, livelyWeights, reference} from "../networks.ts";

beforeAll(startCpu);

const near = (actual: ArrayLike<number>, expected: readonly number[]): void => {
  const scale = Math.max(1, ...expected.map(Math.abs));
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, i) => expect(Math.abs(actual[i] - value) / scale).toBeLessThan(1e-5));
};

const map = (layers: Layer[]): Network => network({input: [6, 6, 3]}, layers);

describe("foldBatchNorm(network, weights)", () => {
  it.each<[string, Network, string | null]>([
    ["a convolution before it", map([conv(4, {kernel: 3, bias: false}), batchNorm()]), "conv1"],
    ["one with a bias", map([conv(4, {kernel: 3, stride: 2}), batchNorm(), relu()]), "conv1"],
    ["a transposed one", map([convTranspose(4, {kernel: 4, stride: 2, bias: false}), batchNorm()]), "convTranspose1"],
    ["a dense layer", map([flatten(), dense(5), batchNorm()]), "dense1"],
    ["a dense layer through a reshape", map([flatten(), dense(18), reshape([3, 2, 3]), batchNorm(), relu()]), "dense1"],
    ["a dense layer behind it", map([relu(), batchNorm(), flatten(), dense(5)]), "dense1"],
    ["a convolution without padding behind it", map([relu(), batchNorm(), conv(4, {kernel: 3, padding: "valid"})]), "conv1"],
    ["nothing, before a padded convolution", map([relu(), batchNorm(), conv(4, {kernel: 3})]), null],
    ["nothing, between padding and ReLU", map([conv(4, {kernel: 3}), zeroPad(1), batchNorm(), relu()]), null],
    ["nothing, after pooling", map([conv(4, {kernel: 3}), maxPool(2), batchNorm(), relu()]), null]
  ])("folds into %s, and gives the same numbers", (_, net, into) => {
    const weights = livelyWeights(net, 3);
    const folded = foldBatchNorm(net, weights);
    expect(folded.changes.map((change) => change.into)).toEqual([into]);
    expect(folded.network.layers.some(({kind}) => kind === "batchNorm")).toBe(into === null);
    const inputs = exampleInputs(net, 4);
    near(reference(folded.network, folded.weights, inputs), reference(net, weights, inputs));
  });

  it("leaves no batch normalisation in the book's generators, and the given weights alone", () => {
    for (const net of [compactDcgan().generator, conditionalGan("XS").generator]) {
      const weights = livelyWeights(net, 5);
      const before = JSON.stringify(Object.keys(weights));
      const {network: folded} = foldBatchNorm(net, weights);
      expect(folded.layers.some(({kind}) => kind === "batchNorm")).toBe(false);
      expect(JSON.stringify(Object.keys(weights))).toBe(before);
    }
  });

  it("refuses weights that do not fit", () => {
    expect(() => foldBatchNorm(compactDcgan().generator, {})).toThrow('the weight "dense1/kernel" [100, 3136] is missing');
  });
});

describe("lower(network, weights)", () => {
  it("lists what it changed", () => {
    const net = compactDcgan().generator;
    expect(lower(net, livelyWeights(net, 1)).changes.map(describeChange)).toEqual([
      "batchNorm1 folded into dense1",
      "batchNorm2 folded into convTranspose1",
      "relu1 fused into dense1"
    ]);
  });

  it("runs on tfjs for whole batches, and leaves no tensor", () => {
    const net = conditionalGan("XS").generator;
    const weights = livelyWeights(net, 1);
    const {graph} = lower(net, weights);
    const each = [1, 2, 3].map((seed) => exampleInputs(net, seed));
    const inputs = [0, 1].map((i) =>
      tf.tensor(
        each.flatMap((example) => Array.from(example[i])),
        [3, i === 0 ? 64 : 10]
      )
    );
    const seen: string[] = [];
    const [output] = runGraph(graph, inputs, (place) => seen.push(graph.tensors[place].name));
    near(
      output.dataSync(),
      each.flatMap((example) => reference(net, weights, example))
    );
    expect(seen).toEqual(["input", "label", "concatLabel1", "dense1", "reshape1", "relu1", "upsample1", "relu2", "upsample2", "conv2", "output"]); // prettier-ignore
    tf.dispose([output, ...inputs]);
    expect(tf.memory().numTensors).toBe(0);
  });

  it("names a layer that no operator can do", () => {
    const net = map([convTranspose(4, {kernel: 5, stride: 2, padding: 1})]);
    expect(() => lower(net, livelyWeights(net, 1))).toThrow(
      "convTranspose1: no operator does a transposed convolution with kernel 5 × 5, stride 2 × 2, padding 1"
    );
  });
});

import * as tf from "@tensorflow/tfjs-core";
import {beforeAll, describe, expect, it} from "vitest";
import {startCpu} from "../../../lib/backend/cpu.ts";
import {describeChange, savingOf} from "../../../lib/export/graph/changes.ts";
import {lower} from "../../../lib/export/graph/lower.ts";
import {runGraph} from "../../../lib/export/graph/run-float.ts";
import {compactDcgan, distyleGenerator, kerasGan} from "../../../lib/models/dcgan.ts";
import {conditionalGan} from "../../../lib/models/conditional.ts";
import {dense, dropout, flatten, relu, reshape} from "../../../lib/nn/network/layers.ts";
import {network} from "../../../lib/nn/network/network.ts";
import {exampleInputs, livelyWeights, reference} from "../networks.ts";

beforeAll(startCpu);

const changesOf = (net: Parameters<typeof lower>[0]) => lower(net, livelyWeights(net, 1)).changes;

describe("lower(network, weights).changes", () => {
  it("lists what was folded and fused: NXP's generator", () => {
    expect(changesOf(kerasGan().generator)).toEqual([
      {kind: "folded", layer: "batchNorm1", into: "conv1"},
      {kind: "folded", layer: "batchNorm2", into: "conv2"},
      {kind: "fused", layer: "relu1", into: "dense1"},
      {kind: "fused", layer: "relu2", into: "conv1"},
      {kind: "fused", layer: "relu3", into: "conv2"}
    ]);
  });

  it("lists what was left out, and what had to stay and why: its discriminator", () => {
    const words = changesOf(kerasGan().discriminator).map(describeChange);
    expect(words.filter((line) => line.includes("stays"))).toEqual([
      "batchNorm1 stays: neither neighbour is a layer with a kernel that could take it over"
    ]);
    expect(words).toContain("dropout1 left out: it does nothing at inference");
    expect(words).toContain("batchNorm2 folded into conv3");
  });

  it("does not fuse a ReLU into a transposed convolution, for older interpreters' sake", () => {
    expect(changesOf(compactDcgan().generator).map(describeChange)).toEqual([
      "batchNorm1 folded into dense1",
      "batchNorm2 folded into convTranspose1",
      "relu1 fused into dense1"
    ]);
  });

  it("leaves out reshaping to the same shape, and divides kernels by their norm", () => {
    const net = network({input: [4]}, [flatten(), dense(6, {spectralNorm: true}), reshape([6]), relu(), dropout(0.5)]);
    expect(changesOf(net).map(describeChange)).toEqual([
      "dense1: its kernel divided by its norm",
      "flatten1 left out: the shape is the same already",
      "reshape1 left out: the shape is the same already",
      "dropout1 left out: it does nothing at inference",
      "relu1 fused into dense1"
    ]);
  });

  it.each([
    ["compact", compactDcgan().generator],
    ["Keras-GAN", kerasGan().generator],
    ["Keras-GAN's discriminator", kerasGan().discriminator],
    ["conditional S", conditionalGan("S").generator],
    ["DiStyleGAN", distyleGenerator()]
  ])("changes no number by more than 1e-5: %s", (_, net) => {
    const weights = livelyWeights(net, 1);
    const {graph} = lower(net, weights);
    for (const seed of [2]) {
      const inputs = exampleInputs(net, seed);
      const tensors = graph.inputs.map((place, i) => tf.tensor(inputs[i], graph.tensors[place].shape));
      const [output] = runGraph(graph, tensors);
      const values = output.dataSync();
      tf.dispose([output, ...tensors]);
      const expected = reference(net, weights, inputs);
      const scale = Math.max(1, ...expected.map(Math.abs));
      expected.forEach((value, i) => expect(Math.abs(values[i] - value) / scale).toBeLessThan(1e-5));
    }
    expect(tf.memory().numTensors).toBe(0);
  });
});

describe("savingOf(network, graph)", () => {
  it("counts layers and operators, and the numbers to store", () => {
    const net = kerasGan().generator;
    // 4 · (128 + 64) numbers of batch normalisation are gone; every convolution had its biases.
    expect(savingOf(net, lower(net, livelyWeights(net, 1)).graph)).toEqual({
      layers: 13,
      operators: 8,
      parameters: {before: 856_193, after: 856_193 - 4 * (128 + 64)}
    });
  });
});

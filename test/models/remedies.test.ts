import {describe, expect, it} from "vitest";
import {compactDcgan} from "../../lib/models/dcgan.ts";
import {conditionalGan} from "../../lib/models/conditional.ts";
import {pointGan} from "../../lib/models/point-gan.ts";
import {
  generatorOf,
  mixingLayer,
  mixtureOf,
  packed,
  severalGenerators,
  withMinibatchDeviation,
  withSpectralNorm
} from "../../lib/models/remedies.ts";
import {lower} from "../../lib/export/graph/lower.ts";
import {forward} from "../../lib/nn/network/forward.ts";
import {initialise} from "../../lib/nn/network/initialise.ts";
import {branch, choose, dense} from "../../lib/nn/network/layers.ts";
import type {Layer} from "../../lib/nn/network/layers.ts";
import {toTensors} from "../../lib/nn/network/network-weights.ts";
import {network, outputShapeOf} from "../../lib/nn/network/network.ts";
import {plainForward} from "../../lib/nn/network/plain-forward.ts";
import {readWeights, writeWeights} from "../../lib/nn/files/weights-file.ts";
import {checkSettings, packingOf} from "../../lib/training/step/settings.ts";
import {disposeState, startState} from "../../lib/training/step/state.ts";
import {trainStep} from "../../lib/training/step/step.ts";
import {tf} from "../nn/tfjs.ts";

describe("packed(gan, packing)", () => {
  it("widens the input of D, and nothing else", () => {
    const gan = packed(compactDcgan(), 3);
    expect(gan.discriminator.input).toEqual([28, 28, 3]);
    expect(gan.generator).toEqual(compactDcgan().generator);
    expect(packingOf(gan)).toBe(3);
    expect(packed(pointGan(), 4).discriminator).toEqual(pointGan({packing: 4}).discriminator);
    expect(packed(pointGan(), 1)).toEqual(pointGan());
  });
  it("refuses labels and what is no number of examples", () => {
    expect(() => packed(conditionalGan("XS"), 2)).toThrow("packing does not go with labels");
    expect(() => packed(pointGan(), 0)).toThrow("packing must be a whole number from 1, got 0");
  });
});

describe("withSpectralNorm(gan), withMinibatchDeviation(gan, group)", () => {
  it("change D alone; layers keep their names, and weights of the same shape their start", () => {
    const plain = initialise(compactDcgan().discriminator, 1);
    const spectral = withSpectralNorm(compactDcgan());
    expect(spectral.generator).toEqual(compactDcgan().generator);
    const start = initialise(spectral.discriminator, 1);
    for (const name of Object.keys(plain)) expect(start[name]).toEqual(plain[name]);
    const added = Object.keys(start).filter((name) => !(name in plain));
    expect(added).toEqual(["conv1/direction", "conv2/direction", "dense1/direction"]);
    const direction = start["conv2/direction"].values;
    expect(Math.hypot(...direction)).toBeCloseTo(1, 6);

    const deviating = withMinibatchDeviation(compactDcgan(), 4);
    expect(deviating.discriminator.layers.at(-2)).toMatchObject({kind: "minibatchDeviation", group: 4, outputShape: [3137]});
    expect(outputShapeOf(deviating.discriminator)).toEqual([1]);
  });
  it("may be combined", () => {
    const gan = withSpectralNorm(withMinibatchDeviation(packed(pointGan(), 2)));
    expect(gan.discriminator.layers.map(({kind}) => kind)).toEqual([
      "dense", "leakyRelu", "dense", "leakyRelu", "minibatchDeviation", "dense"
    ]); // prettier-ignore
  });
});

describe("severalGenerators(gan, count), mixtureOf(generators), generatorOf(several, order)", () => {
  const stored = (seed: number, net = pointGan().generator) => ({network: net, weights: initialise(net, seed, "he")});
  const noise = (values: number[]) => ({shape: [values.length / 3, 3], values: Float32Array.from(values)});

  it("give what the generator makes that the last number of noise chooses, each for one part in count", () => {
    const apart = [stored(1), stored(2), stored(3)];
    const mixed = mixtureOf(apart);
    // A third of N(0, 1) lies below −0.43, a third above 0.43.
    const input = noise([0.3, -1, -0.5, 0.3, -1, 0.1, 0.3, -1, 0.5]);
    const {values} = plainForward(mixed.network, mixed.weights, input);
    const own = apart.flatMap(({network, weights}) => [
      ...plainForward(network, weights, {shape: [1, 2], values: Float32Array.of(0.3, -1)}).values
    ]);
    expect([...values]).toEqual(own);
    const tensors = toTensors(mixed.weights);
    const {output} = forward(mixed.network, tensors, tf.tensor(input.values, [3, 3]));
    output.dataSync<"float32">().forEach((value, i) => expect(value).toBeCloseTo(own[i], 5));
    tf.dispose([tensors, output]);
    for (const [order, {weights}] of apart.entries()) {
      const {network, weights: again} = generatorOf(mixed, order);
      expect(network.input).toEqual([2]);
      expect(Object.values(again)).toEqual(Object.values(weights));
    }
    expect(readWeights(writeWeights({networks: {generator: mixed}})).networks.generator).toEqual(mixed);
    expect(() => lower(mixed.network, mixed.weights)).toThrow("take one of them out by generatorOf");
  });

  it("share one D: each learns from its own examples alone, and noise of one leaves the others as they are", async () => {
    const gan = severalGenerators(pointGan({generatorHidden: [4], discriminatorHidden: [4]}), 2);
    expect(gan.generator.input).toEqual([3]);
    const state = startState(gan, 1, "he");
    const rate = {learningRate: 0.01};
    const draw = (_: string, count: number) => Float32Array.from({length: count}, (_, i) => (i % 3 === 2 ? 1 : Math.sin(i)));
    const before = tf.memory().numTensors;
    await trainStep(
      state,
      () => ({real: tf.ones([8, 2])}),
      {loss: "nonSaturating", generator: rate, discriminator: rate, draw},
      (phase, {generatorGradients}) => {
        if (phase !== "judge") return;
        const norm = (name: string) => Math.hypot(...generatorGradients[name].dataSync());
        expect([norm("g1-dense1/kernel"), norm("g1-dense2/bias")]).toEqual([0, 0]);
        expect(norm("g2-dense1/kernel")).toBeGreaterThan(0);
      }
    );
    expect(tf.memory().numTensors).toBe(before);
    disposeState(state);
  });

  it("refuse what cannot stand side by side", () => {
    expect(() => severalGenerators(pointGan(), 1)).toThrow("several generators are a whole number from 2 to 16, got 1");
    expect(() => mixtureOf([stored(1)])).toThrow("several generators are two or more, got 1");
    expect(() => mixtureOf([stored(1), stored(1, pointGan({latent: 3}).generator)])).toThrow(
      "take the same noise and labels, got [2] and [3]"
    );
    expect(() => generatorOf(mixtureOf([stored(1), stored(2)]), 2)).toThrow("there is no generator 2; the network has 2, from 0");
    const layers =
      (...all: Layer[]) =>
      () =>
        network({input: [3]}, all);
    expect(layers(dense(2), branch())).toThrow("the first layer of a network of branches must be branch()");
    expect(layers(branch(), dense(2), choose())).toThrow("chooses between branches, but there are not two before it");
    expect(layers(branch(), dense(2), branch(), dense(3), choose())).toThrow("branches give [2] and [3]");
    expect(layers(branch(), dense(2), branch(), dense(2))).toThrow("needs choose() after the last of them");
    expect(() => network({input: [1]}, [branch()])).toThrow("needs two numbers or more");
  });
});

describe("mixingLayer(discriminator)", () => {
  it("finds the layer that a gradient penalty cannot go with", () => {
    expect(mixingLayer(pointGan().discriminator)).toBeUndefined();
    const {generator, discriminator} = withMinibatchDeviation(pointGan());
    const rate = {learningRate: 1e-3};
    const settings = {loss: "wasserstein", generator: rate, discriminator: rate, gradientPenalty: 10} as const;
    expect(() => checkSettings(settings, {generator, discriminator})).toThrow(
      'D\'s layer "minibatchDeviation1" mixes the examples of a batch'
    );
  });
});

import {afterAll, describe, expect, it} from "vitest";
import {pointSet} from "../../lib/data/points.ts";
import {countModes} from "../../lib/metrics/modes.ts";
import {conditionalGan} from "../../lib/models/conditional.ts";
import {compactDcgan} from "../../lib/models/dcgan.ts";
import type {Gan} from "../../lib/models/gan.ts";
import {pointGan} from "../../lib/models/point-gan.ts";
import {forward} from "../../lib/nn/network/forward.ts";
import {initialise} from "../../lib/nn/network/initialise.ts";
import {concatLabel, dense, minibatchDeviation, projection} from "../../lib/nn/network/layers.ts";
import {network, outputShapeOf} from "../../lib/nn/network/network.ts";
import type {Network} from "../../lib/nn/network/network.ts";
import {toTensors} from "../../lib/nn/network/network-weights.ts";
import {random} from "../../lib/random.ts";
import type {OwnStep} from "../../lib/training/step/game.ts";
import type {StepSettings} from "../../lib/training/step/settings.ts";
import {disposeState, startState, storeState} from "../../lib/training/step/state.ts";
import {trainStep} from "../../lib/training/step/step.ts";
import {numbers} from "../fixtures/gan.ts";
import {tf} from "../nn/tfjs.ts";
import {labelled, tiny} from "../training/tiny-gan.ts";
import {settings} from "../training/tiny.ts";
import {chapterCells} from "./chapter-cells.ts";

// What stands in a chapter as code is held against what lib computes.

/** All weights of a GAN after three steps: the usual step, or one of a chapter. */
async function trained(gan: Gan, change: Partial<StepSettings>, own?: OwnStep): Promise<number[]> {
  const state = startState(gan, 3, "he");
  const labels = gan.discriminator.label === undefined ? {} : {labels: [0, 1, 2, 1]};
  for (let step = 0; step < 3; step++) {
    const shape = [4, ...outputShapeOf(gan.generator)];
    const source = () => ({real: tf.tensor(numbers(step, shape.reduce((a, b) => a * b), 1), shape), ...labels}); // prettier-ignore
    await trainStep(state, source, {...settings, ...change}, undefined, own);
  }
  const {generator, discriminator} = await storeState(state);
  disposeState(state);
  return [generator, discriminator].flatMap(({weights}) => Object.values(weights).flatMap(({values}) => [...values]));
}

function worst(actual: readonly number[], expected: readonly number[]): number {
  expect(actual.length).toBe(expected.length);
  return actual.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0);
}

/** What a network is made of, without the names. */
const layers = ({input, label, layers}: Network) => ({input, label, layers: layers.map((layer) => ({...layer}))});

describe("the step that stands in a chapter is that of lib:", () => {
  it.each([
    ["gan-training", pointGan({generatorHidden: [8], discriminatorHidden: [8]}), {}],
    ["gan-training", tiny({norm: true}), {}],
    ["dcgan", tiny({norm: true}), {targets: {real: 0.9}}],
    ["cgan", labelled({rate: 0.25}), {}],
    ["mode-collapse", pointGan({generatorHidden: [8], discriminatorHidden: [8], packing: 4}), {}]
  ] as [string, Gan, Partial<StepSettings>][])("%s", async (chapter, gan, change) => {
    const [cell, name] = chapter === "mode-collapse" ? ["packing", "packedStep"] : ["step", "step"];
    const {[name]: step} = (await chapterCells(chapter)(cell)).names;
    expect(worst(await trained(gan, change, step as OwnStep), await trained(gan, change))).toBeLessThan(2e-5);
  });
});

it("the rule by which modes are counted is that of lib", async () => {
  const {countModes: count} = (await chapterCells("mode-collapse")("counting")).names as {
    countModes: (points: number[][], centres: unknown, sigma: number, within?: number, least?: number) => unknown;
  };
  const {centres, sigma} = pointSet("ring");
  const values = pointSet("ring")
    .batch(100, random(1))
    .images.map((value, i) => (i % 7 === 0 ? value + 0.05 : value));
  const points = Array.from({length: 100}, (_, i) => [values[2 * i], values[2 * i + 1]] as number[]);
  for (const [within, least] of [
    [3, 1],
    [1, 3],
    [10, 20]
  ] as const) {
    // prettier-ignore
    const {captured, highQuality} = countModes({shape: [100, 2], values}, centres, {sigma, within, least});
    expect(count(points, centres, sigma, within, least)).toEqual({captured, highQuality});
  }
});

describe("the networks that stand in a chapter are those of lib:", () => {
  it("dcgan", async () => {
    const dcgan = (await chapterCells("dcgan")("networks")).names["dcgan"] as Gan;
    for (const player of ["generator", "discriminator"] as const)
      expect(layers(dcgan[player])).toEqual(layers(compactDcgan()[player]));
  });

  it("cgan", async () => {
    const conditional = (await chapterCells("cgan")("networks")).names["conditional"] as (...channels: number[]) => Gan;
    for (const [size, first, second] of [
      ["XS", 16, 8],
      ["S", 32, 16]
    ] as const)
      // prettier-ignore
      for (const player of ["generator", "discriminator"] as const)
        expect(layers(conditional(first, second)[player])).toEqual(layers(conditionalGan(size)[player]));
  });
});

describe("a layer that stands in a chapter is that of lib:", () => {
  const scope: InstanceType<typeof tf.Tensor>[] = [];
  const held = <T extends InstanceType<typeof tf.Tensor>>(tensor: T): T => (scope.push(tensor), tensor);
  afterAll(() => tf.dispose(scope));
  const labels = held(tf.tensor2d([0, 0, 1, 1, 0, 0], [2, 3]));

  it("batch normalisation (dcgan)", async () => {
    const {normalise} = (await chapterCells("dcgan")("normalise")).names as {
      normalise: (x: number[], gamma?: number, beta?: number, epsilon?: number) => number[];
    };
    const values = numbers(5, 7, 3);
    const {mean, variance} = tf.moments(held(tf.tensor1d([...values])));
    const expected = tf.batchNorm(held(tf.tensor2d(values, [7, 1])), held(mean), held(variance), 0.5, 1.5, 1e-5);
    expect(worst(normalise([...values], 1.5, 0.5), [...held(expected).dataSync()])).toBeLessThan(1e-5);
  });

  it("minibatch deviation (mode-collapse)", async () => {
    const {withDeviation} = (
      await chapterCells("mode-collapse")("minibatch-deviation", {
        sheetOf: () => ({shape: [2, 784], values: new Float32Array(1568)})
      })
    ).names as {withDeviation: (h: unknown) => InstanceType<typeof tf.Tensor>};
    const h = held(tf.tensor2d(numbers(2, 12, 1), [4, 3]));
    const net = network({input: [3]}, [minibatchDeviation()]);
    const expected = held(forward(net, {[`${net.layers[0]!.name}/mean`]: held(tf.zeros([1]))}, h, {training: true}).output);
    expect(worst([...held(withDeviation(h)).dataSync()], [...expected.dataSync()])).toBeLessThan(1e-6);
  });

  it("the label beside the noise, and the projection (cgan)", async () => {
    type Layer = (x: unknown, labels: unknown, weights?: unknown) => InstanceType<typeof tf.Tensor>;
    const cells = chapterCells("cgan");
    const {joined} = (await cells("joined")).names as {joined: Layer};
    const {projected} = (await cells("projected")).names as {projected: Layer};
    const x = held(tf.tensor2d(numbers(1, 8, 1), [2, 4]));
    for (const [end, of] of [
      [concatLabel(), () => joined(x, labels)],
      [
        projection(),
        (weights: Record<string, unknown>) => {
          const [w, b, e] = ["kernel", "bias", "embedding"].map((role) => weights[`projection1/${role}`]);
          return projected(x, labels, {w, b, e});
        }
      ]
    ] as const) {
      // prettier-ignore
      const net = network({input: [4], label: 3}, end.kind === "concatLabel" ? [end] : [dense(4, {name: "same"}), end]);
      const weights = toTensors(initialise(net, 1, "he"));
      if ("same/kernel" in weights) {
        weights["same/kernel"]!.dispose();
        weights["same/kernel"] = tf.eye(4);
      }
      const expected = held(forward(net, weights, x, {label: labels}).output);
      expect(worst([...held(of(weights)).dataSync()], [...expected.dataSync()])).toBeLessThan(1e-6);
      tf.dispose(weights);
    }
  });
});

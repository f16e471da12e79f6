import {describe, expect, it} from "vitest";
import {compactDcgan, kerasGan} from "../../lib/models/dcgan.ts";
import type {Gan} from "../../lib/models/gan.ts";
import type {Conditioning} from "../../lib/models/conditional.ts";
import {
  auxiliary,
  concatLabel,
  conv,
  dense,
  flatten,
  leakyRelu,
  minibatchDeviation,
  projection
} from "../../lib/nn/network/layers.ts";
import {trainableNames} from "../../lib/nn/network/network-weights.ts";
import type {TensorWeights} from "../../lib/nn/network/network-weights.ts";
import {network, weightSpecs} from "../../lib/nn/network/network.ts";
import {summary} from "../../lib/nn/network/summary.ts";
import {random} from "../../lib/random.ts";
import {layerOf} from "../../lib/training/step/measure.ts";
import type {OptimiserSettings} from "../../lib/training/step/optimisers.ts";
import {disposeState, startPlayer} from "../../lib/training/step/state.ts";
import type {GanState, Player} from "../../lib/training/step/state.ts";
import type {StepSettings} from "../../lib/training/step/settings.ts";
import {trainStep} from "../../lib/training/step/step.ts";
import {fixtureWeights, gan as fixtures, numbers, pictureOf} from "../fixtures/gan.ts";
import type {FixtureStep, FixtureSteps, Picture} from "../fixtures/gan.ts";
import {tf} from "./wasm.ts";
import {tinyGenerator} from "./tiny-gan.ts";

/** Largest difference, relative to the size of what is compared: of a gradient's values, to their root mean square. */
const TOLERANCE = 2e-4;

/** 4 × 4 pixels: the network on which other settings are compared. */
function tinyGan(spectralNorm = false): Gan {
  return {
    name: "tiny",
    source: "gan.py",
    generator: tinyGenerator(),
    discriminator: network({input: [4, 4, 1]}, [
      conv(4, {kernel: 3, stride: 2, spectralNorm}),
      leakyRelu(),
      flatten(),
      dense(1, {spectralNorm})
    ])
  };
}

/** The same with a D that sees how much the examples of a batch differ, in pairs on maps and all of them on features. */
function deviatingGan(): Gan {
  return {
    ...tinyGan(),
    discriminator: network({input: [4, 4, 1]}, [
      conv(4, {kernel: 3, stride: 2}),
      leakyRelu(),
      minibatchDeviation({group: 2}),
      flatten(),
      minibatchDeviation(),
      dense(1)
    ])
  };
}

/** The same with three classes, and a D that meets them in one of three ways. */
function conditionalTiny(kind: Conditioning): Gan {
  const head = {projection: [projection()], concatenation: [concatLabel(), dense(1)], auxiliary: [auxiliary(3)]};
  return {
    name: "tiny",
    source: "gan.py",
    generator: tinyGenerator(3),
    discriminator: network({input: [4, 4, 1], ...(kind !== "auxiliary" && {label: 3})}, [
      conv(4, {kernel: 3, stride: 2}),
      leakyRelu(),
      flatten(),
      ...head[kind]
    ])
  };
}

function close(actual: number, expected: number, what: string, scale = Math.abs(expected)): void {
  const difference = Math.abs(actual - expected);
  expect(difference, `${what}: ${actual} instead of ${expected}`).toBeLessThanOrEqual(TOLERANCE * scale + 1e-6);
}

function closePicture(actual: Picture, expected: Picture, what: string, least = 0.1): void {
  close(actual.norm, expected.norm, `norm of ${what}`);
  close(actual.sum, expected.sum, `sum of ${what}`, expected.norm * Math.sqrt(100));
  for (const [i, value] of expected.values.entries())
    close(actual.values[i], value, `${what}, value ${i}`, Math.max(Math.abs(value), least));
}

/**
 * Biases right before a batch normalisation have no gradient but rounding, which Adam blows up to its full rate: free within
 * that.
 */
function closeWeights(player: Player, expected: Picture[], gradients: Picture[], rate: number): void {
  const trainable = trainableNames(player.network);
  for (const [order, {name}] of weightSpecs(player.network).entries()) {
    const actual = pictureOf(player.weights[name].dataSync<"float32">());
    if (gradients[trainable.indexOf(name)]?.norm < 1e-12) {
      for (const [i, value] of expected[order].values.entries()) {
        expect(Math.abs(actual.values[i] - value), name).toBeLessThanOrEqual(2.01 * rate);
      }
    } else closePicture(actual, expected[order], name);
  }
}

/** The gradients themselves: norm, sum and values. */
function closeGradients({network, weights}: Player, gradients: TensorWeights, expected: Picture[]): void {
  for (const [order, name] of trainableNames(network).entries()) {
    const actual = pictureOf(gradients[name].dataSync<"float32">());
    const {norm} = expected[order];
    if (norm < 1e-12) close(actual.norm, 0, `gradient of ${name}`, 0.01);
    else closePicture(actual, expected[order], `gradient of ${name}`, norm / Math.sqrt(weights[name].size));
  }
}

async function compare({generator, discriminator}: Gan, fixture: FixtureSteps): Promise<void> {
  const state: GanState = {
    generator: startPlayer(generator, fixtureWeights(generator, 100)),
    discriminator: startPlayer(discriminator, fixtureWeights(discriminator, 200)),
    step: 0,
    seed: "fixture"
  };
  for (const [step, expected] of fixture.steps.entries()) await compareStep(state, fixture, expected, step);
  disposeState(state);
}

/** Tags of the numbers that gan.py draws for each purpose. */
const TAGS: Record<string, number> = {noise: 1000, "noise again": 1001, "noise 2": 1003};

async function compareStep(state: GanState, fixture: FixtureSteps, expected: FixtureStep, step: number): Promise<void> {
  const {batch, loss, targets, reuseNoise, rates, sgd, places, labels, auxiliary: weight, unrolled} = fixture;
  const shape = state.discriminator.network.input;
  const real = (round: number) =>
    tf.tensor(numbers(1002 + 3 * round + 10 * step, batch * shape[0] * shape[1], 1), [batch, ...shape]);
  const optimiser = (learningRate: number): OptimiserSettings => ({optimiser: sgd ? "sgd" : "adam", learningRate});
  const settings: StepSettings = {
    loss,
    targets,
    generator: optimiser(rates[0]),
    discriminator: optimiser(rates[1]),
    reuseNoise,
    unrolled,
    ...(labels && {labels: labels[1]}),
    ...(weight !== null && {auxiliary: weight}),
    ...(places.length > 0 && {gradientPenalty: 10, discriminatorSteps: places.length}),
    draw: (purpose: string, count: number) => numbers(TAGS[purpose] + 10 * step, count, Math.sqrt(3))
  };
  const last = Math.max(0, places.length - 1);
  const report = await trainStep(
    state,
    (round) => ({real: real(round), ...(labels && {labels: labels[0]})}),
    settings,
    (phase, context) => {
      const {tensors, round} = context;
      if (phase === "generate" && round === last)
        closePicture(pictureOf(tensors.fake!.dataSync<"float32">()), expected.fake, "the generated images");
      if (phase === (places.length > 0 ? "penalise" : "judge fake") && round === last)
        closeGradients(state.discriminator, context.discriminatorGradients, expected.discriminatorGradients);
      if (phase === "judge") {
        closeGradients(state.generator, context.generatorGradients, expected.generatorGradients);
        const {norm} = expected.fakeGradient;
        const actual = pictureOf(tensors.fakeGradient!.dataSync<"float32">());
        closePicture(actual, expected.fakeGradient, "gradient of the images", norm / Math.sqrt(tensors.fakeGradient!.size));
      }
    }
  );
  close(report.realLoss, expected.realLoss, "loss on real images");
  close(report.fakeLoss, expected.fakeLoss, "loss on generated images");
  close(report.generatorLoss, expected.generatorLoss, "loss of G");
  const {realLoss = NaN, fakeLoss = NaN, generatorLoss = NaN} = report.classes ?? {};
  for (const [i, value] of expected.classLosses.entries())
    close([realLoss, fakeLoss, generatorLoss][i], value, "loss of the classes");
  expect(report.classes !== undefined).toBe(expected.classLosses.length > 0);
  close(report.penalty ?? 0, expected.penalty, "penalty");
  closeNorms(state.discriminator, report.discriminatorNorms, expected.discriminatorGradients);
  closeNorms(state.generator, report.generatorNorms, expected.generatorGradients);
  closeWeights(state.discriminator, expected.discriminator, expected.discriminatorGradients, rates[1]);
  closeWeights(state.generator, expected.generator, expected.generatorGradients, rates[0]);
}

/** The report's norms by layer: of all weights of a layer together. */
function closeNorms({network}: Player, norms: Record<string, number>, expected: Picture[]): void {
  const names = trainableNames(network);
  expect(Object.keys(norms)).toEqual([...new Set(names.map(layerOf))]);
  for (const [layer, norm] of Object.entries(norms)) {
    const parts = expected.filter((_, order) => layerOf(names[order]) === layer).map((picture) => picture.norm);
    close(norm, Math.hypot(...parts), `norm of the gradient of ${layer}`);
  }
}

describe("trainStep(…) gives PyTorch's images, losses, gradients, running statistics and weights after the update", () => {
  it("in two steps of the compact DCGAN, non-saturating with one-sided smoothing", async () => {
    await compare(compactDcgan(), fixtures.compact);
  });
  it("in one step of Keras-GAN without dropout, minimax, the noise used twice", async () => {
    await compare(kerasGan({dropout: 0}), fixtures.keras);
  });
  it("of WGAN-GP, with two turns of D: the penalty's second derivatives too", async () => {
    for (const [round, places] of fixtures.penalty.places.entries()) {
      const source = random("fixture/0").split(round === 0 ? "between" : "between 2");
      for (const place of places) expect(source.uniform()).toBeCloseTo(place, 8);
    }
    await compare(tinyGan(), fixtures.penalty);
  });
  it("in two steps of hinge loss and plain descent", async () => {
    await compare(tinyGan(), fixtures.hinge);
  });
  it("in two steps of minimax with two-sided smoothing, D twice as fast as G", async () => {
    await compare(tinyGan(), fixtures.smoothed);
  });
  it.each(["projection", "concatenation", "auxiliary"] as const)(
    "in two steps of a conditional GAN whose D has: %s",
    async (kind) => {
      await compare(conditionalTiny(kind), fixtures[kind]);
    }
  );
  it("in two steps with spectral normalisation, whose directions move on in D's turn alone", async () => {
    await compare(tinyGan(true), fixtures.spectral);
  });
  it("in two steps of a D with minibatch standard deviation, in groups and of all", async () => {
    await compare(deviatingGan(), fixtures.deviation);
  });
  it("in two steps with D unrolled five times through Adam, and once through plain descent", async () => {
    await compare(tinyGan(), fixtures.unrolled);
    await compare(tinyGan(), fixtures.unrolledOnce);
  });
  it("in one step of least squares and plain descent", async () => {
    await compare(tinyGan(), fixtures.leastSquares);
  });
});

describe("the networks of the fixtures", () => {
  it.each([
    ["compact", compactDcgan(), fixtures.compact],
    ["keras", kerasGan(), fixtures.keras],
    ["tiny", tinyGan(), fixtures.penalty]
  ] as const)("train as many parameters in PyTorch: %s", (_, {generator, discriminator}, {trained}) => {
    expect({generator: summary(generator).trainable, discriminator: summary(discriminator).trainable}).toEqual(trained);
  });
});

import {describe, expect, it} from "vitest";
import {compactDcgan} from "../../lib/models/compact-dcgan.ts";
import type {Gan} from "../../lib/models/gan.ts";
import {kerasGan} from "../../lib/models/keras-gan.ts";
import {trainableNames} from "../../lib/nn/network-weights.ts";
import {weightSpecs} from "../../lib/nn/network.ts";
import {summary} from "../../lib/nn/summary.ts";
import {disposeState, startPlayer} from "../../lib/training/state.ts";
import type {GanState, Player} from "../../lib/training/state.ts";
import {trainStep} from "../../lib/training/step.ts";
import {fixtureWeights, gan as fixtures, numbers, pictureOf} from "../fixtures/gan.ts";
import type {FixtureStep, FixtureSteps, Picture} from "../fixtures/gan.ts";
import {tf} from "./wasm.ts";

/** Largest difference, relative to the size of what is compared. */
const TOLERANCE = 2e-4;

function close(actual: number, expected: number, what: string, scale = Math.abs(expected)): void {
  const difference = Math.abs(actual - expected);
  expect(difference, `${what}: ${actual} instead of ${expected}`).toBeLessThanOrEqual(TOLERANCE * scale + 1e-6);
}

function closePicture(actual: Picture, expected: Picture, what: string): void {
  close(actual.norm, expected.norm, `norm of ${what}`);
  close(actual.sum, expected.sum, `sum of ${what}`, expected.norm * Math.sqrt(100));
  for (const [i, value] of expected.values.entries())
    close(actual.values[i], value, `${what}, value ${i}`, Math.max(Math.abs(value), 0.1));
}

/**
 * Biases right before a batch normalisation have no gradient but rounding, which Adam blows up to its full rate: free within
 * that.
 */
function closeWeights(player: Player, expected: Picture[], gradients: number[], rate: number): void {
  const trainable = trainableNames(player.network);
  for (const [order, {name}] of weightSpecs(player.network).entries()) {
    const actual = pictureOf(player.weights[name].dataSync<"float32">());
    if (gradients[trainable.indexOf(name)] < 1e-12) {
      for (const [i, value] of expected[order].values.entries()) {
        expect(Math.abs(actual.values[i] - value), name).toBeLessThanOrEqual(2.01 * rate);
      }
    } else closePicture(actual, expected[order], name);
  }
}

function closeGradients(player: Player, gradients: Record<string, {norm: number}>, expected: number[]): void {
  for (const [order, name] of trainableNames(player.network).entries()) {
    close(gradients[name].norm, expected[order], `gradient of ${name}`, Math.max(expected[order], 0.01));
  }
}

function norms(gradients: Record<string, InstanceType<typeof tf.Tensor>>): Record<string, {norm: number}> {
  return Object.fromEntries(
    Object.entries(gradients).map(([name, g]) => [name, {norm: pictureOf(g.dataSync<"float32">()).norm}])
  );
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

async function compareStep(state: GanState, fixture: FixtureSteps, expected: FixtureStep, step: number): Promise<void> {
  const {batch, loss, realTarget, reuseNoise, rates} = fixture;
  const real = tf.tensor(numbers(1002 + 10 * step, batch * 784, 1), [batch, 28, 28, 1]);
  const settings = {
    loss,
    targets: {real: realTarget},
    generator: {learningRate: rates[0]},
    discriminator: {learningRate: rates[1]},
    reuseNoise,
    draw: (purpose: string, count: number) => numbers((purpose === "noise" ? 1000 : 1001) + 10 * step, count, Math.sqrt(3))
  };
  const report = await trainStep(state, {real}, settings, (phase, {tensors, discriminatorGradients, generatorGradients}) => {
    if (phase === "generate") closePicture(pictureOf(tensors.fake.dataSync<"float32">()), expected.fake, "the generated images");
    if (phase === "judge fake")
      closeGradients(state.discriminator, norms(discriminatorGradients), expected.discriminatorGradients);
    if (phase === "judge") {
      closeGradients(state.generator, norms(generatorGradients), expected.generatorGradients);
      close(pictureOf(tensors.fakeGradient.dataSync<"float32">()).norm, expected.fakeGradientNorm, "gradient of the images");
    }
  });
  real.dispose();
  close(report.realLoss, expected.realLoss, "loss on real images");
  close(report.fakeLoss, expected.fakeLoss, "loss on generated images");
  close(report.generatorLoss, expected.generatorLoss, "loss of G");
  closeWeights(state.discriminator, expected.discriminator, expected.discriminatorGradients, rates[1]);
  closeWeights(state.generator, expected.generator, expected.generatorGradients, rates[0]);
}

describe("trainStep(…) gives PyTorch's images, losses, gradients, running statistics and weights after Adam", () => {
  it("in two steps of the compact DCGAN, non-saturating with one-sided smoothing", async () => {
    await compare(compactDcgan(), fixtures.compact);
  });
  it("in one step of Keras-GAN without dropout, minimax, the noise used twice", async () => {
    await compare(kerasGan({dropout: 0}), fixtures.keras);
  });
});

describe("the networks of the fixtures", () => {
  it.each([
    ["compact", compactDcgan(), fixtures.compact],
    ["keras", kerasGan(), fixtures.keras]
  ] as const)("train as many parameters in PyTorch: %s", (_, {generator, discriminator}, {trained}) => {
    expect({generator: summary(generator).trainable, discriminator: summary(discriminator).trainable}).toEqual(trained);
  });
});

import {readFileSync} from "node:fs";
import * as tf from "@tensorflow/tfjs-core";
import {describe, expect, it} from "vitest";
import {pointsAround, pointSet} from "../../lib/data/points.ts";
import {countModes} from "../../lib/metrics/modes.ts";
import {pointGan} from "../../lib/models/point-gan.ts";
import {forward} from "../../lib/nn/network/forward.ts";
import {random} from "../../lib/random.ts";
import {discriminatorLossAt, generatorLossAt, sigmoid, softplus} from "../../lib/training/step/losses.ts";
import type {Loss} from "../../lib/training/step/losses.ts";
import {startAdam, updateAdam} from "../../lib/training/step/optimisers.ts";
import type {OptimiserSettings} from "../../lib/training/step/optimisers.ts";
import {preset} from "../../lib/training/recipes/presets.ts";
import {trainer} from "../../lib/training/run/trainer.ts";
import {PHASES} from "../../lib/training/step/phases.ts";
import {disposeState, loadState, startState, storeState} from "../../lib/training/step/state.ts";
import type {GanState} from "../../lib/training/step/state.ts";
import type {StepSettings} from "../../lib/training/step/settings.ts";
import {trainStep} from "../../lib/training/step/step.ts";
import "../training/wasm.ts";

const chapter = readFileSync(new URL("../../notebooks/gan-training.md", import.meta.url), "utf8");

/** Descends a loss of one logit and gives the probability where it comes to rest. */
function settle(slope: (logit: number) => number): number {
  let logit = 0;
  for (let step = 0; step < 20_000; step++) logit -= 0.1 * slope(logit);
  return sigmoid(logit);
}

describe("what the chapter on GAN training says", () => {
  it("of a D that cannot tell: every loss is the logarithm of two", () => {
    for (const loss of ["minimax", "nonSaturating"] as const)
      for (const real of [true, false]) expect(discriminatorLossAt(loss, real, 0).loss).toBeCloseTo(Math.LN2, 12);
    expect(generatorLossAt("nonSaturating", 0).loss).toBeCloseTo(Math.LN2, 12);
  });

  it("of the value of the finished game: minus the logarithm of four", () => {
    expect(Math.log(0.5) + Math.log(0.5)).toBeCloseTo(-Math.log(4), 12);
  });

  it("of nine phases: the first five are D's turn, the last four G's", () => {
    const used = PHASES.filter(({name}) => name !== "penalise");
    expect(used.map(({turn}) => turn)).toEqual([...Array(5).fill("discriminator"), ...Array(4).fill("generator")]);
  });

  it("of the loss that starves: at −8 a three-thousandth against nearly one; they are equal at 0", () => {
    expect(generatorLossAt("minimax", -8).gradient).toBeCloseTo(-0.00034, 5);
    expect(generatorLossAt("nonSaturating", -8).gradient).toBeCloseTo(-0.99966, 5);
    expect(generatorLossAt("minimax", 0).gradient).toBe(generatorLossAt("nonSaturating", 0).gradient);
  });

  it("of smoothing: with both terms D rests at the target, with the first alone it climbs towards 1", () => {
    expect(settle((logit) => discriminatorLossAt("nonSaturating", true, logit, {real: 0.95}).gradient)).toBeCloseTo(0.95, 6);
    expect(settle((logit) => -0.95 * sigmoid(-logit))).toBeGreaterThan(0.999);
    expect(discriminatorLossAt("nonSaturating", true, 0.3, {real: 0.9}).loss).toBeCloseTo(
      0.9 * softplus(-0.3) + 0.1 * softplus(0.3),
      12
    );
  });
});

describe("its experiment on the loss that starves", () => {
  const gan = pointGan({generatorHidden: [32], discriminatorHidden: [32, 32]});
  const far = pointsAround([[2, 1.5], [3, 1.5]], 0.1); // prettier-ignore
  const headStart = 600;
  const discriminator = {learningRate: 2e-3, beta1: 0.5};
  const draw = random("far away");

  async function train(state: GanState, steps: number, settings: Omit<StepSettings, "discriminator">): Promise<void> {
    for (let step = 0; step < steps; step++) {
      const real = tf.tensor(far.batch(64, draw).images, [64, 2]);
      await trainStep(state, {real}, {...settings, discriminator});
      real.dispose();
    }
  }

  /** Where the middle of G's points is. */
  function middle({generator: {network, weights}}: GanState): [number, number] {
    const source = random("where");
    return tf.tidy(() => {
      const noise = tf.tensor(
        Float32Array.from({length: 400}, () => source.normal()),
        [200, 2]
      );
      return [...tf.mean(forward(network, weights, noise).output, 0).dataSync()] as [number, number];
    });
  }

  it("after a head start of D, G of the non-saturating loss arrives in 50 steps, and G of the minimax loss has hardly moved", async () => {
    for (const words of ["[[2, 1.5], [3, 1.5]], 0.1", "step(600)", "learningRate: 0.02"]) expect(chapter).toContain(words);
    const state = startState(gan, 1, "he");
    await train(state, headStart, {loss: "nonSaturating", generator: {optimiser: "sgd", learningRate: 1e-9}});
    const before = middle(state);
    const stored = await storeState(state);
    disposeState(state);
    const plain: OptimiserSettings = {optimiser: "sgd", learningRate: 0.02};
    const travelled = async (loss: Loss, generator: OptimiserSettings): Promise<number> => {
      const branch = loadState(stored);
      await train(branch, 50, {loss, generator});
      const after = middle(branch);
      disposeState(branch);
      return Math.hypot(after[0] - before[0], after[1] - before[1]);
    };
    expect(await travelled("nonSaturating", plain)).toBeGreaterThan(1.5);
    expect(await travelled("minimax", plain)).toBeLessThan(0.3);
    // With Adam both set out at once.
    const adam = {learningRate: 1e-3, beta1: 0.5};
    expect(await travelled("minimax", adam)).toBeGreaterThan(0.7 * (await travelled("nonSaturating", adam)));
    expect(await travelled("minimax", adam)).toBeGreaterThan(0.5);
  });
});

describe("its exercise on another game", () => {
  it("names the step's own lines, and in that game G comes to the ring: seven islands or more, a fifth of the points within 3 σ", async () => {
    for (const call of ["hinge.discriminator(D(real), D(fake))", "hinge.generator(D(G(noise())))"]) {
      expect(chapter).toContain(`\`${call}\``);
    }
    const data = pointSet("ring");
    const {settings, ...plan} = preset("points");
    const run = trainer(
      {...plan, settings: {...settings, loss: "hinge"}, data, seed: 1},
      {where: "here", backend: "wasm", sampleEvery: 500}
    );
    await run.step(1500);
    const {images} = run.history.value.sheets.at(-1)!;
    run.dispose();
    const {captured, highQuality} = countModes({shape: [images.shape[0], 2], values: images.values}, data.centres, data);
    expect(captured).toBeGreaterThanOrEqual(7);
    expect(highQuality).toBeGreaterThan(0.2);
  });
});

it("what it says of Adam: a weight of tiny slopes moves as far as one of large slopes, and one without slopes stays", () => {
  const weights = {tiny: tf.scalar(1), large: tf.scalar(1), none: tf.scalar(1)};
  const state = startAdam(weights, ["tiny", "large", "none"]);
  const slopes = {tiny: tf.scalar(0.001), large: tf.scalar(1000), none: tf.scalar(0)};
  for (let step = 0; step < 10; step++) updateAdam(weights, slopes, state, {learningRate: 0.01});
  const [tiny, large, none] = Object.values(weights).map((weight) => weight.dataSync()[0]!);
  expect(1 - tiny!).toBeCloseTo(0.1, 4);
  expect(1 - large!).toBeCloseTo(0.1, 4);
  expect(none).toBe(1);
  tf.dispose([weights, slopes, state.mean, state.square]);
});

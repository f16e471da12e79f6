import {describe, expect, it} from "vitest";
import type {OwnStep} from "../../../lib/training/step/game.ts";
import {playSteps} from "../../../lib/training/step/play-steps.ts";
import {disposeState, startState, storeState} from "../../../lib/training/step/state.ts";
import {trainStep} from "../../../lib/training/step/step.ts";
import {numbers} from "../../fixtures/gan.ts";
import {tf} from "../../nn/tfjs.ts";
import {tiny} from "../tiny-gan.ts";
import {images, settings} from "../tiny.ts";

const gan = tiny({norm: true});
const batch = (tag: number) => ({shape: [4, 4, 4, 1], values: Float32Array.from(numbers(tag, 64, 1))});
const ofD: OwnStep = ({G, D, real, noise}) => {
  const fake = G(noise());
  const loss = () => tf.add(tf.mean(tf.softplus(tf.neg(D(real)))), tf.mean(tf.softplus(D(fake)))) as ReturnType<typeof tf.scalar>;
  const {value, grads} = tf.variableGrads(loss, D.weights);
  D.optimiser.applyGradients(grads);
  return {discriminator: value};
};

describe("a few steps from the start", () => {
  it("give the weights and the reports of the usual steps, batch by batch", async () => {
    const state = startState(gan, 7, "he");
    const reports = [];
    for (const tag of [1, 2]) {
      const real = images(tag);
      reports.push(await trainStep(state, {real}, settings));
      real.dispose();
    }
    const {generator, discriminator} = await storeState(state);
    disposeState(state);
    const played = await playSteps({gan, settings, batches: [batch(1), batch(2)], seed: 7});
    expect(played).toEqual({generator: generator.weights, discriminator: discriminator.weights, reports});
  });

  it("give the first weights where there is no batch", async () => {
    const [start, after] = [await playSteps({gan, settings, batches: []}), await playSteps({gan, settings, batches: [batch(1)]})];
    expect(start.reports).toEqual([]);
    expect(Object.keys(start.generator)).toEqual(Object.keys(after.generator));
    expect(start.generator).not.toEqual(after.generator);
  });

  it("are those that the reader wrote, where one is given", async () => {
    const plan = {gan, settings, batches: [batch(1)]};
    const [start, usual, own] = [await playSteps({...plan, batches: []}), await playSteps(plan), await playSteps(plan, ofD)];
    expect(own.generator).toEqual(start.generator);
    expect(own.reports[0]!.discriminatorLoss).toBeCloseTo(2 * usual.reports[0]!.discriminatorLoss, 5);
    const [mine, ours] = [own, usual].map(({discriminator}) => Object.values(discriminator).flatMap(({values}) => [...values]));
    expect(Math.max(...mine!.map((weight, i) => Math.abs(weight - ours![i]!)))).toBeLessThan(1e-5);
  });

  it("leave no tensor behind, also when one fails", async () => {
    await playSteps({gan, settings, batches: [batch(1)]});
    const before = tf.memory().numTensors;
    await playSteps({gan, settings, batches: [batch(1), batch(2)]}, ofD);
    const fails: OwnStep = ({G, noise}) => {
      G(noise());
      throw new RangeError("not like this");
    };
    await expect(playSteps({gan, settings, batches: [batch(1)]}, fails)).rejects.toThrow(new RangeError("not like this"));
    expect(tf.memory().numTensors).toBe(before);
  });
});

import {beforeAll, describe, expect, it} from "vitest";
import {loadGradients} from "../../../lib/backend/gradients.ts";
import type {OwnUpdate} from "../../../lib/training/step/optimisers.ts";
import type {StepSettings} from "../../../lib/training/step/settings.ts";
import {disposeState, startState, storeState} from "../../../lib/training/step/state.ts";
import {trainStep} from "../../../lib/training/step/step.ts";
import {tf} from "../../nn/tfjs.ts";
import {tiny} from "../tiny-gan.ts";
import {images, settings} from "../tiny.ts";

/** Adam as the paper has it, for one weight. */
const adam: OwnUpdate = ({weight, m, v}, gradient, t, {learningRate, beta1, beta2, epsilon}) => {
  const mean = beta1 * m + (1 - beta1) * gradient;
  const square = beta2 * v + (1 - beta2) * gradient ** 2;
  const change = mean / (1 - beta1 ** t) / (Math.sqrt(square / (1 - beta2 ** t)) + epsilon);
  return {weight: weight - learningRate * change, m: mean, v: square};
};

async function trained(change: Partial<StepSettings>): Promise<{numbers: number[]; left: number}> {
  const before = tf.memory().numTensors;
  const state = startState(tiny(), 5, "he");
  for (let i = 0; i < 4; i++) {
    const real = images(100 * i);
    await trainStep(state, {real}, {...settings, ...change});
    real.dispose();
  }
  const {generator, discriminator} = await storeState(state);
  disposeState(state);
  const numbers = [generator, discriminator].flatMap(({weights, adam: {mean, square}}) =>
    [weights, mean, square].flatMap((all) => Object.values(all).flatMap(({values}) => [...values]))
  );
  return {numbers, left: tf.memory().numTensors - before};
}

beforeAll(loadGradients);

describe("an optimiser of the reader's own", () => {
  it("written as Adam, gives Adam's weights and memory, and leaves no tensor", async () => {
    const player = {learningRate: 0.01, beta1: 0.6, beta2: 0.98, epsilon: 1e-6};
    const ours = await trained({generator: player, discriminator: player});
    const own = await trained({generator: {...player, optimiser: adam}, discriminator: {...player, optimiser: adam}});
    own.numbers.forEach((value, i) => expect(Math.abs(value - ours.numbers[i])).toBeLessThan(1e-5));
    expect(own.left).toBe(0);
  });
  it("may remember whatever it likes in its two numbers: plain descent with momentum", async () => {
    const momentum: OwnUpdate = ({weight, m, v}, gradient, t, {learningRate}) => {
      const next = 0.9 * m + gradient;
      return {weight: weight - learningRate * next, m: next, v: v + (t === 3 ? 1 : 0)};
    };
    const {numbers} = await trained({generator: {learningRate: 0.01, optimiser: momentum}});
    expect(numbers.every(Number.isFinite)).toBe(true);
    expect(numbers).toContain(1);
  });
  it.each<[string, unknown, string]>([
    ["nothing", undefined, "undefined"],
    ["a weight alone", 3, "3"],
    ["a memory without v", {weight: 1, m: 0}, '{"weight":1,"m":0}']
  ])("that gives %s is told what it is to give, and for which weight", async (_, given, text) => {
    const wrong = trained({generator: {learningRate: 0.01, optimiser: (() => given) as unknown as OwnUpdate}});
    await expect(wrong).rejects.toThrow(/an optimiser gives \{weight, m, v\}, three numbers; for [\w/]+ it gave /);
    await expect(trained({generator: {learningRate: 0.01, optimiser: (() => given) as unknown as OwnUpdate}})).rejects.toThrow(
      text
    );
  });
  it("does not go with an unrolled D, whose updates are differentiated", async () => {
    const change = {unrolled: 2, discriminator: {learningRate: 0.01, optimiser: adam}};
    await expect(trained(change)).rejects.toThrow("an unrolled D is differentiated through its optimiser");
  });
  it("is told its settings when they are out of range", async () => {
    const change = {generator: {learningRate: 0.01, beta1: 1, optimiser: adam}};
    await expect(trained(change)).rejects.toThrow("generator: β1 and β2 must be in [0, 1), got 1 and 0.999");
  });
});

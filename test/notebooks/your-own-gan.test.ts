import {beforeAll, describe, expect, it} from "vitest";
import {loadGradients} from "../../lib/backend/gradients.ts";
import type {Gan} from "../../lib/models/gan.ts";
import {forward} from "../../lib/nn/network/forward.ts";
import {random} from "../../lib/random.ts";
import type {OwnStep} from "../../lib/training/step/game.ts";
import type {RunPlan} from "../../lib/training/run/types.ts";
import {disposeState, startState} from "../../lib/training/step/state.ts";
import {trainStep} from "../../lib/training/step/step.ts";
import {proceduralDigits} from "../../lib/data/digits/procedural-digits.ts";
import {tf} from "../nn/tfjs.ts";
import "../training/wasm.ts";
import {chapterCells} from "./chapter-cells.ts";

/** What a run's plan paints of the same noise after three steps, on fewer pictures, and the tensors that it left. */
async function trained({gan, settings, step}: RunPlan): Promise<{pictures: number[]; left: number}> {
  const before = tf.memory().numTensors;
  const state = startState(gan, 1, "he");
  const digits = proceduralDigits({seed: "held against"});
  for (let i = 0; i < 3; i++) {
    const real = tf.tensor(digits.batch(4, random(i)).images, [4, 28, 28, 1]);
    await trainStep(state, {real}, settings, undefined, step);
    real.dispose();
  }
  const pictures = tf.tidy(() => {
    const noise = tf.randomNormal([4, 32], 0, 1, "float32", 7);
    return [...forward(gan.generator, state.generator.weights, noise, {training: true, seed: 0}).output.dataSync()];
  });
  disposeState(state);
  return {pictures, left: tf.memory().numTensors - before};
}

beforeAll(loadGradients);

describe("your own GAN, of the pieces as we lend them", () => {
  const cell = chapterCells("your-own-gan");

  it("paints what the library paints, from the same seed, and leaves no tensor", async () => {
    const [yours, library] = await Promise.all(["run", "library"].map((id) => cell(id)));
    const plans = [yours!.names.yours, library!.names.library].map((run) => (run as {plan: RunPlan}).plan);
    const [mine, theirs] = [await trained(plans[0]!), await trained(plans[1]!)];
    const worst = mine.pictures.reduce((most, value, i) => Math.max(most, Math.abs(value - theirs.pictures[i]!)), 0);
    expect(worst).toBeLessThan(1e-3);
    expect(new Set(mine.pictures).size).toBeGreaterThan(1000);
    expect([mine.left, theirs.left]).toEqual([0, 0]);
  });

  it("has no layer that the library does for it", async () => {
    const {yourGan} = (await cell("run")).names as {yourGan: Gan; step: OwnStep};
    const kinds = new Set([yourGan.generator, yourGan.discriminator].flatMap(({layers}) => layers.map(({kind}) => kind)));
    expect([...kinds].filter((kind) => /dense|conv|batchNorm/.test(kind))).toEqual([]);
  });
});

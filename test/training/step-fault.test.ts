import {describe, expect, it} from "vitest";
import {disposeState, startState} from "../../lib/training/step/state.ts";
import type {GanState} from "../../lib/training/step/state.ts";
import type {StepSettings} from "../../lib/training/step/settings.ts";
import {abortStep, beginStep, nextPhase, trainStep} from "../../lib/training/step/step.ts";
import {TrainingError} from "../../lib/training/step/faults.ts";
import {tf} from "../nn/tfjs.ts";
import {tiny} from "./tiny-gan.ts";
import {bits, images, settings} from "./tiny.ts";

/** Sets one number of a weight. */
function spoil(state: GanState, player: "generator" | "discriminator", name: string, value: number): void {
  const {weights} = state[player];
  const values = weights[name].dataSync<"float32">().slice();
  values[0] = value;
  const {shape} = weights[name];
  weights[name].dispose();
  weights[name] = tf.tensor(values, shape);
}

/** What stops a step, and whether the state is bit for bit as before and no tensor is left. */
async function faultOf(
  change: Partial<StepSettings> = {},
  prepare: (state: GanState) => void = () => {}
): Promise<{error: TrainingError; undone: boolean; left: number}> {
  const state = startState(tiny({norm: true}), 5, "he");
  await trainStep(state, () => ({real: images(0)}), settings);
  prepare(state);
  const [before, tensors] = [await bits(state), tf.memory().numTensors];
  const error: unknown = await trainStep(state, (round) => ({real: images(1 + round)}), {...settings, ...change}).catch(
    (e: unknown) => e
  );
  const result = {undone: (await bits(state)) === before, left: tf.memory().numTensors - tensors};
  disposeState(state);
  expect(error).toBeInstanceOf(TrainingError);
  return {error: error as TrainingError, ...result};
}

describe("a number that is not finite stops a step, which names step, phase, player and layer, and undoes itself", () => {
  it("forwards in G: in the phase that generates", async () => {
    const {error, ...rest} = await faultOf({}, (state) => spoil(state, "generator", "batchNorm1/gamma", NaN));
    expect(error.message).toBe('step 2, phase "generate", layer "batchNorm1" of G: the output is NaN');
    expect(error).toMatchObject({
      step: 2,
      phase: "generate",
      player: "generator",
      layer: "batchNorm1",
      what: "output",
      value: NaN
    });
    expect(rest).toEqual({undone: true, left: 0});
  });
  it("forwards in D: infinite too", async () => {
    const {error, ...rest} = await faultOf({}, (state) => spoil(state, "discriminator", "dense1/bias", Infinity));
    expect(error.message).toBe('step 2, phase "judge real", layer "dense1" of D: the output is Infinity');
    expect(rest).toEqual({undone: true, left: 0});
  });
  it("backwards: the layer that makes it", async () => {
    // A slope of 1e30 through a weight of 1e10: its output is still finite where what comes in is 0, what it hands back is not.
    const steep = (factor: number) => (logits: InstanceType<typeof tf.Tensor>) => tf.mul(logits, factor);
    const loss = {discriminatorReal: steep(1e-3), discriminatorFake: steep(1e-3), generator: steep(1e30)};
    const {error, ...rest} = await faultOf({loss}, (state) => {
      spoil(state, "generator", "conv1/kernel", 1e12);
    });
    expect(error.phase).toBe("judge");
    expect(error.player).toBe("generator");
    expect(error.what).toMatch(/^gradient/);
    expect(rest).toEqual({undone: true, left: 0});
  });
  it("in the loss itself", async () => {
    const nan = (logits: InstanceType<typeof tf.Tensor>) => tf.log(tf.sub(tf.neg(tf.square(logits)), 1));
    const fine = (logits: InstanceType<typeof tf.Tensor>) => tf.softplus(logits);
    const {error, ...rest} = await faultOf({loss: {discriminatorReal: fine, discriminatorFake: nan, generator: fine}});
    expect(error.message).toBe('step 2, phase "judge fake": the loss is NaN');
    expect(rest).toEqual({undone: true, left: 0});
  });
  it("in an update: the first weight that leaves the numbers", async () => {
    const {error, ...rest} = await faultOf({discriminator: {optimiser: "sgd", learningRate: 3e38}, loss: "wasserstein"});
    expect(error).toMatchObject({step: 2, phase: "update D", player: "discriminator", layer: "dense1", what: "new kernel"});
    expect(rest).toEqual({undone: true, left: 0});
  });
  it("in a later turn of D, which is named", async () => {
    const state = startState(tiny(), 5, "he");
    const before = await bits(state);
    const source = (round: number) => ({real: round === 1 ? tf.fill([4, 4, 4, 1], NaN) : images(round)});
    const step = trainStep(state, source, {...settings, discriminatorSteps: 2});
    await expect(step).rejects.toThrow('step 1, phase "judge real" (time 2): the real batch is NaN');
    expect((await bits(state)) === before).toBe(true);
    disposeState(state);
  });
  it("in noise of one's own making", async () => {
    const {error} = await faultOf({draw: (_, count) => new Float32Array(count).fill(NaN)});
    expect(error.message).toBe('step 2, phase "draw noise": the noise is NaN');
  });
});

describe("abortStep(context)", () => {
  it("brings the state back from any phase, bit for bit, and frees all", async () => {
    const state = startState(tiny(), 5, "he");
    const change = {...settings, discriminatorSteps: 2, average: 0.9};
    await trainStep(state, () => ({real: images(0)}), change);
    const [before, tensors] = [await bits(state), tf.memory().numTensors];
    for (let phases = 0; phases <= 14; phases++) {
      const context = beginStep(state, (round) => ({real: images(round)}), change);
      for (let i = 0; i < phases; i++) nextPhase(context);
      abortStep(context);
      expect((await bits(state)) === before, `after ${phases} phases`).toBe(true);
      expect(tf.memory().numTensors).toBe(tensors);
    }
    disposeState(state);
  });
  it("so does a step that throws: a loss that fails in G's turn leaves D as it was", async () => {
    const state = startState(tiny(), 5, "he");
    const [before, tensors] = [await bits(state), tf.memory().numTensors];
    const fine = (logits: InstanceType<typeof tf.Tensor>) => tf.softplus(logits);
    const fails = (): never => {
      throw new Error("a slip of the pen");
    };
    const loss = {discriminatorReal: fine, discriminatorFake: fine, generator: fails};
    await expect(trainStep(state, () => ({real: images(0)}), {...settings, loss})).rejects.toThrow("a slip of the pen");
    expect((await bits(state)) === before).toBe(true);
    expect(tf.memory().numTensors).toBe(tensors);
    disposeState(state);
  });
});

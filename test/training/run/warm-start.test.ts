import {describe, expect, it} from "vitest";
import {proceduralDigits} from "../../../lib/data/digits/procedural-digits.ts";
import {compactDcgan} from "../../../lib/models/dcgan.ts";
import {initialise} from "../../../lib/nn/network/initialise.ts";
import {readCheckpoint, warmStart} from "../../../lib/training/run/checkpoint.ts";
import {loadState, disposeState, storeState} from "../../../lib/training/step/state.ts";
import type {RunPlan} from "../../../lib/training/run/types.ts";
import {loadWeights} from "../../../lib/weights/load.ts";
import {tf} from "../../nn/tfjs.ts";

const plan = (settings: Partial<RunPlan["settings"]> = {}): RunPlan => ({
  gan: compactDcgan(),
  data: proceduralDigits({seed: 1}),
  settings: {loss: "nonSaturating", generator: {learningRate: 1e-3}, discriminator: {learningRate: 1e-3}, ...settings},
  batch: 64,
  seed: "mine"
});

describe("warmStart(shipped, plan)", () => {
  it("is a checkpoint with the shipped weights of both players, at the step to which they were trained", async () => {
    const shipped = await loadWeights("compact-dcgan");
    const {state, settings, batch} = readCheckpoint(warmStart(shipped, plan()));
    expect(state.step).toBe(shipped.record.steps);
    expect(state.seed).toBe("mine");
    expect(state.generator.weights).toEqual(shipped.networks.generator.weights);
    expect(state.discriminator.weights).toEqual(shipped.networks.discriminator.weights);
    expect(settings).toEqual(plan().settings);
    expect(batch).toBe(64);
  });

  it("has an optimiser before its first update, and the shipped generator as the average where one is kept", async () => {
    const shipped = await loadWeights("compact-dcgan");
    const {state} = readCheckpoint(warmStart(shipped, plan({average: 0.99})));
    expect(state.generator.adam.steps).toBe(0);
    expect(Object.values(state.discriminator.adam.square).every(({values}) => values.every((value) => value === 0))).toBe(true);
    expect(state.average).toEqual(shipped.networks.generator.weights);
    expect(readCheckpoint(warmStart(shipped, plan())).state.average).toBeUndefined();
  });

  it("loads as a state that trains, and gives every tensor back", async () => {
    const before = tf.memory().numTensors;
    const shipped = await loadWeights("compact-dcgan");
    const state = loadState(readCheckpoint(warmStart(shipped, plan())).state);
    expect((await storeState(state)).generator.weights).toEqual(shipped.networks.generator.weights);
    disposeState(state);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("names the player that is missing", () => {
    const {generator} = compactDcgan();
    const networks = {generator: {network: generator, weights: initialise(generator, 1)}};
    expect(() => warmStart({networks, record: {steps: 1}}, plan())).toThrow(
      "the weights have no discriminator: they have generator"
    );
  });
});

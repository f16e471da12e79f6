import {beforeAll, describe, expect, it} from "vitest";
import {loadGradients} from "../../../lib/backend/gradients.ts";
import {pointSet} from "../../../lib/data/points.ts";
import {drawBatch} from "../../../lib/training/run/stepper.ts";
import {checkSettings} from "../../../lib/training/step/settings.ts";
import {preset, PRESET_NAMES} from "../../../lib/training/recipes/presets.ts";
import type {RunPlan} from "../../../lib/training/run/types.ts";
import {disposeState, startState} from "../../../lib/training/step/state.ts";
import {trainStep} from "../../../lib/training/step/step.ts";

beforeAll(loadGradients);

describe("preset(name)", () => {
  it.each(PRESET_NAMES)("%s: settings that go with its networks, plain data, with a source", (name) => {
    const {gan, settings, source} = preset(name);
    expect(() => checkSettings(settings, gan)).not.toThrow();
    expect(structuredClone(preset(name))).toEqual(preset(name));
    expect(source).not.toBe("");
  });
  it("spreads into a plan", () => {
    const plan: RunPlan = {...preset("points"), data: pointSet("ring"), seed: 1};
    expect(plan.batch).toBe(128);
  });
  it.each(["points", "packed ring", "GAN Lab ring"] as const)("%s: a step of it runs on the ring", async (name) => {
    const plan = {...preset(name), data: pointSet("ring"), seed: 1};
    const state = startState(plan.gan, 1, plan.scheme);
    const report = await trainStep(state, (round) => drawBatch(plan, 0, round), plan.settings);
    expect(report.step).toBe(1);
    disposeState(state);
  });
  it("has the published settings of GAN Lab and Keras-GAN", () => {
    expect(preset("GAN Lab ring").settings).toMatchObject({
      generator: {optimiser: "sgd", learningRate: 0.03},
      discriminator: {optimiser: "sgd", learningRate: 0.1},
      discriminatorSteps: 3
    });
    expect(preset("Keras-GAN")).toMatchObject({
      batch: 32,
      settings: {reuseNoise: true, generator: {learningRate: 2e-4, beta1: 0.5}}
    });
  });
  it("refuses another name", () => {
    expect(() => preset("other" as never)).toThrow('there is no preset "other"; there are points, GAN Lab ring');
  });
});

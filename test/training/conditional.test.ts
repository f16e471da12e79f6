import {afterEach, describe, expect, it} from "vitest";
import {imageSet} from "../../lib/data/image-set.ts";
import type {Gan} from "../../lib/models/gan.ts";
import {pointGan} from "../../lib/models/point-gan.ts";
import {auxiliary, concatLabel, conv, dense, flatten, leakyRelu, projection, reshape, tanh} from "../../lib/nn/network/layers.ts";
import {network} from "../../lib/nn/network/network.ts";
import {checkSettings} from "../../lib/training/step/settings.ts";
import type {RunPlan, Trainer} from "../../lib/training/run/types.ts";
import {disposeState, startState} from "../../lib/training/step/state.ts";
import type {StepContext} from "../../lib/training/step/context.ts";
import type {StepSettings} from "../../lib/training/step/settings.ts";
import {trainStep} from "../../lib/training/step/step.ts";
import type {StepReport} from "../../lib/training/step/step.ts";
import {trainer} from "../../lib/training/run/trainer.ts";
import {TrainingError} from "../../lib/training/step/faults.ts";
import {images} from "./tiny.ts";
import {tf} from "./wasm.ts";

/** 4 × 4 pixels of three classes; D is told the class, or names it. */
function gan(kind: "projection" | "auxiliary", classes = 3): Gan {
  return {
    name: "small",
    source: "this test",
    generator: network({input: [3], label: 3}, [concatLabel(), dense(16), reshape([4, 4, 1]), tanh()]),
    discriminator: network({input: [4, 4, 1], ...(kind === "projection" && {label: 3})}, [
      conv(4, {kernel: 3, stride: 2}),
      leakyRelu(),
      flatten(),
      kind === "projection" ? projection() : auxiliary(classes)
    ])
  };
}

const settings: StepSettings = {loss: "nonSaturating", generator: {learningRate: 0.01}, discriminator: {learningRate: 0.01}};
const labels = [2, 0, 1, 1];

async function once(
  change: Partial<StepSettings>,
  kind: "projection" | "auxiliary" = "projection",
  look: (phase: string, context: StepContext) => void = () => {}
): Promise<StepReport> {
  const state = startState(gan(kind), 5, "he");
  try {
    return await trainStep(state, (round) => ({real: images(round), labels}), {...settings, ...change}, look);
  } finally {
    disposeState(state);
  }
}

/** The classes that G was asked for, in D's turn and in its own. */
async function asked(change: Partial<StepSettings>): Promise<number[][]> {
  const seen: number[][] = [];
  await once(change, "projection", (phase, {tensors}) => {
    const label = phase === "generate" ? tensors.fakeLabel : phase === "judge" ? tensors.labelAgain : null;
    if (label) seen.push(tf.tidy(() => [...tf.argMax(label, 1).dataSync()]));
  });
  return seen;
}

describe("settings.labels", () => {
  it("asks for each class alike, by the seed, unless told", async () => {
    const [first, second] = [await asked({}), await asked({labels: "uniform"})];
    expect(first).toEqual(second);
    expect(first[0]).toHaveLength(4);
  });
  it("asks for those of the real examples, or for a list over and over, in every round", async () => {
    expect(await asked({labels: "real"})).toEqual([labels, labels]);
    expect(await asked({labels: [1, 0, 2], discriminatorSteps: 2})).toEqual([[1, 0, 2, 1], [1, 0, 2, 1], [1, 0, 2, 1]]); // prettier-ignore
  });
  it("does not touch noise, real examples or the start", async () => {
    const numbers = async (change: Partial<StepSettings>): Promise<number[][]> => {
      const seen: number[][] = [];
      await once(change, "projection", (phase, {tensors, batch}) => {
        if (phase === "judge real")
          seen.push(...[batch.real, tensors.noise, tensors.realLogits].map((tensor) => [...tensor!.dataSync()]));
        if (phase === "judge") seen.push([...tensors.noiseAgain!.dataSync()]);
      });
      return seen;
    };
    expect(await numbers({labels: [0]})).toEqual(await numbers({}));
  });
});

describe("an auxiliary head", () => {
  it("is not told the class; G and D descend its loss too, which is reported with the share that it names rightly", async () => {
    const before = tf.memory().numTensors;
    const without = await once({auxiliary: 0}, "auxiliary");
    const report = await once({}, "auxiliary");
    expect(report.classes?.realLoss).toBeCloseTo(without.classes?.realLoss ?? NaN, 6);
    expect(report.realLoss).toBe(without.realLoss);
    // Only the weight of the classes differs: so do the gradients of both players.
    expect(report.discriminatorNorms.conv1).not.toBe(without.discriminatorNorms.conv1);
    expect(report.generatorNorms.dense1).not.toBe(without.generatorNorms.dense1);
    for (const share of [report.classes?.realRight, report.classes?.fakeRight, report.classes?.generatorRight])
      expect([0, 0.25, 0.5, 0.75, 1]).toContain(share);
    expect((await once({})).classes).toBeUndefined();
    expect(tf.memory().numTensors).toBe(before);
  });
  it("learns to name the classes of real examples", async () => {
    const state = startState(gan("auxiliary"), 5, "he");
    let right = 0;
    for (let i = 0; i < 60; i++)
      right = (await trainStep(state, () => ({real: images(1), labels}), settings)).classes?.realRight ?? NaN;
    expect(right).toBe(1);
    disposeState(state);
  });
  it("goes with a gradient penalty, which is for the verdict alone", async () => {
    const report = await once({loss: "wasserstein", gradientPenalty: 10}, "auxiliary");
    expect(report.penalty).toBeGreaterThan(0);
  });
  it("names the layer when a number is not finite", async () => {
    const state = startState(gan("auxiliary"), 5, "he");
    const {weights} = state.generator;
    weights["dense1/bias"].dispose();
    weights["dense1/bias"] = tf.fill([16], NaN);
    const error: unknown = await trainStep(state, () => ({real: images(1), labels}), settings).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(TrainingError);
    expect((error as Error).message).toBe('step 1, phase "generate", layer "dense1" of G: the output is NaN');
    disposeState(state);
  });
});

describe("checkSettings(settings, gan)", () => {
  it.each<[Partial<StepSettings>, Gan, string]>([
    [{}, gan("auxiliary", 4), "D's auxiliary head names 4 classes, but G is asked for 3"],
    [{}, {...gan("auxiliary"), generator: network({input: [3]}, [dense(16), reshape([4, 4, 1])])}, "D's auxiliary head names 3 classes, but G is asked for none"],
    [{auxiliary: -1}, gan("auxiliary"), "auxiliary must be 0 or more, got -1"],
    [{auxiliary: 1}, gan("projection"), 'auxiliary is the weight of an auxiliary head, but D ends in "projection1"'],
    [{labels: "real"}, pointGan(), "labels were chosen, but neither network takes any"],
    [{labels: "all" as never}, gan("projection"), 'labels must be "uniform", "real" or a list, got "all"'],
    [{labels: []}, gan("projection"), "a list of labels needs at least one"],
    [{labels: [0, 3]}, gan("projection"), "labels must be whole numbers from 0 to 2, got 3"]
  ])("refuses %j", (change, networks, message) => {
    expect(() => checkSettings({...settings, ...change}, networks)).toThrow(new RangeError(message));
  }); // prettier-ignore
});

describe("trainer(plan) with an auxiliary head", () => {
  const open: Trainer[] = [];
  afterEach(async () => {
    open.splice(0).forEach((run) => run.dispose());
    await new Promise((resolve) => setTimeout(resolve));
  });
  const plan: RunPlan = {
    gan: gan("auxiliary"),
    data: imageSet({
      name: "squares",
      shape: [4, 4, 1],
      pixels: Uint8Array.from({length: 6 * 16}, (_, i) => (i * 37) % 256),
      labels: Uint8Array.of(0, 1, 2, 0, 1, 2)
    }),
    settings: {...settings, labels: [0, 1, 2], auxiliary: 0.5},
    batch: 4,
    seed: 1
  };

  it("trains, judges with one number an example, saves and goes on from the file to the same bits", async () => {
    const options = {where: "here", backend: "wasm"} as const;
    const [whole, part] = [trainer(plan, options), trainer(plan, options)];
    open.push(whole, part);
    await Promise.all([whole.step(4), part.step(2)]);
    const examples = {shape: [5, 4, 4, 1], values: Float32Array.from({length: 80}, (_, i) => Math.sin(i))};
    expect(await whole.judge(examples)).toHaveLength(5);
    const {auxiliary1} = await whole.activations("discriminator", examples);
    expect(auxiliary1.shape).toEqual([5, 4]);
    expect([...(await whole.judge(examples))]).toEqual([0, 4, 8, 12, 16].map((i) => auxiliary1.values[i]));
    const resumed = trainer({...plan, settings}, options);
    open.push(resumed);
    await resumed.load(await part.save());
    expect(resumed.plan.settings).toEqual(plan.settings);
    await resumed.step(2);
    expect(await resumed.save()).toEqual(await whole.save());
    expect(whole.history.value.entries[3].classes?.generatorLoss).toBeGreaterThan(0);
  });
});

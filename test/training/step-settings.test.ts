import {beforeAll, describe, expect, it} from "vitest";
import {loadGradients} from "../../lib/backend/gradients.ts";
import {pointGan} from "../../lib/models/point-gan.ts";
import {checkSettings, noiseDeviation, packingOf} from "../../lib/training/step/settings.ts";
import type {LossFunctions} from "../../lib/training/step/losses.ts";
import {phasesOf} from "../../lib/training/step/phases.ts";
import {pack} from "../../lib/training/step/players.ts";
import {disposeState, loadState, startState, storeState} from "../../lib/training/step/state.ts";
import type {StepContext} from "../../lib/training/step/context.ts";
import type {StepSettings} from "../../lib/training/step/settings.ts";
import {abortStep, beginStep, nextPhase, trainStep} from "../../lib/training/step/step.ts";
import type {StepReport} from "../../lib/training/step/step.ts";
import {numbers} from "../fixtures/gan.ts";
import {tf} from "../nn/tfjs.ts";
import {tiny} from "./tiny-gan.ts";
import {bits, bitsAfter, images, settings} from "./tiny.ts";

const own: LossFunctions = {
  discriminatorReal: (logits) => tf.softplus(tf.neg(logits)),
  discriminatorFake: (logits) => tf.softplus(logits),
  generator: (logits) => tf.softplus(tf.neg(logits))
};

/** One step, looked into; the state goes. */
async function once(
  change: Partial<StepSettings>,
  look: (phase: string, context: StepContext) => void = () => {}
): Promise<StepReport> {
  const state = startState(tiny(), 5, "he");
  try {
    return await trainStep(state, (round) => ({real: images(round)}), {...settings, ...change}, look);
  } finally {
    disposeState(state);
  }
}

const values = (tensor: InstanceType<typeof tf.Tensor>): number[] => [...tensor.dataSync()];

beforeAll(loadGradients);

describe("settings at their neutral value change no bit", () => {
  it.each<[string, Partial<StepSettings>]>([
    ["ratios of one", {discriminatorSteps: 1, generatorSteps: 1}],
    ["no flips", {labelFlips: 0}],
    ["no instance noise", {instanceNoise: {deviation: 0}}],
    ["no penalty", {gradientPenalty: 0}],
    ["nothing unrolled", {unrolled: 0}],
    ["normal noise", {noise: "normal"}],
    ["a flat cycle", {rateCycle: {steps: 2, times: 1}}],
    ["a clip beyond every weight", {weightClip: 100}],
    ["targets of 1 and 0", {targets: {real: 1, fake: 0}}],
    ["the optimiser named", {generator: {optimiser: "adam", learningRate: 0.01}}],
    ["the named loss as functions", {loss: own}]
  ])("%s", async (_, change) => {
    expect((await bitsAfter(change)) === (await bitsAfter({}))).toBe(true);
  });
});

describe("every setting gives the same bits for the same seed, other bits than without it, and leaves no tensor", () => {
  const all: [string, Partial<StepSettings>][] = [
    ["discriminatorSteps", {discriminatorSteps: 3}],
    ["generatorSteps", {generatorSteps: 2}],
    ["labelFlips", {labelFlips: 0.5}],
    ["instanceNoise", {instanceNoise: {deviation: 0.3, steps: 5}}],
    ["average", {average: 0.9}],
    ["gradientPenalty", {loss: "wasserstein", gradientPenalty: 10}],
    ["weightClip", {weightClip: 0.05}],
    ["unrolled", {unrolled: 1}],
    ["noise", {noise: "uniform"}],
    ["rateCycle", {rateCycle: {steps: 4, times: 10}}],
    ["unrolled five times", {unrolled: 5, discriminatorSteps: 2, instanceNoise: {deviation: 0.1}, weightClip: 0.5, average: 0.9}],
    ["sgd", {discriminator: {optimiser: "sgd", learningRate: 0.1}}],
    ["targets", {targets: {real: 0.9, fake: 0.1}}],
    ["all at once", {discriminatorSteps: 2, generatorSteps: 2, labelFlips: 0.3, instanceNoise: {deviation: 0.1}, average: 0.5, gradientPenalty: 1, weightClip: 1, reuseNoise: true, inspect: true}]
  ]; // prettier-ignore
  it.each(all)("%s", async (_, change) => {
    const before = tf.memory().numTensors;
    const [first, second] = [await bitsAfter(change), await bitsAfter(change)];
    expect(first === second).toBe(true);
    expect(first === (await bitsAfter({}))).toBe(false);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("discriminatorSteps, generatorSteps", () => {
  it("repeat a player's phases, each time with new noise, and D's with new real examples", async () => {
    const seen: string[] = [];
    const drawn: Record<string, number[]> = {};
    await once({discriminatorSteps: 2, generatorSteps: 2}, (phase, {round, tensors, batch}) => {
      seen.push(`${phase} ${round}`);
      if (phase === "judge real") drawn[`real ${round}`] = values(batch.real);
      if (phase === "judge fake") drawn[`noise ${round}`] = values(tensors.noise!);
      if (phase === "judge") drawn[`again ${round}`] = values(tensors.noiseAgain!);
    });
    expect(seen).toEqual(
      phasesOf({...settings, discriminatorSteps: 2, generatorSteps: 2}).map(({name, round}) => `${name} ${round}`)
    );
    expect(seen.filter((phase) => phase.startsWith("update"))).toEqual(["update D 0", "update D 1", "update G 0", "update G 1"]);
    expect(new Set(Object.values(drawn).map(String)).size).toBe(6);
  });
  it("count one step, and as many updates of each", async () => {
    const state = startState(tiny(), 5);
    await trainStep(state, (round) => ({real: images(round)}), {...settings, discriminatorSteps: 5, generatorSteps: 2});
    expect([state.step, state.discriminator.adam.steps, state.generator.adam.steps]).toEqual([1, 5, 2]);
    disposeState(state);
  });
  it("change D in D's updates alone, G in G's alone, bit for bit", async () => {
    let before = "";
    await once({discriminatorSteps: 2, generatorSteps: 2, instanceNoise: {deviation: 0.1}, average: 0.5}, (phase, {state}) => {
      const now = [state.discriminator, state.generator].map(({weights, adam}) =>
        JSON.stringify([weights, adam.mean, adam.square].map((each) => Object.values(each).map(values)))
      );
      const [d, g] = before.split("|");
      if (before) expect([now[0] !== d, now[1] !== g], phase).toEqual([phase === "update D", phase === "update G"]);
      before = now.join("|");
    });
  });
  it("with one batch for the step, show D the same examples, and leave them to the caller", async () => {
    const state = startState(tiny(), 5);
    const real = images(1);
    await trainStep(state, {real}, {...settings, discriminatorSteps: 2}, (_, {batch}) => expect(batch.real).toBe(real));
    expect(real.isDisposed).toBe(false);
    real.dispose();
    disposeState(state);
  });
  it("want as many examples in every round", async () => {
    const state = startState(tiny(), 5);
    const source = (round: number) => ({real: tf.zeros([4 - round, 4, 4, 1])});
    const step = trainStep(state, source, {...settings, discriminatorSteps: 2});
    await expect(step).rejects.toThrow("every round of a step has as many examples: 4, then 3");
    disposeState(state);
  });
});

describe("labelFlips", () => {
  it("at 1 gives D the losses of the other side; G's loss is as before", async () => {
    const plain = await once({discriminator: {learningRate: 0}});
    let swapped: number[] = [];
    const flipped = await once({labelFlips: 1, discriminator: {learningRate: 0}}, (phase, {tensors}) => {
      if (phase === "judge fake") swapped = [tensors.realLogits, tensors.fakeLogits].map((x) => tf.tidy(() => values(x!).length));
    });
    expect(swapped).toEqual([4, 4]);
    // The loss of a logit x called fake is that of x called real, plus x: log(1 + eˣ) − log(1 + e⁻ˣ) = x.
    expect(flipped.realLoss).not.toBe(plain.realLoss);
    expect(flipped.generatorLoss).toBe(plain.generatorLoss);
    expect(flipped.realAccuracy).toBe(plain.realAccuracy);
  });
  it("flips the share asked for, by the seed", async () => {
    const seen: number[] = [];
    await once({labelFlips: 0.5}, (phase, {tensors}) => {
      if (phase === "judge fake") seen.push(...values(tensors.realFlips!), ...values(tensors.fakeFlips!));
    });
    expect(seen.every((flip) => flip === 0 || flip === 1)).toBe(true);
    expect(new Set(seen).size).toBe(2);
  });
  it("needs a loss for each example", async () => {
    const scalar: LossFunctions = {...own, discriminatorReal: (logits) => tf.mean(tf.softplus(tf.neg(logits)))};
    await expect(once({loss: scalar})).resolves.toBeDefined();
    await expect(once({loss: scalar, labelFlips: 0.5})).rejects.toThrow("label flips need a loss for each example, [4,1]");
  });
});

describe("instanceNoise", () => {
  it("adds noise of the same deviation to real and generated examples, in G's turn too; the examples stay clean", async () => {
    const deviations: number[] = [];
    const state = startState(tiny(), 5);
    const real = tf.zeros([400, 4, 4, 1]);
    await trainStep(state, {real}, {...settings, instanceNoise: {deviation: 0.5}}, (phase, {tensors}) => {
      if (phase !== "update G") return;
      const pairs = [[tensors.realSeen, real], [tensors.fakeSeen, tensors.fake], [tensors.againSeen, tensors.fakeAgain]]; // prettier-ignore
      for (const [seen, clean] of pairs)
        deviations.push(tf.tidy(() => Math.sqrt(values(tf.mean(tf.square(tf.sub(seen!, clean!))))[0])));
    });
    for (const deviation of deviations) expect(Math.abs(deviation - 0.5)).toBeLessThan(0.02);
    expect(new Set(deviations).size).toBe(3);
    tf.dispose(real);
    disposeState(state);
  });
  it("falls to 0 in a straight line", () => {
    const noise = {deviation: 0.4, steps: 100};
    expect([0, 50, 100, 500].map((step) => noiseDeviation(noise, step))).toEqual([0.4, 0.2, 0, 0]);
    expect(noiseDeviation({deviation: 0.4}, 1e6)).toBe(0.4);
  });
});

describe("average", () => {
  it("keeps decay · average + (1 − decay) · weights, statistics included, from the first step; training is as without", async () => {
    const state = startState(tiny(), 5, "he");
    let expected = Object.fromEntries(Object.entries(state.generator.weights).map(([name, w]) => [name, values(w)]));
    for (let i = 0; i < 3; i++) {
      await trainStep(state, () => ({real: images(i)}), {...settings, average: 0.75});
      expected = Object.fromEntries(
        Object.entries(state.generator.weights).map(([name, w]) => [
          name,
          values(w).map((x, k) => 0.75 * expected[name][k] + 0.25 * x)
        ])
      );
    }
    for (const [name, tensor] of Object.entries(state.average ?? {}))
      for (const [k, value] of values(tensor).entries()) expect(value).toBeCloseTo(expected[name][k], 5);
    expect(Object.keys(state.average ?? {})).toEqual(Object.keys(state.generator.weights));
    disposeState(state);
    const {average, ...rest} = JSON.parse(await bitsAfter({average: 0.75})) as Record<string, unknown>;
    expect(average).toBeDefined();
    expect(JSON.stringify(rest) === (await bitsAfter({}))).toBe(true);
  });
  it("is stored and loaded with the state, and goes on as if it had not been interrupted", async () => {
    const change = {...settings, average: 0.9};
    const state = startState(tiny(), 5, "he");
    await trainStep(state, () => ({real: images(0)}), change);
    const resumed = loadState(structuredClone(await storeState(state)));
    for (const each of [state, resumed]) await trainStep(each, () => ({real: images(1)}), change);
    expect((await bits(resumed)) === (await bits(state))).toBe(true);
    [state, resumed].forEach(disposeState);
  });
});

describe("gradientPenalty", () => {
  it("pulls D's slope towards 1 and is reported", async () => {
    const state = startState(tiny(), 5, "he");
    const penalties: number[] = [];
    for (let i = 0; i < 40; i++) {
      const report = await trainStep(state, () => ({real: images(i)}), {...settings, loss: "wasserstein", gradientPenalty: 10});
      penalties.push(report.penalty ?? NaN);
    }
    const mean = (part: number[]): number => part.reduce((sum, x) => sum + x, 0) / part.length;
    expect(mean(penalties.slice(-10))).toBeLessThan(mean(penalties.slice(0, 5)));
    expect((await once({})).penalty).toBeUndefined();
    disposeState(state);
  });
  it("judges at places of their own between real and generated examples", async () => {
    await once({loss: "wasserstein", gradientPenalty: 10}, (phase, {tensors, batch}) => {
      if (phase !== "penalise") return;
      const [real, fake, between] = [batch.real, tensors.fake!, tensors.between!].map(values);
      const places = [0, 1, 2, 3].map((i) => (between[16 * i] - fake[16 * i]) / (real[16 * i] - fake[16 * i]));
      expect(new Set(places.map((place) => place.toFixed(3))).size).toBe(4);
      for (const [k, x] of between.entries()) {
        const place = places[Math.floor(k / 16)];
        expect(place > 0 && place < 1).toBe(true);
        expect(x).toBeCloseTo(place * real[k] + (1 - place) * fake[k], 4);
      }
    });
  });
});

describe("unrolled", () => {
  it("changes what flows back into G, and leaves D's turn, its weights and its optimiser alone", async () => {
    const seen: Record<string, number[]>[] = [];
    for (const unrolled of [0, 5]) {
      await once({unrolled, average: 0.5}, (phase, {state, tensors, generatorGradients}) => {
        if (phase !== "judge") return;
        const {weights, adam} = state.discriminator;
        seen.push({
          d: [weights, adam.mean, adam.square].flatMap((each) => Object.values(each).flatMap(values)),
          steps: [adam.steps],
          loss: values(tensors.realLoss!),
          fake: values(tensors.fakeAgain!),
          toG: values(generatorGradients["dense1/kernel"])
        });
      });
    }
    const [{toG: plain, ...before}, {toG: ahead, ...after}] = seen;
    expect(after).toEqual(before);
    expect(ahead).not.toEqual(plain);
  });
  it("refuses a loss of functions that tfjs cannot differentiate twice, by the operation's name, and leaves no tensor", async () => {
    const before = tf.memory().numTensors;
    const twice = (discriminatorFake: LossFunctions["discriminatorFake"]) =>
      once({unrolled: 1, loss: {...own, discriminatorFake}});
    await expect(twice((logits) => tf.elu(logits))).rejects.toThrow("gradient function not found for EluGrad");
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("weightClip", () => {
  it("holds D's trained weights within its bounds after each update, and leaves G's and the statistics alone", async () => {
    const state = startState(tiny({norm: true}), 5, "he");
    await trainStep(state, () => ({real: images(0)}), {...settings, weightClip: 0.01});
    const largest = (weights: typeof state.generator.weights, name: string): number =>
      Math.max(...values(weights[name]).map(Math.abs));
    expect(largest(state.discriminator.weights, "conv1/kernel")).toBeCloseTo(0.01, 7);
    expect(largest(state.discriminator.weights, "batchNorm1/variance")).toBeGreaterThan(0.5);
    expect(largest(state.generator.weights, "dense1/kernel")).toBeGreaterThan(0.1);
    disposeState(state);
  });
});

describe("the optimiser", () => {
  it("sgd moves each weight by rate · gradient, and leaves Adam's state alone", async () => {
    let [before, gradient]: number[][] = [];
    await once({discriminator: {optimiser: "sgd", learningRate: 0.1}}, (phase, {state, discriminatorGradients}) => {
      const weight = values(state.discriminator.weights["conv1/kernel"]);
      if (phase === "judge fake") [before, gradient] = [weight, values(discriminatorGradients["conv1/kernel"])];
      if (phase !== "update D") return;
      for (const [k, value] of weight.entries()) expect(value).toBeCloseTo(before[k] - 0.1 * gradient[k], 6);
      expect(state.discriminator.adam.steps).toBe(0);
      expect(values(state.discriminator.adam.mean["conv1/kernel"]).every((x) => x === 0)).toBe(true);
    });
  });
});

describe("context.onLayer", () => {
  it("tells of each layer as it is run, in G and in D", () => {
    const state = startState(tiny(), 5, "he");
    const context = beginStep(state, () => ({real: images(0)}), settings);
    const told: string[] = [];
    context.onLayer = (player, layer) => told.push(`${player} ${layer}`);
    nextPhase(context);
    expect(told).toEqual([]);
    nextPhase(context);
    expect(told).toEqual(tiny().generator.layers.map(({name}) => `generator ${name}`));
    told.length = 0;
    nextPhase(context);
    expect(told).toEqual(tiny().discriminator.layers.map(({name}) => `discriminator ${name}`));
    abortStep(context);
    disposeState(state);
  });
});

describe("a loss of the reader's own", () => {
  it("must give tensors, and use the logits", async () => {
    await expect(once({loss: {...own, generator: () => 1 as never}})).rejects.toThrow(
      new TypeError("the loss's function generator(logits) must give a tensor, gave number")
    );
    await expect(once({loss: {...own, discriminatorFake: () => tf.scalar(1)}})).rejects.toThrow('the loss does not depend on "');
  });
});

describe("packing", () => {
  it("puts neighbours of the batch side by side on the last axis", () => {
    tf.tidy(() => {
      expect(values(pack(tf.tensor([1, 2, 3, 4, 5, 6, 7, 8], [4, 2]), 2))).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
      expect(pack(tf.zeros([4, 2]), 2).shape).toEqual([2, 4]);
      // Two images of 1 × 2 pixels: each pixel has both values.
      expect(values(pack(tf.tensor([1, 2, 3, 4], [2, 1, 2, 1]), 2))).toEqual([1, 3, 2, 4]);
    });
  });
  it("trains a D that sees several points at once, and leaves no tensor", async () => {
    const state = startState(pointGan({packing: 2, generatorHidden: [4], discriminatorHidden: [4]}), 1, "he");
    const step = (): Promise<StepReport> => trainStep(state, () => ({real: tf.tensor(numbers(1, 16, 1), [8, 2])}), settings);
    await step();
    const before = tf.memory().numTensors;
    await step();
    expect(tf.memory().numTensors).toBe(before);
    const odd = trainStep(state, () => ({real: tf.zeros([7, 2])}), settings);
    await expect(odd).rejects.toThrow("D sees 2 examples at once: the batch must be a multiple of it, got 7");
    expect(tf.memory().numTensors).toBe(before);
    disposeState(state);
  });
  it("is what D takes over what G makes", () => {
    expect(packingOf(pointGan({packing: 3}))).toBe(3);
    const {generator} = pointGan();
    expect(() => packingOf({generator, discriminator: tiny().discriminator})).toThrow("G makes [2], but D takes [4, 4, 1]");
  });
});

describe("checkSettings(settings, gan)", () => {
  it.each<[Partial<StepSettings>, string]>([
    [{loss: "other" as never}, 'the loss must be one of minimax, nonSaturating, leastSquares, hinge, wasserstein or three functions, got "other"'],
    [{discriminatorSteps: 0}, "discriminatorSteps must be a whole number from 1 to 100, got 0"],
    [{generatorSteps: 1.5}, "generatorSteps must be a whole number from 1 to 100, got 1.5"],
    [{labelFlips: 1.1}, "labelFlips must be a share from 0 to 1, got 1.1"],
    [{noise: "cubic" as "uniform"}, 'noise must be "normal" or "uniform", got "cubic"'],
    [{rateCycle: {steps: 1, times: 2}}, "rateCycle.steps must be a whole number from 2, got 1"],
    [{rateCycle: {steps: 10, times: 0}}, "rateCycle.times must be above 0, got 0"],
    [{instanceNoise: {deviation: -1}}, "instanceNoise.deviation must be 0 or more, got -1"],
    [{instanceNoise: {deviation: 1, steps: 0}}, "instanceNoise.steps must be above 0, got 0"],
    [{average: 1}, "average must be a decay in [0, 1), got 1"],
    [{weightClip: 0}, "weightClip must be above 0, got 0"],
    [{gradientPenalty: NaN}, "gradientPenalty must be 0 or more, got NaN"],
    [{unrolled: 1.5}, "unrolled must be a whole number from 0 to 10, got 1.5"],
    [{unrolled: 1, gradientPenalty: 1}, "an unrolled D goes without a gradient penalty, which would be differentiated thrice"],
    [{generator: {learningRate: -1}}, "generator: learning rate must be 0 or more, got -1"],
    [{discriminator: {learningRate: 1, beta1: 1}}, "discriminator: β1 and β2 must be in [0, 1), got 1 and 0.999"],
    [{discriminator: {optimiser: "rms" as never, learningRate: 1}}, 'discriminator: optimiser must be "adam", "sgd" or a function, got "rms"'],
    [{loss: own, targets: {real: 0.9}}, "a loss of functions has no targets to smooth, got real 0.9 and fake 0"]
  ])("refuses %j", (change, message) => {
    expect(() => checkSettings({...settings, ...change}, tiny())).toThrow(new RangeError(message));
  }); // prettier-ignore
  it("refuses a gradient penalty for a D with batch normalisation, which has no gradient for one example by itself", () => {
    expect(() => checkSettings({...settings, gradientPenalty: 10}, tiny({norm: true}))).toThrow(
      'a gradient penalty is for each example by itself, but D\'s layer "batchNorm1" mixes the examples of a batch'
    );
  });
});

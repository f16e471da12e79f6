import {afterEach, beforeEach, describe, expect, it} from "vitest";
import type {Gan} from "../../../lib/models/gan.ts";
import type {Game, GamePlayer, OwnStep} from "../../../lib/training/step/own-step.ts";
import {TrainingError} from "../../../lib/training/step/faults.ts";
import {phasesOf} from "../../../lib/training/step/phases.ts";
import type {StepSettings} from "../../../lib/training/step/settings.ts";
import {disposeState, startState, storeState} from "../../../lib/training/step/state.ts";
import type {GanState} from "../../../lib/training/step/state.ts";
import {abortStep, beginStep, endStep, nextPhase, reportStep, trainStep} from "../../../lib/training/step/step.ts";
import {numbers} from "../../fixtures/gan.ts";
import {tf} from "../../nn/tfjs.ts";
import {labelled, tiny} from "../tiny-gan.ts";
import {bits, images, settings} from "../tiny.ts";

type Tensor = InstanceType<typeof tf.Tensor>;

const calledReal = (logits: Tensor) => tf.mean(tf.softplus(tf.neg(logits)));
const calledFake = (logits: Tensor) => tf.mean(tf.softplus(logits));

function descend(player: GamePlayer, loss: () => Tensor): Tensor {
  const {value, grads} = tf.variableGrads(loss as Parameters<typeof tf.variableGrads>[0], player.weights);
  player.optimiser.applyGradients(grads);
  return value;
}

/** The usual step as a reader writes it. */
function usual({G, D, real, labels, noise, wanted}: Game) {
  const ask = () => (labels ? wanted() : undefined);
  const asked = ask();
  const fake = G(noise(), asked);
  const lossD = descend(D, () => tf.add(calledReal(D(real, labels)), calledFake(D(fake, asked))));
  const askedAgain = ask();
  const lossG = descend(G, () => calledReal(D(G(noise(), askedAgain), askedAgain)));
  return {discriminator: tf.div(lossD, 2), generator: lossG};
}

/** The same with a pause between the turns. */
const paused: OwnStep = function* ({G, D, real, noise}) {
  const fake = G(noise());
  const lossD = descend(D, () => tf.add(calledReal(D(real)), calledFake(D(fake))));
  yield "D has learned";
  const lossG = descend(G, () => calledReal(D(G(noise()))));
  return {discriminator: tf.div(lossD, 2), generator: lossG};
};

/** Reports, and everything of the state, after so many steps. */
async function train(gan: Gan, own?: OwnStep, {steps = 3, change = {} as Partial<StepSettings>, look = false} = {}) {
  const state = startState(gan, 5, "he");
  const reports = [];
  const labels = gan.discriminator.label === undefined ? {} : {labels: [0, 1, 2, 1]};
  for (let i = 0; i < steps; i++) {
    const batch = (round: number) => ({real: images(100 * i + round), ...labels});
    reports.push(await trainStep(state, batch, {...settings, ...change}, look ? () => {} : undefined, own));
  }
  const stored = await storeState(state);
  const text = await bits(state);
  disposeState(state);
  return {reports, stored, text};
}

/** All numbers of a state. */
function values(stored: Awaited<ReturnType<typeof storeState>>): number[] {
  const players = [stored.generator, stored.discriminator];
  const records = players.flatMap(({weights, adam}) => [weights, adam.mean, adam.square]);
  return [...records, stored.average ?? {}].flatMap((all) => Object.values(all).flatMap((each) => [...each.values]));
}

function expectClose(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  let worst = 0;
  for (const [i, value] of expected.entries()) worst = Math.max(worst, Math.abs(actual[i]! - value) / (1e-3 + Math.abs(value)));
  expect(worst).toBeLessThan(tolerance);
}

let before = 0;
beforeEach(async () => {
  await train(tiny(), undefined, {steps: 1});
  before = tf.memory().numTensors;
});
afterEach(() => expect(tf.memory().numTensors).toBe(before));

describe("a step of one's own", () => {
  it.each([
    ["without labels", tiny(), {}],
    ["with batch normalisation in D", tiny({norm: true}), {}],
    ["with labels, and units that drop", labelled({rate: 0.25}), {}],
    ["with averaged weights", tiny(), {average: 0.9}],
    ["by plain gradient descent", tiny(), {discriminator: {optimiser: "sgd", learningRate: 0.1}}],
    ["with rates that rise and fall", tiny(), {rateCycle: {steps: 4, times: 3}}],
    ["with uniform noise", tiny(), {noise: "uniform"}]
  ] as [string, Gan, Partial<StepSettings>][])("gives the numbers of the usual one: %s", async (_, gan, change) => {
    const [ours, own] = [await train(gan, undefined, {change}), await train(gan, usual, {change})];
    expectClose(values(own.stored), values(ours.stored), 2e-3);
    for (const [i, report] of own.reports.entries()) {
      const expected = ours.reports[i]!;
      expect(report.step).toBe(expected.step);
      for (const key of ["realLoss", "fakeLoss", "discriminatorLoss", "generatorLoss"] as const)
        expect(report[key], key).toBeCloseTo(expected[key], 4);
      expect([report.realAccuracy, report.fakeAccuracy]).toEqual([expected.realAccuracy, expected.fakeAccuracy]);
      for (const key of ["generatorNorms", "discriminatorNorms"] as const) {
        expect(Object.keys(report[key])).toEqual(Object.keys(expected[key]));
        expectClose(Object.values(report[key]), Object.values(expected[key]), 1e-3);
      }
    }
  });

  it("is given one-hot classes of the real examples, draws those to ask for, and trains what drops units", async () => {
    const shapes: number[][] = [];
    const own = await train(labelled({rate: 0.25}), (game) => {
      shapes.push(game.labels!.shape, game.wanted().shape);
      return usual(game);
    });
    expect(shapes.slice(0, 2)).toEqual([[4, 3], [4, 3]]); // prettier-ignore
    expect(own.reports.every(({generatorLoss}) => Number.isFinite(generatorLoss))).toBe(true);
  });

  it("gives the same bits for the same seed, whether it is looked into or not, or pauses on the way", async () => {
    const once = await train(tiny({norm: true}), usual);
    expect((await train(tiny({norm: true}), usual)).text).toBe(once.text);
    expect((await train(tiny({norm: true}), usual, {look: true})).text).toBe(once.text);
    expect((await train(tiny({norm: true}), paused)).text).toBe(once.text);
    expect((await train(tiny({norm: true}), paused, {look: true})).text).toBe(once.text);
  });

  it("is told phase by phase as it was written: the state follows, D's update first", async () => {
    const state = startState(tiny(), 5, "he");
    const step = beginStep(state, () => ({real: images(0)}), settings, usual);
    const player = (of: GanState["generator"]) => JSON.stringify(Object.values(of.weights).map((each) => [...each.dataSync()]));
    let [g, d] = [player(state.generator), player(state.discriminator)];
    const seen: string[] = [];
    for (let phase = nextPhase(step, true); phase !== null; phase = nextPhase(step, true)) {
      seen.push(phase);
      expect("generatorLoss" in step.tensors, `G's loss is known in "${phase}"`).toBe(["judge", "update G"].includes(phase));
      const now = [player(state.generator), player(state.discriminator)];
      expect(now[0] !== g, `G in "${phase}"`).toBe(phase === "update G");
      expect(now[1] !== d, `D in "${phase}"`).toBe(phase === "update D");
      [g, d] = now as [string, string];
    }
    expect(seen).toEqual(phasesOf(settings).map(({name}) => name));
    await reportStep(step);
    expect(step.tensors.fakeGradient!.shape).toEqual([4, 4, 4, 1]);
    endStep(step);
    disposeState(state);
  });

  it("is told in the order in which its reader put it: G first", async () => {
    const seen: string[] = [];
    const state = startState(tiny(), 5);
    const backwards: OwnStep = ({G, D, real, noise}) => {
      descend(G, () => calledReal(D(G(noise()))));
      const fake = G(noise());
      descend(D, () => tf.add(calledFake(D(fake)), calledReal(D(real))));
    };
    await trainStep(
      state,
      () => ({real: images(0)}),
      settings,
      (phase) => seen.push(phase),
      backwards
    );
    const order = ["draw noise again", "generate again", "judge", "update G"];
    expect(seen).toEqual([...order, "draw noise", "generate", "judge fake", "judge real", "update D"]);
    disposeState(state);
  });

  it("may be forgotten after any phase: the state is as before, bit for bit", async () => {
    for (const [own, look] of [
      [usual, true],
      [paused, false]
    ] as const) {
      // prettier-ignore
      const state = startState(tiny({norm: true}), 5);
      const text = await bits(state);
      for (let phases = 1; phases < (look ? 9 : 2); phases++) {
        const step = beginStep(state, () => ({real: images(0)}), settings, own);
        for (let i = 0; i < phases; i++) nextPhase(step, look);
        abortStep(step);
        expect(await bits(state)).toBe(text);
      }
      disposeState(state);
    }
  });

  it("draws seeded numbers of its own, and more real examples", async () => {
    const drawn: number[][] = [];
    const own: OwnStep = (game) => {
      drawn.push([...game.normal([2]).dataSync(), ...game.uniform([2]).dataSync(), game.moreReal().real.dataSync()[0]!]);
      return usual(game);
    };
    await train(tiny(), own, {steps: 2});
    await train(tiny(), own, {steps: 2});
    expect(drawn.slice(2)).toEqual(drawn.slice(0, 2));
    expect(drawn[0]).not.toEqual(drawn[1]);
    expect(drawn[0]![4]).toBeCloseTo(numbers(1, 16, 1)[0]!, 6);
  });

  it("reports the losses that it says it descends, else the cross-entropies of D's logits", async () => {
    const {reports} = await train(tiny(), (game) => (usual(game), {discriminator: 7, generator: tf.tensor1d([8])}), {steps: 1});
    expect(reports[0]).toMatchObject({discriminatorLoss: 7, generatorLoss: 8});
    const silent = await train(tiny(), (game) => void usual(game), {steps: 1});
    const ours = await train(tiny(), undefined, {steps: 1});
    expect(silent.reports[0]!.discriminatorLoss).toBeCloseTo(ours.reports[0]!.discriminatorLoss, 5);
    expect(silent.reports[0]!.generatorLoss).toBeCloseTo(ours.reports[0]!.generatorLoss, 5);
  });

  it("may leave one player alone, and show D no real examples: what there is none of is NaN", async () => {
    const onlyG: OwnStep = ({G, D, noise}) => ({generator: descend(G, () => calledReal(D(G(noise()))))});
    const {reports} = await train(tiny(), onlyG, {steps: 1});
    expect(reports[0]).toMatchObject({realAccuracy: NaN, fakeAccuracy: NaN, realLoss: NaN, discriminatorNorms: {}});
    expect(reports[0]!.generatorLoss).toBeGreaterThan(0);
  });

  it("names the player and the layer in which a number first was not finite", async () => {
    const state = startState(tiny(), 5);
    const broken: OwnStep = ({G, D, real, noise}) => {
      const fake = G(noise());
      descend(D, () => tf.mul(tf.add(calledReal(D(real)), calledFake(D(fake))), Infinity));
    };
    const text = await bits(state);
    const failure = await trainStep(state, () => ({real: images(0)}), settings, undefined, broken).catch(
      (error: unknown) => error
    );
    expect(failure).toBeInstanceOf(TrainingError);
    expect(failure).toMatchObject({
      step: 1,
      phase: "update D",
      player: "discriminator",
      layer: "conv1",
      what: "gradient of kernel"
    });
    expect(await bits(state)).toBe(text);
    disposeState(state);
  });

  it.each([
    ["a gradient of another player", ({G, D}: Game) => D.optimiser.applyGradients({[G.weights[0]!.name + "x"]: tf.scalar(0)}),
      /applyGradients: "dense1\/kernelx" is no trained weight of D, which has conv1\/kernel/], // prettier-ignore
    [
      "a loss that is no number",
      () => ({generator: "3" as unknown as number}),
      /the generator's loss must be a number or a scalar, got 3/
    ],
    [
      "a loss that is many",
      () => ({discriminator: tf.zeros([2])}),
      /the discriminator's loss must be a number or a scalar, got a tensor \[2\]/
    ],
    ["a tensor for the losses", () => tf.scalar(1) as unknown as void, /as \{discriminator, generator\}, or nothing/],
    ["an async function", (async () => {}) as unknown as OwnStep, /not async/],
    ["classes where there are none", ({wanted}: Game) => void wanted(), /take no labels/],
    ["an error of its own", () => { throw new RangeError("mine"); }, /mine/] // prettier-ignore
  ] as [string, OwnStep, RegExp][])("refuses %s in words, and leaves the state as it was", async (_, own, message) => {
    const state = startState(tiny(), 5);
    const text = await bits(state);
    await expect(trainStep(state, () => ({real: images(0)}), settings, undefined, own)).rejects.toThrow(message);
    expect(await bits(state)).toBe(text);
    disposeState(state);
  });
});

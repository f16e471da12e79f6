import {beforeAll, describe, expect, it} from "vitest";
import {loadGradients} from "../../../lib/backend/gradients.ts";
import {forward} from "../../../lib/nn/network/forward.ts";
import {initialise} from "../../../lib/nn/network/initialise.ts";
import {batchNorm, conv, dense, flatten, leakyRelu, ownLayer} from "../../../lib/nn/network/layers.ts";
import {disposeTensors, toTensors} from "../../../lib/nn/network/network-weights.ts";
import type {Network} from "../../../lib/nn/network/network.ts";
import {network} from "../../../lib/nn/network/network.ts";
import type {OwnForward} from "../../../lib/nn/network/own-layer.ts";
import {disposeState, startState, storeState} from "../../../lib/training/step/state.ts";
import {trainStep} from "../../../lib/training/step/step.ts";
import type {OwnStep} from "../../../lib/training/step/game.ts";
import {numbers} from "../../fixtures/gan.ts";
import {tiny, tinyGenerator} from "../../training/tiny-gan.ts";
import {images, settings} from "../../training/tiny.ts";
import {tf} from "../tfjs.ts";
import {arrayDense, byHand, ownDense} from "./own-layers.ts";

beforeAll(loadGradients);

/** What a network gives for four examples; nothing is left behind. */
function run(whole: Network, training: boolean): {output: number[]; running: Record<string, number[]>} {
  const before = tf.memory().numTensors;
  const weights = toTensors(initialise(whole, 3, "he"));
  const x = tf.tensor(numbers(1, 12, 1), [4, 3]);
  const {output, running} = forward(whole, weights, x, {training, seed: 1});
  const result = {
    output: [...output.dataSync()],
    running: Object.fromEntries(Object.entries(running).map(([name, each]) => [name, [...each.dataSync()]]))
  };
  [weights, running, {x, output}].forEach(disposeTensors);
  expect(tf.memory().numTensors).toBe(before);
  return result;
}

function expectClose(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  const worst = Math.max(...expected.map((value, i) => Math.abs(actual[i] - value) / (1e-3 + Math.abs(value))));
  expect(worst).toBeLessThan(tolerance);
}

/** A step by hand: both players follow the usual losses. */
const step: OwnStep = ({G, D, real, noise}) => {
  const descend = (player: typeof G, loss: () => unknown) => {
    const {grads} = tf.variableGrads(loss as never, player.weights);
    player.optimiser.applyGradients(grads);
  };
  const fake = G(noise());
  descend(D, () => tf.add(tf.mean(tf.softplus(tf.neg(D(real)))), tf.mean(tf.softplus(D(fake)))));
  descend(G, () => tf.mean(tf.softplus(tf.neg(D(G(noise()))))));
};

async function trained(change: (player: Network) => Network, own?: OwnStep, steps = 5): Promise<number[]> {
  // A bias right before a normalisation has no gradient but rounding errors, which Adam would blow up.
  const layers = [conv(4, {kernel: 3, stride: 2}), leakyRelu(), batchNorm(), flatten(), dense(1)];
  const discriminator = change(network({input: [4, 4, 1]}, layers));
  const players = {...tiny(), generator: change(tinyGenerator()), discriminator};
  const state = startState(players, 5, "he");
  const before = tf.memory().numTensors;
  for (let i = 0; i < steps; i++) await trainStep(state, (round) => ({real: images(100 * i + round)}), settings, undefined, own);
  // Averages and moments of Adam stand from the start; a step leaves nothing behind but the batch, which is its caller's.
  expect(tf.memory().numTensors - before).toBe(0);
  const stored = await storeState(state);
  disposeState(state);
  return [stored.generator, stored.discriminator].flatMap(({weights}) =>
    Object.values(weights).flatMap(({values}) => [...values])
  );
}

describe("a layer of one's own", () => {
  it.each([true, false])("gives what ours gives: dense, convolution and batch normalisation, training %s", (training) => {
    const ours = run(tiny().generator, training);
    for (const each of [ownDense, arrayDense]) {
      const own = run(byHand(tiny().generator, each), training);
      expectClose(own.output, ours.output, 1e-4);
      expect(Object.keys(own.running)).toEqual(Object.keys(ours.running));
      for (const [name, values] of Object.entries(own.running)) expectClose(values, ours.running[name], 1e-4);
    }
  });

  it.each([
    ["the usual step", undefined],
    ["a step of one's own", step]
  ] as const)("learns what ours learn from the same seed, and leaves nothing behind: %s", async (_, own) => {
    const ours = await trained((player) => player, own);
    expectClose(await trained((player) => byHand(player), own), ours, 2e-3);
    expectClose(await trained((player) => byHand(player, arrayDense), own), ours, 2e-3);
    expect(await trained((player) => player, own, 4)).not.toEqual(ours);
  });

  it("is given the labels, where its network has them", () => {
    const seen: unknown[] = [];
    const given: OwnForward = (x, _, {label}) => (seen.push(label?.shape), x);
    const x = tf.zeros([2, 3]);
    for (const label of [undefined, 4]) {
      const labels = label === undefined ? {} : {label: tf.zeros([2, label])};
      forward(network({input: [3], ...(label && {label})}, [ownLayer({forward: given})]), {}, x, labels).output.dispose();
    }
    expect(seen).toEqual([undefined, [2, 4]]);
  });

  it("hands out neither its input nor its weights", () => {
    const mine = network({input: [3]}, [ownLayer({weights: {all: [2, 3]}, forward: (_, {all}) => all})]);
    const all = tf.ones([2, 3]);
    const x = tf.zeros([2, 3]);
    forward(mine, {"own1/all": all}, x).output.dispose();
    forward(network({input: [3]}, [ownLayer({forward: (given) => given})]), {}, x).output.dispose();
    expect([all.isDisposed, x.isDisposed]).toEqual([false, false]);
    tf.dispose([all, x]);
  });

  const promised = 'layer "mine" was promised to give [2, 3] for [2, 3], but its forward gave [2, 2]';
  it.each([
    ["gives another shape than it promised", (x) => tf.slice(x, [0, 0], [2, 2]), promised],
    ["gives another batch", (x) => tf.slice(x, [0, 0], [1, 3]), /was promised to give \[2, 3\] .* gave \[1, 3\]/],
    ["gives nothing", () => undefined as never, 'layer "mine": forward must give a tensor at once, it gave undefined'],
    ["gives a promise", (async (x: never) => x) as never, 'layer "mine": forward must give a tensor at once, it gave a promise'],
    ["gives no real numbers", (x) => tf.greater(x, 0), 'layer "mine" must give real numbers (float32), its forward gave bool'],
    ["gives what it disposed of", (x) => (x.dispose(), x), 'layer "mine" disposed of what its forward gave'],
    ["asks for another weight", (x, {kernle}) => tf.add(x, kernle), 'layer "mine" has no weight "kernle"; it has kernel, seen'],
    [
      "updates another weight",
      (x, _, {update}) => (update({sean: x}), x),
      'layer "mine" has no weight "sean" to update; it has kernel, seen'
    ],
    [
      "updates what is trained",
      (x, {kernel}, {update}) => (update({kernel}), x),
      'layer "mine" updates "kernel", which gradients train: only a weight with trained: false is updated'
    ],
    ["updates with another shape", (x, _, {update}) => (update({seen: x}), x), 'layer "mine" updates "seen" [3] with [2, 3]'],
    ["throws", () => { throw new RangeError("my own"); }, "my own"] // prettier-ignore
  ] as [string, OwnForward, string | RegExp][])("says so when it %s", (_, work, message) => {
    // prettier-ignore
    const weights = {kernel: [3, 3], seen: {shape: [3], trained: false}};
    const mine = network({input: [3]}, [ownLayer({name: "mine", weights, forward: work})]);
    const tensors = toTensors(initialise(mine, 1));
    const before = tf.memory().numTensors;
    const x = tf.zeros([2, 3]);
    expect(() => forward(mine, tensors, x, {training: true})).toThrow(message);
    if (!x.isDisposed) x.dispose();
    expect(tf.memory().numTensors).toBe(before);
    disposeTensors(tensors);
  });

  it("updates nothing outside training", () => {
    const weights = {seen: {shape: [3], trained: false}};
    const mine = network({input: [3]}, [ownLayer({weights, forward: (x, {seen}, {update}) => (update({seen}), x)})]);
    expect(() => forward(mine, toTensors(initialise(mine, 1)), tf.zeros([2, 3]))).toThrow(
      'layer "own1" updates running statistics outside training: ask {training} first'
    );
  });
});

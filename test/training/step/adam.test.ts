import {describe, expect, it} from "vitest";
import {startAdam, updateAdam} from "../../../lib/training/step/optimisers.ts";
import type {AdamSettings} from "../../../lib/training/step/optimisers.ts";
import {tf} from "../../nn/tfjs.ts";

/** One weight after updates with these gradients. */
function run(settings: AdamSettings, gradients: number[]): number {
  const weights = {w: tf.tensor1d([1])};
  const state = startAdam(weights, ["w"]);
  for (const gradient of gradients) {
    const g = tf.tensor1d([gradient]);
    updateAdam(weights, {w: g}, state, settings);
    g.dispose();
  }
  const [value] = weights.w.dataSync();
  tf.dispose([weights, state.mean, state.square]);
  return value;
}

/** The paper's algorithm 1, number by number. */
function byHand(rate: number, beta1: number, beta2: number, epsilon: number, gradients: number[]): number {
  let [weight, mean, square] = [1, 0, 0];
  for (const [i, g] of gradients.entries()) {
    mean = beta1 * mean + (1 - beta1) * g;
    square = beta2 * square + (1 - beta2) * g * g;
    const correctedMean = mean / (1 - beta1 ** (i + 1));
    const correctedSquare = square / (1 - beta2 ** (i + 1));
    weight -= (rate * correctedMean) / (Math.sqrt(correctedSquare) + epsilon);
  }
  return weight;
}

describe("updateAdam(weights, gradients, state, settings)", () => {
  it("follows algorithm 1 of the paper", () => {
    const gradients = [0.3, -0.1, 0.02, 0.5];
    expect(run({learningRate: 0.01}, gradients)).toBeCloseTo(byHand(0.01, 0.5, 0.999, 1e-8, gradients), 6);
    expect(run({learningRate: 0.01, beta1: 0.9, beta2: 0.99, epsilon: 0.1}, gradients)).toBeCloseTo(
      byHand(0.01, 0.9, 0.99, 0.1, gradients),
      6
    );
  });
  it("in the form of Keras, makes epsilon larger by 1 / √(1 − β2ᵗ)", () => {
    const epsilon = 0.01;
    const larger = epsilon / Math.sqrt(1 - 0.999);
    expect(run({learningRate: 0.01, epsilon, form: "keras"}, [0.3])).toBeCloseTo(byHand(0.01, 0.5, 0.999, larger, [0.3]), 6);
  });
  it("leaves as many tensors as there were, and weights without a gradient alone", () => {
    const weights = {w: tf.tensor1d([1, 2]), still: tf.tensor1d([3])};
    const state = startAdam(weights, ["w"]);
    const g = tf.tensor1d([1, -1]);
    const before = tf.memory().numTensors;
    const {still} = weights;
    updateAdam(weights, {w: g}, state, {learningRate: 0.1});
    expect(tf.memory().numTensors).toBe(before);
    expect(weights.still).toBe(still);
    expect(state.steps).toBe(1);
    tf.dispose([weights, state.mean, state.square, g]);
  });
  it("refuses settings out of range, and gradients that it has no state for", () => {
    const weights = {w: tf.tensor1d([1])};
    const state = startAdam(weights, ["w"]);
    expect(() => updateAdam(weights, {}, state, {learningRate: -1})).toThrow("learning rate must be 0 or more, got -1");
    expect(() => updateAdam(weights, {}, state, {learningRate: 1, beta1: 1})).toThrow(
      "β1 and β2 must be in [0, 1), got 1 and 0.999"
    );
    expect(() => updateAdam(weights, {}, state, {learningRate: 1, epsilon: 0})).toThrow("epsilon must be positive, got 0");
    expect(() => updateAdam(weights, {v: weights.w}, state, {learningRate: 1})).toThrow('Adam has no state for the weight "v"');
    tf.dispose([weights, state.mean, state.square]);
  });
});

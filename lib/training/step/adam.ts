import * as tf from "@tensorflow/tfjs-core";
import type {TensorWeights} from "../../nn/network/network-weights.ts";
import {runOwnKernel} from "../../nn/network/own-kernel.ts";

/** Settings of Adam (Kingma and Ba 2015). */
export interface AdamSettings {
  learningRate: number;
  /** Decay of the mean of the gradients; default 0.5, as DCGAN. */
  beta1?: number;
  /** Decay of the mean of their squares; default 0.999. */
  beta2?: number;
  /** Keeps the division finite; default 1e-8, PyTorch's (Keras: 1e-7). */
  epsilon?: number;
  /**
   * Where epsilon goes. `pytorch`, algorithm 1 of the paper: rate · m̂ / (√v̂ + ε). `keras`, the form at the end of its section
   * 2: rate · √(1 − β2ᵗ) / (1 − β1ᵗ) · m / (√v + ε), which makes ε larger by 1 / √(1 − β2ᵗ): 32 times at the first step. Default
   * `pytorch`.
   */
  form?: "pytorch" | "keras";
}

/** What Adam remembers: as many tensors, of the same shapes, as there are trained weights. */
export interface AdamState {
  /** Updates done. */
  steps: number;
  /** Running mean of each gradient, by weight name. */
  mean: TensorWeights;
  /** Running mean of its square. */
  square: TensorWeights;
}

/** Adam before its first update, for the weights of these names. */
export function startAdam(weights: TensorWeights, names: readonly string[]): AdamState {
  const zeros = (): TensorWeights => Object.fromEntries(names.map((name) => [name, tf.zerosLike(weights[name])]));
  return {steps: 0, mean: zeros(), square: zeros()};
}

/**
 * One update: replaces the weights that have a gradient, and the state's tensors, and frees the old ones. The gradients stay.
 * @throws RangeError when a setting is out of range, or a gradient belongs to no weight of the state.
 */
export function updateAdam(weights: TensorWeights, gradients: TensorWeights, state: AdamState, settings: AdamSettings): void {
  const {learningRate, beta1 = 0.5, beta2 = 0.999, epsilon = 1e-8, form = "pytorch"} = settings;
  checkAdam(settings);
  const foreign = Object.keys(gradients).find((name) => !Object.hasOwn(state.mean, name));
  if (foreign !== undefined) throw new RangeError(`Adam has no state for the weight "${foreign}"`);
  state.steps += 1;
  const meanCorrection = 1 - beta1 ** state.steps;
  const squareCorrection = Math.sqrt(1 - beta2 ** state.steps);
  const rate = (learningRate * squareCorrection) / meanCorrection;
  // √v̂ + ε = (√v + ε · √(1 − β2ᵗ)) / √(1 − β2ᵗ): the two forms differ in this factor alone.
  const floor = form === "pytorch" ? epsilon * squareCorrection : epsilon;
  const numbers = {beta1, beta2, rate, floor};
  for (const [name, gradient] of Object.entries(gradients)) {
    const inputs = {weight: weights[name], mean: state.mean[name], square: state.square[name], gradient};
    const [weight, mean, square] = runOwnKernel("AdamUpdate", inputs, numbers) ?? composedUpdate(inputs, numbers);
    replace(state.mean, name, mean);
    replace(state.square, name, square);
    replace(weights, name, weight);
  }
}

/** @throws RangeError when a setting of Adam is out of range. */
export function checkAdam({learningRate, beta1 = 0.5, beta2 = 0.999, epsilon = 1e-8, form = "pytorch"}: AdamSettings): void {
  checkRate(learningRate);
  for (const beta of [beta1, beta2]) {
    if (!(beta >= 0 && beta < 1)) throw new RangeError(`β1 and β2 must be in [0, 1), got ${beta1} and ${beta2}`);
  }
  if (!(epsilon > 0)) throw new RangeError(`epsilon must be positive, got ${epsilon}`);
  if (form !== "pytorch" && form !== "keras") throw new RangeError(`form must be "pytorch" or "keras", got ${String(form)}`);
}

/** @throws RangeError when it is not a learning rate: finite, 0 or more. */
export function checkRate(learningRate: number): void {
  if (!(learningRate >= 0 && Number.isFinite(learningRate)))
    throw new RangeError(`learning rate must be 0 or more, got ${learningRate}`);
}

/** The new weight, mean and square. */
function composedUpdate(
  {weight, mean, square, gradient}: Record<"weight" | "mean" | "square" | "gradient", tf.Tensor>,
  {beta1, beta2, rate, floor}: Record<"beta1" | "beta2" | "rate" | "floor", number>
): tf.Tensor[] {
  return tf.tidy(() => {
    const newMean = tf.add(tf.mul(mean, beta1), tf.mul(gradient, 1 - beta1));
    const newSquare = tf.add(tf.mul(square, beta2), tf.mul(tf.square(gradient), 1 - beta2));
    const change = tf.div(tf.mul(newMean, rate), tf.add(tf.sqrt(newSquare), floor));
    return [tf.sub(weight, change), newMean, newSquare];
  });
}

/** Puts a tensor in the place of another, which is freed. */
export function replace(tensors: TensorWeights, name: string, tensor: tf.Tensor): void {
  tensors[name]?.dispose();
  tensors[name] = tensor;
}

import * as tf from "@tensorflow/tfjs-core";
import {replaceTensor} from "../../nn/network/network-weights.ts";
import type {TensorWeights} from "../../nn/network/network-weights.ts";
import {runOwnKernel} from "../../nn/network/own-kernel.ts";

// From simple to clever: plain descent, Adam, a rate that rises and falls, an average of what both have passed through.

/** Settings of plain gradient descent, weight − rate · gradient: what GAN Lab trains with. */
export interface SgdSettings {
  optimiser: "sgd";
  learningRate: number;
}

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

/** One weight, and what its optimiser remembers of its gradients. */
export interface WeightMemory {
  weight: number;
  /** In Adam, the running mean of the gradients. */
  m: number;
  /** In Adam, the running mean of their squares. */
  v: number;
}

/**
 * How one weight follows its gradient, written by hand: from the weight and its memory, both 0 at first, to those after the update. `t`
 * counts the updates from 1.
 */
export type OwnUpdate = (
  memory: WeightMemory,
  gradient: number,
  t: number,
  settings: Required<Pick<AdamSettings, "learningRate" | "beta1" | "beta2" | "epsilon">>
) => WeightMemory;

/** Settings of an optimiser of the reader's own. It is called for each weight by itself. */
export type OwnOptimiserSettings = {optimiser: OwnUpdate} & Omit<AdamSettings, "form">;

/** How a player follows its gradients. Without a name it is Adam. */
export type OptimiserSettings = ({optimiser?: "adam"} & AdamSettings) | SgdSettings | OwnOptimiserSettings;

/** What Adam remembers: as many tensors, of the same shapes, as there are trained weights. */
export interface AdamState {
  /** Updates done. */
  steps: number;
  /** Running mean of each gradient, by weight name. */
  mean: TensorWeights;
  /** Running mean of its square. */
  square: TensorWeights;
}

/**
 * One update: replaces the weights that have a gradient, and frees the old ones. The gradients stay. Plain descent leaves Adam's
 * state alone, so that a branch may go on with Adam.
 * @throws RangeError when a setting is out of range, or a gradient belongs to no weight.
 */
export function updateWeights(
  {weights, adam}: {weights: TensorWeights; adam: AdamState},
  gradients: TensorWeights,
  settings: OptimiserSettings
): void {
  if (settings.optimiser === "sgd") updateSgd(weights, gradients, settings);
  else if (isOwn(settings)) updateByHand(weights, gradients, adam, settings);
  else updateAdam(weights, gradients, adam, settings);
}

/** One update by plain gradient descent, as `updateWeights`. */
export function updateSgd(weights: TensorWeights, gradients: TensorWeights, {learningRate}: SgdSettings): void {
  checkRate(learningRate);
  for (const [name, gradient] of Object.entries(gradients)) {
    if (!Object.hasOwn(weights, name)) throw new RangeError(`there is no weight "${name}"`);
    const next = tf.tidy(() => tf.sub(weights[name], tf.mul(gradient, learningRate)));
    replaceTensor(weights, name, next);
  }
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
  checkAdam(settings);
  beginUpdate(gradients, state);
  const numbers = adamNumbers(settings, state.steps);
  for (const [name, gradient] of Object.entries(gradients)) {
    const inputs = {weight: weights[name], mean: state.mean[name], square: state.square[name], gradient};
    const [weight, mean, square] = runOwnKernel("AdamUpdate", inputs, numbers) ?? tf.tidy(() => adamStep(inputs, numbers));
    replaceTensor(state.mean, name, mean);
    replaceTensor(state.square, name, square);
    replaceTensor(weights, name, weight);
  }
}

/**
 * One update by a function of the reader's, weight by weight, as `updateAdam`. Its memory is kept where Adam's is.
 * @throws TypeError when the function gives anything but {weight, m, v}.
 */
function updateByHand(weights: TensorWeights, gradients: TensorWeights, state: AdamState, settings: OwnOptimiserSettings): void {
  const {optimiser: update, learningRate, beta1 = 0.5, beta2 = 0.999, epsilon = 1e-8} = settings;
  beginUpdate(gradients, state);
  for (const [name, gradient] of Object.entries(gradients)) {
    const {shape} = weights[name];
    const slopes = gradient.dataSync();
    const [weight, m, v] = [weights[name], state.mean[name], state.square[name]].map((tensor) =>
      Float32Array.from(tensor.dataSync())
    );
    for (let i = 0; i < slopes.length; i++) {
      const memory = {weight: weight[i], m: m[i], v: v[i]};
      const after = update(memory, slopes[i], state.steps, {learningRate, beta1, beta2, epsilon}) as WeightMemory | undefined;
      if (![after?.weight, after?.m, after?.v].every((value) => typeof value === "number"))
        throw new TypeError(`an optimiser gives {weight, m, v}, three numbers; for ${name} it gave ${JSON.stringify(after)}`);
      [weight[i], m[i], v[i]] = [after!.weight, after!.m, after!.v];
    }
    replaceTensor(weights, name, tf.tensor(weight, shape));
    replaceTensor(state.mean, name, tf.tensor(m, shape));
    replaceTensor(state.square, name, tf.tensor(v, shape));
  }
}

/** Counts an update. @throws RangeError when a gradient belongs to no weight of the state. */
function beginUpdate(gradients: TensorWeights, state: AdamState): void {
  const foreign = Object.keys(gradients).find((name) => !Object.hasOwn(state.mean, name));
  if (foreign !== undefined) throw new RangeError(`Adam has no state for the weight "${foreign}"`);
  state.steps += 1;
}

/** What Adam's settings come to at its nth update. */
interface AdamNumbers extends Record<string, number> {
  beta1: number;
  beta2: number;
  /** Corrected for the start from zeros. */
  rate: number;
  /** What stands beside √v. */
  floor: number;
}

/**
 * The numbers of one of Adam's updates, with its defaults: the two decays, the rate corrected for moments that began at 0, and what
 * stands beside √v (Kingma and Ba 2015, section 2; with `form: "keras"`, the last lines of that section).
 * @param step of Adam, from 1
 */
export function adamNumbers(settings: AdamSettings, step: number): AdamNumbers {
  const {learningRate, beta1 = 0.5, beta2 = 0.999, epsilon = 1e-8, form = "pytorch"} = settings;
  const squareCorrection = Math.sqrt(1 - beta2 ** step);
  const rate = (learningRate * squareCorrection) / (1 - beta1 ** step);
  // √v̂ + ε = (√v + ε · √(1 − β2ᵗ)) / √(1 − β2ᵗ): the two forms differ in this factor alone.
  return {beta1, beta2, rate, floor: form === "pytorch" ? epsilon * squareCorrection : epsilon};
}

/**
 * The new weight, mean and square, in operations that can be differentiated.
 * @param slopeFloor is added under the root: above 0 it keeps the slope of the root finite where a gradient has always been 0.
 */
export function adamStep(
  {weight, mean, square, gradient}: Record<"weight" | "mean" | "square" | "gradient", tf.Tensor>,
  {beta1, beta2, rate, floor}: AdamNumbers,
  slopeFloor = 0
): [weight: tf.Tensor, mean: tf.Tensor, square: tf.Tensor] {
  const newMean = tf.add(tf.mul(mean, beta1), tf.mul(gradient, 1 - beta1));
  const newSquare = tf.add(tf.mul(square, beta2), tf.mul(tf.square(gradient), 1 - beta2));
  const root = tf.sqrt(slopeFloor > 0 ? tf.add(newSquare, slopeFloor) : newSquare);
  const change = tf.div(tf.mul(newMean, rate), tf.add(root, floor));
  return [tf.sub(weight, change), newMean, newSquare];
}

/** Learning rates that rise and fall again, in straight lines (Smith 2017, "Cyclical learning rates", section 3.1). */
export interface RateCycle {
  /** Steps from one trough to the next, 2 or more. */
  steps: number;
  /** How many times as large the rates are at the top; at the bottom they are what the settings say. Above 0. */
  times: number;
}

/** The settings of an optimiser in a step, from 0, of such a cycle; as they are without one. */
export function cycled<Settings extends OptimiserSettings>(
  settings: Settings,
  cycle: RateCycle | undefined,
  step: number
): Settings {
  if (!cycle) return settings;
  const height = 1 - Math.abs((2 * (step % cycle.steps)) / cycle.steps - 1);
  return {...settings, learningRate: settings.learningRate * (1 + (cycle.times - 1) * height)};
}

/** A copy of weights to start an average from; `disposeTensors` frees it. */
export function startAverage(weights: TensorWeights): TensorWeights {
  return Object.fromEntries(Object.entries(weights).map(([name, weight]) => [name, tf.clone(weight)]));
}

/**
 * The exponential moving average of weights, running statistics included (Yazıcı et al. 2019): decay · average + (1 − decay) ·
 * weights, in the place of the average, whose old tensors are freed. With decay 0.99, about the last hundred steps count.
 * @throws RangeError when decay is not in [0, 1), or the weights have other names than the average.
 */
export function updateAverage(average: TensorWeights, weights: TensorWeights, decay: number): void {
  if (!(decay >= 0 && decay < 1)) throw new RangeError(`decay must be in [0, 1), got ${decay}`);
  const names = Object.keys(average);
  const odd = [...names, ...Object.keys(weights)].find((name) => !(Object.hasOwn(average, name) && Object.hasOwn(weights, name)));
  if (odd !== undefined) throw new RangeError(`average and weights do not have the same names: "${odd}" is in one of them only`);
  for (const name of names) {
    const [old, now] = [average[name], weights[name]];
    const composed = (): tf.Tensor => tf.tidy(() => tf.add(tf.mul(old, decay), tf.mul(now, 1 - decay)));
    replaceTensor(average, name, runOwnKernel("MovingAverage", {old, now}, {keep: decay})?.[0] ?? composed());
  }
}

/** Whether the optimiser is a function of the reader's. */
export function isOwn(settings: OptimiserSettings): settings is OwnOptimiserSettings {
  return typeof settings.optimiser === "function";
}

/**
 * Holds a player's optimiser and its settings against their ranges.
 * @param player what the message begins with: "generator"
 * @throws RangeError, beginning with the player, when an optimiser's name or a setting of it is out of range.
 */
export function checkOptimiser(player: string, settings: OptimiserSettings): void {
  try {
    const {optimiser = "adam"} = settings;
    if (optimiser === "sgd") checkRate(settings.learningRate);
    else if (optimiser === "adam" || typeof optimiser === "function") checkAdam(settings as AdamSettings);
    else throw new RangeError(`optimiser must be "adam", "sgd" or a function, got ${JSON.stringify(optimiser)}`);
  } catch (error) {
    if (error instanceof RangeError) throw new RangeError(`${player}: ${error.message}`, {cause: error});
    throw error;
  }
}

/**
 * Holds a cycle of learning rates against its ranges.
 * @throws RangeError when a cycle is shorter than two steps, or its top is not above 0.
 */
export function checkCycle({steps, times}: RateCycle): void {
  if (!(Number.isInteger(steps) && steps >= 2))
    throw new RangeError(`rateCycle.steps must be a whole number from 2, got ${steps}`);
  if (!(times > 0 && times < Infinity)) throw new RangeError(`rateCycle.times must be above 0, got ${times}`);
}

function checkAdam({learningRate, beta1 = 0.5, beta2 = 0.999, epsilon = 1e-8, form = "pytorch"}: AdamSettings): void {
  checkRate(learningRate);
  for (const beta of [beta1, beta2]) {
    if (!(beta >= 0 && beta < 1)) throw new RangeError(`β1 and β2 must be in [0, 1), got ${beta1} and ${beta2}`);
  }
  if (!(epsilon > 0)) throw new RangeError(`epsilon must be positive, got ${epsilon}`);
  if (form !== "pytorch" && form !== "keras") throw new RangeError(`form must be "pytorch" or "keras", got ${String(form)}`);
}

function checkRate(learningRate: number): void {
  if (!(learningRate >= 0 && Number.isFinite(learningRate)))
    throw new RangeError(`learning rate must be 0 or more, got ${learningRate}`);
}

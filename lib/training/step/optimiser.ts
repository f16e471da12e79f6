import * as tf from "@tensorflow/tfjs-core";
import type {TensorWeights} from "../../nn/network/network-weights.ts";
import {checkRate, replace, updateAdam} from "./adam.ts";
import type {AdamSettings} from "./adam.ts";
import type {Player} from "./state.ts";

/** Settings of plain gradient descent, weight − rate · gradient: what GAN Lab trains with. */
export interface SgdSettings {
  optimiser: "sgd";
  learningRate: number;
}

/** How a player follows its gradients. Without a name it is Adam. */
export type OptimiserSettings = ({optimiser?: "adam"} & AdamSettings) | SgdSettings;

/**
 * One update of a player: replaces the weights that have a gradient, and frees the old ones. The gradients stay. Plain descent
 * leaves Adam's state alone, so that a branch may go on with Adam.
 * @throws RangeError when a setting is out of range, or a gradient belongs to no weight.
 */
export function updatePlayer({weights, adam}: Player, gradients: TensorWeights, settings: OptimiserSettings): void {
  if (settings.optimiser === "sgd") updateSgd(weights, gradients, settings);
  else updateAdam(weights, gradients, adam, settings);
}

/** One update by plain gradient descent, as `updatePlayer`. */
export function updateSgd(weights: TensorWeights, gradients: TensorWeights, {learningRate}: SgdSettings): void {
  checkRate(learningRate);
  for (const [name, gradient] of Object.entries(gradients)) {
    if (!Object.hasOwn(weights, name)) throw new RangeError(`there is no weight "${name}"`);
    const next = tf.tidy(() => tf.sub(weights[name], tf.mul(gradient, learningRate)));
    replace(weights, name, next);
  }
}

import * as tf from "@tensorflow/tfjs-core";
import type {TensorWeights} from "../../nn/network/network-weights.ts";
import {runOwnKernel} from "../../nn/network/own-kernel.ts";
import {replace} from "./adam.ts";

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
    const inputs = {old: average[name], now: weights[name]};
    replace(average, name, runOwnKernel("MovingAverage", inputs, {keep: decay})?.[0] ?? mixed(inputs, decay));
  }
}

function mixed({old, now}: Record<"old" | "now", tf.Tensor>, keep: number): tf.Tensor {
  return tf.tidy(() => tf.add(tf.mul(old, keep), tf.mul(now, 1 - keep)));
}

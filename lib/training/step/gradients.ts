import * as tf from "@tensorflow/tfjs-core";
import {disposeTensors, trainableNames} from "../../nn/network/network-weights.ts";
import type {TensorWeights} from "../../nn/network/network-weights.ts";
import type {Player} from "./state.ts";

/** A loss with the gradient for every trained weight of a player. The caller frees them. */
export interface LossGradients {
  loss: tf.Scalar;
  gradients: TensorWeights;
}

/**
 * A loss that is computed from a player's weights, and its gradients. Tensors that `compute` wants to hand out must be kept.
 * @param options.partial some weights may take no part in the loss: their gradient is 0.
 * @throws Error when a weight takes no part and may not: as with a loss that does not use D's logits.
 */
export function lossGradients(
  {network, weights}: Player,
  compute: () => tf.Scalar,
  {partial = false}: {partial?: boolean} = {}
): LossGradients {
  const names = trainableNames(network);
  const given = names.map((name) => weights[name]);
  return tf.tidy(() => {
    const {value, grads} = freeing(() => tf.engine().gradients(compute, given, undefined, true));
    const all = (grads as (tf.Tensor | null)[]).map((gradient, index) => {
      if (gradient) return gradient;
      if (partial) return tf.zerosLike(given[index]);
      throw new Error(`the loss does not depend on "${names[index]}": does it use all of D's logits?`);
    });
    return {loss: value, gradients: Object.fromEntries(names.map((name, index) => [name, all[index]]))};
  });
}

/** tfjs keeps what a gradient needs when a function throws, forwards or on the way back; this frees it. */
function freeing<T>(compute: () => T): T {
  try {
    return compute();
  } catch (error) {
    for (const {saved = []} of tf.engine().state.activeTape ?? []) tf.dispose(saved);
    throw error;
  }
}

/** Sums of gradients by name, in place of both, which are freed. */
export function addGradients(a: TensorWeights, b: TensorWeights): TensorWeights {
  const sums = Object.fromEntries(Object.entries(a).map(([name, gradient]) => [name, tf.add(gradient, b[name])]));
  disposeTensors(a);
  disposeTensors(b);
  return sums;
}

/** The same tensor; the gradient that comes back to it is shown to `look`, which must clone and keep what it wants. */
export function watchGradient(x: tf.Tensor, look: (gradient: tf.Tensor) => void): tf.Tensor {
  const watch = tf.customGrad((...inputs) => {
    const [input] = inputs as [tf.Tensor];
    return {
      value: tf.clone(input),
      gradFunc: (gradient: tf.Tensor) => {
        look(gradient);
        return gradient;
      }
    };
  });
  return watch(x);
}

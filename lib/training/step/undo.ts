import * as tf from "@tensorflow/tfjs-core";
import {disposeTensors} from "../../nn/network/network-weights.ts";
import type {TensorWeights} from "../../nn/network/network-weights.ts";
import {stateTensors} from "./state.ts";
import type {GanState} from "./state.ts";

/** A state as it was: tensors that share their numbers with the originals, and cost memory only once those are replaced. */
export interface Remembered {
  tensors: TensorWeights[];
  generatorSteps: number;
  discriminatorSteps: number;
  step: number;
}

/** What `restoreState` needs to bring a state back to where it is; `forget` frees it. */
export function rememberState(state: GanState): Remembered {
  const {generator, discriminator, step} = state;
  const share = (tensors: TensorWeights): TensorWeights =>
    Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, sharing(tensor)]));
  return {
    tensors: stateTensors(state).map(share),
    generatorSteps: generator.adam.steps,
    discriminatorSteps: discriminator.adam.steps,
    step
  };
}

/**
 * Brings a state back, bit for bit; what is remembered stays and can be used again.
 * @throws Error when it was forgotten.
 */
export function restoreState(state: GanState, remembered: Remembered): void {
  if (remembered.tensors.length === 0) throw new Error("the step has ended: the state before it is no longer known");
  const averaged = Object.keys(remembered.tensors[remembered.tensors.length - 1]).length > 0;
  for (const [index, tensors] of stateTensors(state).entries()) {
    disposeTensors(tensors);
    for (const [name, tensor] of Object.entries(remembered.tensors[index])) tensors[name] = sharing(tensor);
  }
  if (!averaged) delete state.average;
  state.generator.adam.steps = remembered.generatorSteps;
  state.discriminator.adam.steps = remembered.discriminatorSteps;
  state.step = remembered.step;
}

/** Frees what was remembered. */
export function forget(remembered: Remembered): void {
  remembered.tensors.forEach(disposeTensors);
  remembered.tensors = [];
}

/** The same numbers once more. Not `tf.clone`, which copies them on the WASM backend. */
function sharing(tensor: tf.Tensor): tf.Tensor {
  return tf.keep(tf.reshape(tensor, tensor.shape));
}

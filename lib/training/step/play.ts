import * as tf from "@tensorflow/tfjs-core";
import {forward} from "../../nn/network/forward.ts";
import type {Forward} from "../../nn/network/forward.ts";
import type {TensorWeights} from "../../nn/network/network-weights.ts";
import {replace} from "./adam.ts";
import type {Player} from "./state.ts";
import {inRound} from "./step-context.ts";
import type {StepContext} from "./step-context.ts";

/** What a player gives in training. */
export function play(
  context: StepContext,
  {network, weights}: Player,
  input: tf.Tensor,
  label: tf.Tensor | undefined,
  purpose: string
): Forward {
  const {onLayer, state} = context;
  const player = network === state.generator.network ? "generator" : "discriminator";
  return forward(network, weights, input, {
    training: true,
    seed: dropoutSeed(context, purpose),
    label: network.label === undefined ? undefined : label,
    ...(onLayer && {tap: ({name}) => onLayer(player, name)})
  });
}

/** What dropout comes from: the seed, the step, the purpose and the round. */
export function dropoutSeed({state, round}: StepContext, purpose: string): string {
  return `${state.seed}/${state.step}/${inRound(purpose, round)}`;
}

/** One-hot rows [labels, classes]. */
export function oneHot(labels: readonly number[], classes: number): tf.Tensor {
  const values = new Float32Array(labels.length * classes);
  for (const [row, label] of labels.entries()) values[row * classes + label] = 1;
  return tf.tensor(values, [labels.length, classes]);
}

/** Keeps tensors beyond the tidy that they were made in, in the place of others, which are freed. */
export function keepAll(from: TensorWeights, into: TensorWeights): void {
  for (const [name, tensor] of Object.entries(from)) replace(into, name, tf.keep(tensor));
}

/** Takes tensors from one record into another, in the place of others, which are freed. */
export function moveAll(from: TensorWeights, into: TensorWeights): void {
  for (const [name, tensor] of Object.entries(from)) {
    replace(into, name, tensor);
    delete from[name];
  }
}

import * as tf from "@tensorflow/tfjs-core";
import {forward} from "../../nn/network/forward.ts";
import type {Forward} from "../../nn/network/forward.ts";
import type {Network} from "../../nn/network/network.ts";
import {crossEntropy} from "./losses.ts";
import {namedClasses, noiseDeviation, packingOf} from "./settings.ts";
import type {StepSettings} from "./settings.ts";
import {keepTensor, sourceFor, streamName} from "./context.ts";
import type {StepContext} from "./context.ts";
import type {Player} from "./state.ts";

// How a player is run within a step: G on noise, D on what it is shown; and how D's output is read.

/**
 * What a player gives for a batch, with the statistics of the batch, and dropout by the seed, the step and the purpose.
 * @param label one-hot [batch, classes], for a network that takes labels; others are not shown it.
 */
export function runPlayer(
  step: StepContext,
  {network, weights}: Player,
  input: tf.Tensor,
  label: tf.Tensor | undefined,
  purpose: string
): Forward {
  const {onLayer, state} = step;
  const player = network === state.generator.network ? "generator" : "discriminator";
  return forward(network, weights, input, {
    training: true,
    seed: dropoutSeed(step, purpose),
    label: network.label === undefined ? undefined : label,
    ...(onLayer && {tap: ({name}) => onLayer(player, name)})
  });
}

/** What dropout comes from: the seed, the step, the purpose and the round. */
export function dropoutSeed({state, round}: StepContext, purpose: string): string {
  return `${state.seed}/${state.step}/${streamName(purpose, round)}`;
}

/**
 * Examples in the form in which D sees them: packed, if D takes several at once, and under instance noise, if there is any.
 * Gradients go through. What differs from the examples is kept for those who look, under `name`. Call it where tensors are tidied up.
 */
export function asDiscriminatorSees(
  step: StepContext,
  examples: tf.Tensor,
  name: "realSeen" | "fakeSeen" | "againSeen"
): tf.Tensor {
  const {state, settings} = step;
  const packed = packFor(step, examples);
  const deviation = settings.instanceNoise ? noiseDeviation(settings.instanceNoise, state.step) : 0;
  if (deviation === 0) return packed;
  const source = sourceFor(step, name);
  const noise = Float32Array.from({length: packed.size}, () => source.normal(0, deviation));
  const noisy = tf.add(packed, tf.tensor(noise, packed.shape));
  keepTensor(step, name, tf.clone(noisy));
  return noisy;
}

/** Examples packed as D takes them, without noise. */
export function packFor({state}: StepContext, examples: tf.Tensor): tf.Tensor {
  return pack(examples, packingOf({generator: state.generator.network, discriminator: state.discriminator.network}));
}

/** [batch, …, c] → [batch / packing, …, c · packing]: neighbours in the batch, side by side on the last axis. */
export function pack(examples: tf.Tensor, packing: number): tf.Tensor {
  if (packing === 1) return examples;
  const [batch, ...shape] = examples.shape;
  const rest = shape.slice(0, -1);
  const split = tf.reshape(examples, [batch / packing, packing, ...shape]);
  const order = [0, ...rest.map((_, axis) => axis + 2), 1, rest.length + 2];
  return tf.reshape(tf.transpose(split, order), [batch / packing, ...rest, shape[shape.length - 1] * packing]);
}

/** What D says of examples. */
export interface Verdict {
  /** How sure it is that each is real: [batch, 1], or the shape that D gives. */
  logits: tf.Tensor;
  /** With an auxiliary head: the logits of the classes [batch, classes]. */
  classes?: tf.Tensor2D;
}

/** D's output, taken apart. Gradients go through. */
export function verdict(discriminator: Network, output: tf.Tensor): Verdict {
  const classes = namedClasses(discriminator);
  if (classes === undefined) return {logits: output};
  const examples = output.shape[0];
  return {
    logits: tf.slice(output, [0, 0], [examples, 1]),
    classes: tf.slice(output, [0, 1], [examples, classes]) as tf.Tensor2D
  };
}

/** Whose loss: D's on real or on generated examples, or G's. */
export type Side = "real" | "fake" | "generator";

/** The one-hot labels that belong to a loss. */
export const LABELS = {real: "realLabel", fake: "fakeLabel", generator: "labelAgain"} as const;

/**
 * What a player descends: its loss in the game and, with an auxiliary head, `auxiliary` (default 1) times the cross-entropy of the
 * classes (Odena, Olah and Shlens 2017, equations 2 and 3: D descends it on real and on generated examples, G on its own).
 */
export function withClassLoss(
  loss: tf.Scalar,
  classes: tf.Tensor | undefined,
  answers: tf.Tensor | undefined,
  {auxiliary = 1}: StepSettings
): tf.Scalar {
  return classes && answers ? tf.add(loss, tf.mul(crossEntropy(classes, answers), auxiliary)) : loss;
}

/** The same, with its parts kept for those who look: `realLoss` and, with an auxiliary head, `realClassLoss` and `realClasses`. */
export function keepLosses(step: StepContext, side: Side, loss: tf.Scalar, classes?: tf.Tensor2D): tf.Scalar {
  keepTensor(step, `${side}Loss`, tf.clone(loss));
  const answers = step.tensors[LABELS[side]];
  if (!classes || !answers) return loss;
  keepTensor(step, `${side}Classes`, classes);
  keepTensor(step, `${side}ClassLoss`, crossEntropy(classes, answers));
  return withClassLoss(loss, classes, answers, step.settings);
}

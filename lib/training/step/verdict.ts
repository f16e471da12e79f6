import * as tf from "@tensorflow/tfjs-core";
import type {Network} from "../../nn/network/network.ts";
import {replace} from "./adam.ts";
import {crossEntropy} from "./cross-entropy.ts";
import type {StepContext, StepSettings} from "./step-context.ts";

/** What D says of examples. */
export interface Verdict {
  /** How sure it is that each is real: [batch, 1], or the shape that D gives. */
  logits: tf.Tensor;
  /** With an auxiliary head: the logits of the classes [batch, classes]. */
  classes?: tf.Tensor2D;
}

/** Classes that D's auxiliary head names; undefined for a D without one. */
export function namedClasses({layers}: Network): number | undefined {
  const head = layers[layers.length - 1];
  return head.kind === "auxiliary" ? head.classes : undefined;
}

/** Classes whose labels D needs, because it is told them or because it must name them; undefined when it needs none. */
export function labelsOf(discriminator: Network): number | undefined {
  return discriminator.label ?? namedClasses(discriminator);
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
export function withNames(loss: tf.Scalar, classes: tf.Tensor, answers: tf.Tensor, {auxiliary = 1}: StepSettings): tf.Scalar {
  return tf.add(loss, tf.mul(crossEntropy(classes, answers), auxiliary));
}

/** The same, with its parts kept for those who look: `realLoss` and, with an auxiliary head, `realClassLoss` and `realClasses`. */
export function withClasses(context: StepContext, side: Side, loss: tf.Scalar, classes?: tf.Tensor2D): tf.Scalar {
  const {tensors, settings} = context;
  replace(tensors, `${side}Loss`, tf.keep(tf.clone(loss)));
  if (!classes) return loss;
  const answers = tensors[LABELS[side]];
  replace(tensors, `${side}Classes`, tf.keep(classes));
  replace(tensors, `${side}ClassLoss`, tf.keep(crossEntropy(classes, answers)));
  return withNames(loss, classes, answers, settings);
}

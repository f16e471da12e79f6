import * as tf from "@tensorflow/tfjs-core";
import {forward} from "../../nn/network/forward.ts";
import type {Batch} from "../../data/dataset.ts";
import {replace, updateAdam} from "../step/adam.ts";
import type {AdamSettings} from "../step/adam.ts";
import {crossEntropy} from "../step/cross-entropy.ts";
import {lossGradients} from "../step/gradients.ts";
import type {Player} from "../step/state.ts";

/** A step of a classifier in numbers. */
export interface ClassifierStep {
  /** Mean cross-entropy before the step, in nats. */
  loss: number;
  /** How many were right. */
  right: number;
}

/**
 * One step down the softmax cross-entropy of images with their labels. The player's weights are changed in place. Call
 * `loadGradients` before.
 * @param seed of dropout
 */
export async function classifierStep(player: Player, batch: Batch, adam: AdamSettings, seed: string): Promise<ClassifierStep> {
  const {network} = player;
  const examples = batch.labels.length;
  const classes = network.layers[network.layers.length - 1].outputShape[0];
  const images = tf.tensor(batch.images, [examples, ...network.input]);
  const answers = tf.tensor(oneHot(batch.labels, classes), [examples, classes]);
  const kept: Record<string, tf.Tensor> = {};
  const {loss, gradients} = lossGradients(player, () => {
    const {output, running} = forward(network, player.weights, images, {training: true, seed});
    for (const [name, tensor] of Object.entries(running)) kept[name] = tf.keep(tensor);
    kept[LOGITS] = tf.keep(tf.clone(output));
    return crossEntropy(output, answers);
  });
  updateAdam(player.weights, gradients, player.adam, {beta1: 0.9, ...adam});
  const {[LOGITS]: logits, ...running} = kept;
  for (const [name, tensor] of Object.entries(running)) replace(player.weights, name, tensor);
  const [value, scores] = [(await loss.data())[0], await logits.data()];
  tf.dispose([images, answers, loss, logits, gradients]);
  let right = 0;
  batch.labels.forEach((label, i) => {
    const row = scores.subarray(i * classes, (i + 1) * classes);
    if (row.every((score, j) => j === label || score < row[label])) right += 1;
  });
  return {loss: value, right};
}

// No weight's name: those have a slash.
const LOGITS = "logits";

/** Not `tf.oneHot`: on WASM it writes whole numbers, whatever type it is asked for. */
function oneHot(labels: Uint8Array, classes: number): Float32Array {
  const values = new Float32Array(labels.length * classes);
  labels.forEach((label, row) => (values[row * classes + label] = 1));
  return values;
}

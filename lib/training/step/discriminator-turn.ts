import * as tf from "@tensorflow/tfjs-core";
import {disposeTensors, keepTensors, moveTensors, oneHotTensor, replaceTensor} from "../../nn/network/network-weights.ts";
import {addGradients, lossGradients} from "./gradients.ts";
import {discriminatorFakeLoss, discriminatorRealLoss} from "./losses.ts";
import {cycled, updateWeights} from "./optimisers.ts";
import {asDiscriminatorSees, keepLosses, runPlayer, verdict} from "./players.ts";
import {penaltyGradients} from "./second-order.ts";
import {labelsOf} from "./settings.ts";
import type {Player} from "./state.ts";
import {keepTensor, made, sourceFor} from "./context.ts";
import type {StepContext} from "./context.ts";

// D's turn: it judges real examples, then generated ones, and follows the gradient of both losses.

/** D's loss on real examples, and its gradients. */
export function judgeReal(step: StepContext): void {
  const {state, batch, settings} = step;
  const {discriminator} = state;
  const classes = labelsOf(discriminator.network);
  if (classes !== undefined) keepTensor(step, "realLabel", oneHotTensor(batch.labels ?? [], classes));
  const {loss, gradients} = lossGradients(discriminator, () => {
    const examples = asDiscriminatorSees(step, batch.real, "realSeen");
    const {output, running} = runPlayer(step, discriminator, examples, step.tensors.realLabel, "real");
    keepTensors(running, step.running);
    const {logits, classes} = verdict(discriminator.network, output);
    keepTensor(step, "realLogits", logits);
    const flips = drawFlips(step, "realFlips", logits.shape);
    return keepLosses(step, "real", discriminatorRealLoss(settings.loss, logits, settings.targets, flips), classes);
  });
  loss.dispose();
  disposeTensors(step.discriminatorGradients);
  step.discriminatorGradients = gradients;
}

/**
 * D's loss on generated examples; its gradients join those of the real ones. Real and generated images are never in one batch: each
 * has statistics of its own, and the running ones take the real first.
 */
export function judgeFake(step: StepContext): void {
  const {state, settings} = step;
  const {network, weights, adam} = state.discriminator;
  const player: Player = {network, weights: {...weights, ...step.running}, adam};
  const {loss, gradients} = lossGradients(player, () => {
    const examples = asDiscriminatorSees(step, made(step, "fake"), "fakeSeen");
    const {output, running} = runPlayer(step, player, examples, step.tensors.fakeLabel, "fake");
    keepTensors(running, step.running);
    const {logits, classes} = verdict(network, output);
    keepTensor(step, "fakeLogits", logits);
    const flips = drawFlips(step, "fakeFlips", logits.shape);
    return keepLosses(step, "fake", discriminatorFakeLoss(settings.loss, logits, settings.targets, flips), classes);
  });
  loss.dispose();
  step.discriminatorGradients = addGradients(step.discriminatorGradients, gradients);
}

/** What WGAN-GP adds to D's loss, and its gradients, which join the others. */
export function penalise(step: StepContext): void {
  const {loss, gradients} = penaltyGradients(step);
  keepTensor(step, "penalty", loss);
  step.discriminatorGradients = addGradients(step.discriminatorGradients, gradients);
}

/** D's weights follow the gradients; its running statistics are put in place. */
export function updateDiscriminator({state, settings, discriminatorGradients, running}: StepContext): void {
  const {weights} = state.discriminator;
  updateWeights(state.discriminator, discriminatorGradients, cycled(settings.discriminator, settings.rateCycle, state.step));
  const {weightClip} = settings;
  if (weightClip !== undefined) {
    for (const name of Object.keys(discriminatorGradients)) {
      replaceTensor(weights, name, tf.clipByValue(weights[name], -weightClip, weightClip));
    }
  }
  moveTensors(running, weights);
}

/** Which examples D is told the wrong side of; undefined when none can be. */
function drawFlips(step: StepContext, name: "realFlips" | "fakeFlips", shape: number[]): tf.Tensor | undefined {
  const {labelFlips = 0} = step.settings;
  if (labelFlips === 0) return undefined;
  const source = sourceFor(step, name);
  const flips = Float32Array.from({length: shape[0]}, () => (source.uniform() < labelFlips ? 1 : 0));
  return keepTensor(step, name, tf.tensor(flips, shape));
}

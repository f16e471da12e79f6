import * as tf from "@tensorflow/tfjs-core";
import {disposeTensors, keepTensors, moveTensors, replaceTensor} from "../../nn/network/network-weights.ts";
import {addGradients, lossGradients} from "./gradients.ts";
import {discriminatorFakeLoss, discriminatorRealLoss} from "./losses.ts";
import {cycled, updateWeights} from "./optimisers.ts";
import {asDiscriminatorSees, keepLosses, packFor, runPlayer, verdict} from "./players.ts";
import {labelsOf} from "./settings.ts";
import type {Player} from "./state.ts";
import {keepTensor, made, oneHotRows, sourceFor} from "./context.ts";
import type {StepContext} from "./context.ts";

// D's turn: it judges real examples, then generated ones, and follows the gradient of both losses.

/** D's loss on real examples, and its gradients. */
export function judgeReal(step: StepContext): void {
  const {state, batch, settings} = step;
  const {discriminator} = state;
  const classes = labelsOf(discriminator.network);
  if (classes !== undefined) keepTensor(step, "realLabel", oneHotRows(Array.from(batch.labels ?? []), classes));
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

/** Keeps the slope of the square root finite where D's gradient is 0. */
const SLOPE_FLOOR = 1e-12;

/**
 * WGAN-GP's penalty (Gulrajani et al. 2017, algorithm 1): for each example a point between a real and a generated one, at a place
 * of its own drawn evenly from [0, 1]; λ · mean (‖∇D‖ − 1)², the norm over all numbers of one example. Its gradients are second
 * derivatives of D, and join the others. A conditional D judges with the classes of the real examples.
 */
export function penalise(step: StepContext): void {
  const {state, settings} = step;
  const {gradientPenalty = 0} = settings;
  const between = keepTensor(step, "between", drawBetween(step));
  const penalty = (): tf.Scalar => {
    const {network} = state.discriminator;
    const judge = (x: tf.Tensor): tf.Tensor =>
      tf.sum(verdict(network, runPlayer(step, state.discriminator, x, step.tensors.realLabel, "penalty").output).logits);
    const slope = tf.grad(judge)(between);
    const squares = tf.sum(tf.square(tf.reshape(slope, [slope.shape[0], -1])), 1);
    const slopes = tf.sqrt(tf.add(squares, SLOPE_FLOOR));
    keepTensor(step, "slopes", tf.clone(slopes));
    return tf.mul(tf.mean(tf.square(tf.sub(slopes, 1))), gradientPenalty) as tf.Scalar;
  };
  // The bias of the last layer shifts D everywhere alike: it has no part in the slope.
  const {loss, gradients} = lossGradients(state.discriminator, penalty, {partial: true});
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

/** The points at which D's slope is judged, in the form in which D sees examples. */
function drawBetween(step: StepContext): tf.Tensor {
  const {batch, tensors} = step;
  return tf.tidy(() => {
    const real = tensors.realSeen ?? packFor(step, batch.real);
    const fake = tensors.fakeSeen ?? packFor(step, made(step, "fake"));
    const source = sourceFor(step, "between");
    const places = Float32Array.from({length: real.shape[0]}, () => source.uniform());
    const place = tf.tensor(places, [real.shape[0], ...real.shape.slice(1).map(() => 1)]);
    return tf.add(fake, tf.mul(place, tf.sub(real, fake)));
  });
}

/** Which examples D is told the wrong side of; undefined when none can be. */
function drawFlips(step: StepContext, name: "realFlips" | "fakeFlips", shape: number[]): tf.Tensor | undefined {
  const {labelFlips = 0} = step.settings;
  if (labelFlips === 0) return undefined;
  const source = sourceFor(step, name);
  const flips = Float32Array.from({length: shape[0]}, () => (source.uniform() < labelFlips ? 1 : 0));
  return keepTensor(step, name, tf.tensor(flips, shape));
}

import * as tf from "@tensorflow/tfjs-core";
import {disposeTensors} from "../../nn/network/network-weights.ts";
import {replace} from "./adam.ts";
import {gradientPenalty} from "./gradient-penalty.ts";
import {addGradients, lossGradients} from "./gradients.ts";
import {discriminatorFakeLoss, discriminatorRealLoss} from "./losses.ts";
import {updatePlayer} from "./optimiser.ts";
import {cycled} from "./rate-cycle.ts";
import {keepAll, moveAll, oneHot, play} from "./play.ts";
import {seen} from "./seen.ts";
import type {Player} from "./state.ts";
import {sourceFor} from "./step-context.ts";
import type {StepContext} from "./step-context.ts";
import {labelsOf, verdict, withClasses} from "./verdict.ts";

/** The phase "judge real": D's loss on real examples, and its gradients. */
export function judgeReal(context: StepContext): void {
  const {state, batch, tensors, settings} = context;
  const classes = labelsOf(state.discriminator.network);
  if (classes !== undefined) replace(tensors, "realLabel", oneHot(Array.from(batch.labels ?? []), classes));
  const {loss, gradients} = lossGradients(state.discriminator, () => {
    const {output, running} = play(
      context,
      state.discriminator,
      seen(context, batch.real, "realSeen"),
      tensors.realLabel,
      "real"
    );
    const {logits, classes} = verdict(state.discriminator.network, output);
    replace(tensors, "realLogits", tf.keep(logits));
    keepAll(running, context.running);
    const flips = drawFlips(context, "realFlips", logits.shape);
    return withClasses(context, "real", discriminatorRealLoss(settings.loss, logits, settings.targets, flips), classes);
  });
  loss.dispose();
  disposeTensors(context.discriminatorGradients);
  context.discriminatorGradients = gradients;
}

/**
 * The phase "judge fake". Real and generated images are never in one batch: each has statistics of its own, and the running ones
 * take the real first.
 */
export function judgeFake(context: StepContext): void {
  const {state, tensors, settings} = context;
  const {network, weights, adam} = state.discriminator;
  const player: Player = {network, weights: {...weights, ...context.running}, adam};
  const {loss, gradients} = lossGradients(player, () => {
    const {output, running} = play(context, player, seen(context, tensors.fake, "fakeSeen"), tensors.fakeLabel, "fake");
    const {logits, classes} = verdict(network, output);
    replace(tensors, "fakeLogits", tf.keep(logits));
    keepAll(running, context.running);
    const flips = drawFlips(context, "fakeFlips", logits.shape);
    return withClasses(context, "fake", discriminatorFakeLoss(settings.loss, logits, settings.targets, flips), classes);
  });
  loss.dispose();
  context.discriminatorGradients = addGradients(context.discriminatorGradients, gradients);
}

/** The phase "penalise": what WGAN-GP adds to D's loss, and its gradients. */
export function penalise(context: StepContext): void {
  const {loss, gradients} = gradientPenalty(context);
  replace(context.tensors, "penalty", loss);
  context.discriminatorGradients = addGradients(context.discriminatorGradients, gradients);
}

/** The phase "update D". */
export function updateDiscriminator({state, settings, discriminatorGradients, running}: StepContext): void {
  const {weights} = state.discriminator;
  updatePlayer(state.discriminator, discriminatorGradients, cycled(settings.discriminator, settings.rateCycle, state.step));
  const {weightClip} = settings;
  if (weightClip !== undefined) {
    for (const name of Object.keys(discriminatorGradients)) {
      replace(weights, name, tf.clipByValue(weights[name], -weightClip, weightClip));
    }
  }
  moveAll(running, weights);
}

/** Which examples D is told the wrong side of; undefined when none can be. */
function drawFlips(context: StepContext, name: "realFlips" | "fakeFlips", shape: number[]): tf.Tensor | undefined {
  const {labelFlips = 0} = context.settings;
  if (labelFlips === 0) return undefined;
  const source = sourceFor(context, name);
  const flips = Float32Array.from({length: shape[0]}, () => (source.uniform() < labelFlips ? 1 : 0));
  replace(context.tensors, name, tf.keep(tf.tensor(flips, shape)));
  return context.tensors[name];
}

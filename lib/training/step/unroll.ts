import * as tf from "@tensorflow/tfjs-core";
import type {TensorWeights} from "../../nn/network/network-weights.ts";
import {lossGradients} from "./gradients.ts";
import {discriminatorFakeLoss, discriminatorRealLoss} from "./losses.ts";
import type {OptimiserSettings} from "./optimiser.ts";
import {play} from "./play.ts";
import {pack, packingOf} from "./seen.ts";
import {cycled} from "./rate-cycle.ts";
import type {Player} from "./state.ts";
import type {StepContext} from "./step-context.ts";
import {verdict, withNames} from "./verdict.ts";

/** Keeps the slope of Adam's square root finite where a gradient has always been 0; far below what can change a value. */
const FLOOR = 1e-30;

/**
 * D as it would be after `settings.unrolled` more updates on these generated examples and the real ones of its last turn (Metz, Poole,
 * Pfau and Sohl-Dickstein 2017). What comes of it can be differentiated through all of them, with respect to the examples: it tells G
 * how D would answer. D itself, its optimiser and its statistics stay. Labels are not flipped. Call it where tensors are tidied up.
 * @param fake what D sees of the generated examples
 */
export function unrolledDiscriminator(context: StepContext, fake: tf.Tensor): Player {
  const {state, settings, tensors, batch} = context;
  const {network, adam, weights} = state.discriminator;
  const packing = packingOf({generator: state.generator.network, discriminator: network});
  const real = tensors.realSeen ?? pack(batch.real, packing);
  const moments = {mean: {...adam.mean}, square: {...adam.square}, steps: adam.steps};
  let ahead: Player = {network, weights, adam};
  for (let step = 0; step < (settings.unrolled ?? 0); step++) {
    const now = ahead;
    const {gradients} = lossGradients(now, () => {
      const [ofReal, ofFake] = ([[real, "real"], [fake, "fake"]] as const).map(([examples, side]) => {
        const label = side === "real" ? tensors.realLabel : tensors.labelAgain;
        const said = verdict(network, play(context, now, examples, label, `unrolled ${step} ${side}`).output);
        const lossOf = side === "real" ? discriminatorRealLoss : discriminatorFakeLoss;
        const loss = lossOf(settings.loss, said.logits, settings.targets);
        return said.classes ? withNames(loss, said.classes, label, settings) : loss;
      }); // prettier-ignore
      return tf.add(ofReal, ofFake);
    });
    moments.steps += 1;
    const rates = cycled(settings.discriminator, settings.rateCycle, state.step);
    const next = {...now.weights};
    for (const [name, gradient] of Object.entries(gradients)) {
      const moved = tf.sub(now.weights[name], change(name, gradient, moments, rates));
      next[name] = settings.weightClip === undefined ? moved : tf.clipByValue(moved, -settings.weightClip, settings.weightClip);
    }
    ahead = {network, weights: next, adam};
  }
  return ahead;
}

interface Moments {
  steps: number;
  mean: TensorWeights;
  square: TensorWeights;
}

/** What an update takes from a weight, as `updatePlayer` does it, in operations that can be differentiated. */
function change(name: string, gradient: tf.Tensor, moments: Moments, settings: OptimiserSettings): tf.Tensor {
  if (settings.optimiser === "sgd") return tf.mul(gradient, settings.learningRate);
  const {learningRate, beta1 = 0.5, beta2 = 0.999, epsilon = 1e-8, form = "pytorch"} = settings;
  const squareCorrection = Math.sqrt(1 - beta2 ** moments.steps);
  const rate = (learningRate * squareCorrection) / (1 - beta1 ** moments.steps);
  const floor = form === "pytorch" ? epsilon * squareCorrection : epsilon;
  const mean = tf.add(tf.mul(moments.mean[name], beta1), tf.mul(gradient, 1 - beta1));
  const square = tf.add(tf.mul(moments.square[name], beta2), tf.mul(tf.square(gradient), 1 - beta2));
  moments.mean[name] = mean;
  moments.square[name] = square;
  return tf.div(tf.mul(mean, rate), tf.add(tf.sqrt(tf.add(square, FLOOR)), floor));
}

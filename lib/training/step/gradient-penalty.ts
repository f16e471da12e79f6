import * as tf from "@tensorflow/tfjs-core";
import {replace} from "./adam.ts";
import {lossGradients} from "./gradients.ts";
import type {LossGradients} from "./gradients.ts";
import {play} from "./play.ts";
import {pack, packingOf} from "./seen.ts";
import {sourceFor} from "./step-context.ts";
import type {StepContext} from "./step-context.ts";
import {verdict} from "./verdict.ts";

/** Keeps the slope of the square root finite where D's gradient is 0. */
const FLOOR = 1e-12;

/**
 * WGAN-GP's penalty (Gulrajani et al. 2017, algorithm 1): for each example a point between a real and a generated one, at a place
 * of its own drawn evenly from [0, 1]; λ · mean (‖∇D‖ − 1)², the norm over all numbers of one example. Its gradients are second
 * derivatives of D. A conditional D judges with the classes of the real examples.
 */
export function gradientPenalty(context: StepContext): LossGradients {
  const {state, settings, tensors} = context;
  const {gradientPenalty: weight = 0} = settings;
  replace(tensors, "between", between(context));
  const penalty = (): tf.Scalar => {
    const {network} = state.discriminator;
    const judge = (x: tf.Tensor): tf.Tensor =>
      tf.sum(verdict(network, play(context, state.discriminator, x, tensors.realLabel, "penalty").output).logits);
    const slope = tf.grad(judge)(tensors.between);
    const squares = tf.sum(tf.square(tf.reshape(slope, [slope.shape[0], -1])), 1);
    const slopes = tf.sqrt(tf.add(squares, FLOOR));
    replace(tensors, "slopes", tf.keep(tf.clone(slopes)));
    return tf.mul(tf.mean(tf.square(tf.sub(slopes, 1))), weight) as tf.Scalar;
  };
  // The bias of the last layer shifts D everywhere alike: it has no part in the slope.
  return lossGradients(state.discriminator, penalty, {partial: true});
}

/** The points at which D's slope is judged, in the form in which D sees examples. */
function between(context: StepContext): tf.Tensor {
  const {state, batch, tensors} = context;
  return tf.tidy(() => {
    const packing = packingOf({generator: state.generator.network, discriminator: state.discriminator.network});
    const real = tensors.realSeen ?? pack(batch.real, packing);
    const fake = tensors.fakeSeen ?? pack(tensors.fake, packing);
    const source = sourceFor(context, "between");
    const places = Float32Array.from({length: real.shape[0]}, () => source.uniform());
    const place = tf.tensor(places, [real.shape[0], ...real.shape.slice(1).map(() => 1)]);
    return tf.add(fake, tf.mul(place, tf.sub(real, fake)));
  });
}

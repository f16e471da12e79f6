import * as tf from "@tensorflow/tfjs-core";
import {keepTensor, made, sourceFor} from "./context.ts";
import type {StepContext} from "./context.ts";
import {lossGradients} from "./gradients.ts";
import type {LossGradients} from "./gradients.ts";
import {discriminatorFakeLoss, discriminatorRealLoss} from "./losses.ts";
import {adamNumbers, adamStep, cycled, isOwn} from "./optimisers.ts";
import {packFor, runPlayer, verdict, withClassLoss} from "./players.ts";
import type {Player} from "./state.ts";

// What differentiates a gradient: the penalty on D's slope, and a D that is imagined some updates ahead. Every layer has its second
// derivative (test/training/layers-pytorch.test.ts holds each against PyTorch); an operation without one throws, by name.

/** Keeps the slope of the square root finite where D's gradient is 0. */
const NORM_FLOOR = 1e-12;

/**
 * WGAN-GP's penalty (Gulrajani et al. 2017, algorithm 1): for each example a point between a real and a generated one, at a place
 * of its own drawn evenly from [0, 1]; λ · mean (‖∇D‖ − 1)², the norm over all numbers of one example. Its gradients are second
 * derivatives of D. A conditional D judges with the classes of the real examples.
 */
export function penaltyGradients(step: StepContext): LossGradients {
  const {state, settings} = step;
  const {gradientPenalty = 0} = settings;
  const between = keepTensor(step, "between", drawBetween(step));
  const penalty = (): tf.Scalar => {
    const {network} = state.discriminator;
    const judge = (x: tf.Tensor): tf.Tensor =>
      tf.sum(verdict(network, runPlayer(step, state.discriminator, x, step.tensors.realLabel, "penalty").output).logits);
    const slope = tf.grad(judge)(between);
    const squares = tf.sum(tf.square(tf.reshape(slope, [slope.shape[0], -1])), 1);
    const slopes = tf.sqrt(tf.add(squares, NORM_FLOOR));
    keepTensor(step, "slopes", tf.clone(slopes));
    return tf.mul(tf.mean(tf.square(tf.sub(slopes, 1))), gradientPenalty) as tf.Scalar;
  };
  // The bias of the last layer shifts D everywhere alike: it has no part in the slope.
  return lossGradients(state.discriminator, penalty, {partial: true});
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

/** Keeps the slope of Adam's square root finite where a gradient has always been 0; far below what can change a value. */
const SLOPE_FLOOR = 1e-30;

/**
 * D as it would be after `settings.unrolled` more updates on these generated examples and the real ones of its last turn (Metz, Poole,
 * Pfau and Sohl-Dickstein 2017). What comes of it can be differentiated through all of them, with respect to the examples: it tells G
 * how D would answer. D itself, its optimiser and its statistics stay. Labels are not flipped. Call it where tensors are tidied up.
 * @param fake what D sees of the generated examples
 */
export function unrolledDiscriminator(step: StepContext, fake: tf.Tensor): Player {
  const {state, settings, tensors, batch} = step;
  const {network, adam, weights} = state.discriminator;
  const {weightClip, unrolled = 0} = settings;
  const real = tensors.realSeen ?? packFor(step, batch.real);
  const optimiser = cycled(settings.discriminator, settings.rateCycle, state.step);
  const [mean, square] = [{...adam.mean}, {...adam.square}];
  let ahead: Player = {network, weights, adam};
  for (let update = 0; update < unrolled; update++) {
    const now = ahead;
    const lossOn = (side: "real" | "fake"): tf.Scalar => {
      const [examples, label] = side === "real" ? [real, tensors.realLabel] : [fake, tensors.labelAgain];
      const {output} = runPlayer(step, now, examples, label, `unrolled ${update} ${side}`);
      const {logits, classes} = verdict(network, output);
      const lossOf = side === "real" ? discriminatorRealLoss : discriminatorFakeLoss;
      return withClassLoss(lossOf(settings.loss, logits, settings.targets), classes, label, settings);
    };
    const {gradients} = lossGradients(now, () => tf.add(lossOn("real"), lossOn("fake")));
    const next = {...now.weights};
    for (const [name, gradient] of Object.entries(gradients)) {
      if (isOwn(optimiser)) throw new RangeError("an unrolled D cannot learn by a function of numbers");
      if (optimiser.optimiser === "sgd") next[name] = tf.sub(now.weights[name], tf.mul(gradient, optimiser.learningRate));
      else {
        const numbers = adamNumbers(optimiser, adam.steps + update + 1);
        const inputs = {weight: now.weights[name], mean: mean[name], square: square[name], gradient};
        [next[name], mean[name], square[name]] = adamStep(inputs, numbers, SLOPE_FLOOR);
      }
      if (weightClip !== undefined) next[name] = tf.clipByValue(next[name], -weightClip, weightClip);
    }
    ahead = {network, weights: next, adam};
  }
  return ahead;
}

import * as tf from "@tensorflow/tfjs-core";

/**
 * The games that G and D play, all from logits (D's output before any sigmoid; "sure it is real" is large):
 * - `minimax`: D descends −log D(x) − log(1 − D(G(z))), G descends log(1 − D(G(z))) (Goodfellow et al. 2014, equation 1);
 * - `nonSaturating`: the same D; G descends −log D(G(z)) (section 3 there);
 * - `leastSquares`: D descends ½(x − 1)² + ½G², G descends ½(G − 1)², on logits (Mao et al. 2017);
 * - `hinge`: D descends max(0, 1 − x) + max(0, 1 + G), G descends −G (Lim and Ye 2017);
 * - `wasserstein`: D descends G − x, G descends −G; it needs a gradient penalty or the like (Arjovsky et al. 2017).
 */
export type Loss = "minimax" | "nonSaturating" | "leastSquares" | "hinge" | "wasserstein";

/** The losses, in the order of their publication. */
export const LOSSES: readonly Loss[] = ["minimax", "nonSaturating", "leastSquares", "hinge", "wasserstein"];

/**
 * A reader's own game: functions of D's logits [batch, 1] that can be differentiated. Each gives one loss for each example
 * [batch, 1], whose mean counts, or a scalar. Functions cannot cross to a worker.
 */
export interface LossFunctions {
  /** What D descends for real examples. */
  discriminatorReal: (logits: tf.Tensor) => tf.Tensor;
  /** What D descends for generated ones. */
  discriminatorFake: (logits: tf.Tensor) => tf.Tensor;
  /** What G descends. */
  generator: (logits: tf.Tensor) => tf.Tensor;
}

/**
 * The targets that D is trained towards, for `minimax`, `nonSaturating` and `leastSquares`. One-sided smoothing: {real: 0.9}
 * (Salimans et al. 2016); two-sided: {real: 0.9, fake: 0.1}. The cross-entropy keeps both terms: t · −log D + (1 − t) · −log(1 −
 * D).
 */
export interface Targets {
  /** Default 1. */
  real?: number;
  /** Default 0. */
  fake?: number;
}

/**
 * D's loss on real logits [batch, 1] or any shape: a mean, as a scalar.
 * @param flips 1 for each example that is to count as generated, 0 for the others; the shape of the logits
 * @throws RangeError when a target is outside [0, 1], or is smoothed for a loss without targets; TypeError when a reader's own
 * function gives no tensor; RangeError when it gives a scalar where there are flips.
 * @example
 * ```ts height=23/23
 * import * as tf from "@tensorflow/tfjs";
 * import {useBackend} from "gantry/backend";
 * import {discriminatorRealLoss} from "gantry/losses";
 *
 * await useBackend("cpu");
 * display(
 *   discriminatorRealLoss("nonSaturating", tf.tensor2d([[2], [-1], [0]]), {
 *     real: 0.9
 *   }).dataSync()[0]
 * );
 * ```
 */
export function discriminatorRealLoss(
  loss: Loss | LossFunctions,
  logits: tf.Tensor,
  targets: Targets = {},
  flips?: tf.Tensor
): tf.Scalar {
  const checked = checkTargets(loss, targets);
  return mean(() => flipped(flips, logits, realLosses(loss, logits, checked), () => fakeLosses(loss, logits, checked)));
}

/**
 * D's loss on the logits of generated images; as `discriminatorRealLoss`.
 * @example
 * ```ts height=23/23
 * import * as tf from "@tensorflow/tfjs";
 * import {useBackend} from "gantry/backend";
 * import {discriminatorFakeLoss} from "gantry/losses";
 *
 * await useBackend("cpu");
 * display(discriminatorFakeLoss("hinge", tf.tensor2d([[2], [-1], [0]])).dataSync()[0]);
 * ```
 */
export function discriminatorFakeLoss(
  loss: Loss | LossFunctions,
  logits: tf.Tensor,
  targets: Targets = {},
  flips?: tf.Tensor
): tf.Scalar {
  const checked = checkTargets(loss, targets);
  return mean(() => flipped(flips, logits, fakeLosses(loss, logits, checked), () => realLosses(loss, logits, checked)));
}

/**
 * G's loss on D's logits of generated images: a mean, as a scalar. Neither smoothing nor flips touch it.
 * @example
 * ```ts height=46/93
 * import * as tf from "@tensorflow/tfjs";
 * import {useBackend} from "gantry/backend";
 * import {generatorLoss, LOSSES} from "gantry/losses";
 *
 * await useBackend("cpu");
 * display(
 *   LOSSES.map(
 *     (loss) =>
 *       `${loss}: ${generatorLoss(loss, tf.tensor2d([[-3], [-1]]))
 *         .dataSync()[0]
 *         .toFixed(3)}`
 *   )
 * );
 * ```
 */
export function generatorLoss(loss: Loss | LossFunctions, logits: tf.Tensor): tf.Scalar {
  return mean(() => {
    if (typeof loss !== "string") return own(loss, "generator", logits);
    switch (loss) {
      case "minimax":
        // log(1 − σ(x)) = −softplus(x)
        return tf.neg(tf.softplus(logits));
      case "nonSaturating":
        // −log σ(x) = softplus(−x)
        return tf.softplus(tf.neg(logits));
      case "leastSquares":
        return tf.mul(tf.square(tf.sub(logits, 1)), 0.5);
      case "hinge":
      case "wasserstein":
        return tf.neg(logits);
    }
  });
}

/**
 * Checks a loss and its targets.
 * @throws RangeError when the loss is unknown, a target is outside [0, 1], or is smoothed for a loss without targets.
 */
export function checkTargets(loss: Loss | LossFunctions, {real = 1, fake = 0}: Targets): Required<Targets> {
  if (typeof loss === "string" && !LOSSES.includes(loss)) {
    throw new RangeError(`the loss must be one of ${LOSSES.join(", ")} or three functions, got ${JSON.stringify(loss)}`);
  }
  for (const [name, value] of [
    ["real", real],
    ["fake", fake]
  ] as const) {
    if (!(value >= 0 && value <= 1)) throw new RangeError(`the target for ${name} must be from 0 to 1, got ${value}`);
  }
  const hasTargets = loss === "minimax" || loss === "nonSaturating" || loss === "leastSquares";
  if (!hasTargets && (real !== 1 || fake !== 0)) {
    const which = typeof loss === "string" ? `the ${loss} loss` : "a loss of functions";
    throw new RangeError(`${which} has no targets to smooth, got real ${real} and fake ${fake}`);
  }
  return {real, fake};
}

function realLosses(loss: Loss | LossFunctions, logits: tf.Tensor, {real}: Required<Targets>): tf.Tensor {
  if (typeof loss !== "string") return own(loss, "discriminatorReal", logits);
  if (loss === "hinge") return tf.relu(tf.sub(1, logits));
  if (loss === "wasserstein") return tf.neg(logits);
  return targetLosses(loss, logits, real);
}

function fakeLosses(loss: Loss | LossFunctions, logits: tf.Tensor, {fake}: Required<Targets>): tf.Tensor {
  if (typeof loss !== "string") return own(loss, "discriminatorFake", logits);
  if (loss === "hinge") return tf.relu(tf.add(1, logits));
  if (loss === "wasserstein") return logits;
  return targetLosses(loss, logits, fake);
}

/** The losses that want D's answer to be near a target. */
function targetLosses(loss: Exclude<Loss, "hinge" | "wasserstein">, logits: tf.Tensor, target: number): tf.Tensor {
  return loss === "leastSquares" ? tf.mul(tf.square(tf.sub(logits, target)), 0.5) : binaryCrossEntropy(logits, target);
}

/**
 * t · softplus(−x) + (1 − t) · softplus(x): the binary cross-entropy of σ(x) against t. At t = 0 or 1 it is one term, exactly.
 */
function binaryCrossEntropy(logits: tf.Tensor, target: number): tf.Tensor {
  if (target === 1) return tf.softplus(tf.neg(logits));
  if (target === 0) return tf.softplus(logits);
  return tf.add(tf.mul(tf.softplus(tf.neg(logits)), target), tf.mul(tf.softplus(logits), 1 - target));
}

/** A flipped example has the loss of the other side. */
function flipped(flips: tf.Tensor | undefined, logits: tf.Tensor, ours: tf.Tensor, theirs: () => tf.Tensor): tf.Tensor {
  if (!flips) return ours;
  if (ours.size !== logits.size) {
    throw new RangeError(`label flips need a loss for each example, [${logits.shape}], but the loss gave [${ours.shape}]`);
  }
  return tf.where(tf.greater(flips, 0.5), theirs(), ours);
}

function own(loss: LossFunctions, side: keyof LossFunctions, logits: tf.Tensor): tf.Tensor {
  const given: unknown = loss[side](logits);
  if (given instanceof tf.Tensor) return given;
  throw new TypeError(`the loss's function ${side}(logits) must give a tensor, gave ${given === null ? "null" : typeof given}`);
}

function mean(values: () => tf.Tensor): tf.Scalar {
  return tf.tidy(() => tf.mean(values()) as tf.Scalar);
}

// The same at one logit, in closed form, for those who draw it.

/** A loss and its slope at one logit. */
export interface LossAt {
  loss: number;
  /** Its derivative with respect to the logit. */
  gradient: number;
}

/**
 * G's loss at one logit of D, in closed form: what flows back into G when D says this of its image. When D is sure that it is
 * fake (logit −8, σ = 0.03 %), minimax leaves G a slope of −0.0003, the non-saturating loss −0.9997. A reader's own functions are
 * asked, and differentiated, on the current backend; that needs `loadGradients` (lib/backend/gradients.ts).
 * @example
 * ```ts height=23/46
 * import {generatorLossAt} from "gantry/losses";
 *
 * display([-4, -2, 0, 2].map((logit) => generatorLossAt("nonSaturating", logit)));
 * ```
 */
export function generatorLossAt(loss: Loss | LossFunctions, logit: number): LossAt {
  if (typeof loss !== "string") return ownLossAt(loss.generator, logit);
  switch (loss) {
    case "minimax":
      return {loss: -softplus(logit), gradient: -sigmoid(logit)};
    case "nonSaturating":
      return {loss: softplus(-logit), gradient: -sigmoid(-logit)};
    case "leastSquares":
      return {loss: (logit - 1) ** 2 / 2, gradient: logit - 1};
    case "hinge":
    case "wasserstein":
      return {loss: -logit, gradient: -1};
  }
}

/**
 * D's loss at one logit of a real (`real` true) or generated image, in closed form, with targets as for `discriminatorRealLoss`;
 * a reader's own functions as in `generatorLossAt`.
 * @example
 * ```ts height=23/46
 * import {discriminatorLossAt} from "gantry/losses";
 *
 * display(
 *   [-4, -2, 0, 2].map((logit) =>
 *     discriminatorLossAt("nonSaturating", true, logit, {real: 0.9})
 *   )
 * );
 * ```
 */
export function discriminatorLossAt(loss: Loss | LossFunctions, real: boolean, logit: number, targets: Targets = {}): LossAt {
  if (typeof loss !== "string") return ownLossAt(real ? loss.discriminatorReal : loss.discriminatorFake, logit);
  const target = real ? (targets.real ?? 1) : (targets.fake ?? 0);
  const sign = real ? -1 : 1;
  switch (loss) {
    case "minimax":
    case "nonSaturating":
      return {
        loss: target * softplus(-logit) + (1 - target) * softplus(logit),
        gradient: (1 - target) * sigmoid(logit) - target * sigmoid(-logit)
      };
    case "leastSquares":
      return {loss: (logit - target) ** 2 / 2, gradient: logit - target};
    case "hinge":
      return {loss: Math.max(0, 1 + sign * logit), gradient: 1 + sign * logit > 0 ? sign : 0};
    case "wasserstein":
      return {loss: sign * logit, gradient: sign};
  }
}

function ownLossAt(loss: (logits: tf.Tensor) => tf.Tensor, logit: number): LossAt {
  return tf.tidy(() => {
    const {value, grad} = tf.valueAndGrad((x) => tf.mean(loss(x)))(tf.tensor2d([[logit]]));
    return {loss: value.dataSync()[0], gradient: grad.dataSync()[0]};
  });
}

/** 1 / (1 + e⁻ˣ), accurate at both ends. */
export function sigmoid(x: number): number {
  const e = Math.exp(-Math.abs(x));
  return (x >= 0 ? 1 : e) / (1 + e);
}

/** log(1 + eˣ), accurate at both ends. */
export function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

// The classes, beside the game.

/**
 * Softmax cross-entropy of logits [examples, classes] against one-hot answers, in nats: the mean of log Σ exp(logits) less the right
 * one's logit, finite for logits of any size.
 */
export function crossEntropy(logits: tf.Tensor, answers: tf.Tensor): tf.Scalar {
  return tf.mean(tf.sub(tf.logSumExp(logits, 1), tf.sum(tf.mul(answers, logits), 1))) as tf.Scalar;
}

/** Share of the examples whose right class has the largest logit: a scalar. */
export function namedRight(logits: tf.Tensor, answers: tf.Tensor): tf.Tensor {
  const right = tf.equal(tf.sum(tf.mul(answers, logits), 1), tf.max(logits, 1));
  return tf.mean(tf.cast(right, "float32"));
}

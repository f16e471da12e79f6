import * as tf from "@tensorflow/tfjs-core";
import type {Loss, LossFunctions, Targets} from "./losses.ts";

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

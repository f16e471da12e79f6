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
 * @throws RangeError when a target is outside [0, 1], or is smoothed for a loss without targets.
 */
export function discriminatorRealLoss(loss: Loss, logits: tf.Tensor, targets: Targets = {}): tf.Scalar {
  const {real} = checkTargets(loss, targets);
  return mean(() => {
    switch (loss) {
      case "minimax":
      case "nonSaturating":
        return crossEntropy(logits, real);
      case "leastSquares":
        return tf.mul(tf.square(tf.sub(logits, real)), 0.5);
      case "hinge":
        return tf.relu(tf.sub(1, logits));
      case "wasserstein":
        return tf.neg(logits);
    }
  });
}

/** D's loss on the logits of generated images; as `discriminatorRealLoss`. */
export function discriminatorFakeLoss(loss: Loss, logits: tf.Tensor, targets: Targets = {}): tf.Scalar {
  const {fake} = checkTargets(loss, targets);
  return mean(() => {
    switch (loss) {
      case "minimax":
      case "nonSaturating":
        return crossEntropy(logits, fake);
      case "leastSquares":
        return tf.mul(tf.square(tf.sub(logits, fake)), 0.5);
      case "hinge":
        return tf.relu(tf.add(1, logits));
      case "wasserstein":
        return logits;
    }
  });
}

/** G's loss on D's logits of generated images: a mean, as a scalar. Smoothing does not touch it. */
export function generatorLoss(loss: Loss, logits: tf.Tensor): tf.Scalar {
  return mean(() => {
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
 * t · softplus(−x) + (1 − t) · softplus(x): the binary cross-entropy of σ(x) against t. At t = 0 or 1 it is one term, exactly.
 */
function crossEntropy(logits: tf.Tensor, target: number): tf.Tensor {
  if (target === 1) return tf.softplus(tf.neg(logits));
  if (target === 0) return tf.softplus(logits);
  return tf.add(tf.mul(tf.softplus(tf.neg(logits)), target), tf.mul(tf.softplus(logits), 1 - target));
}

function mean(values: () => tf.Tensor): tf.Scalar {
  return tf.tidy(() => tf.mean(values()) as tf.Scalar);
}

function checkTargets(loss: Loss, {real = 1, fake = 0}: Targets): Required<Targets> {
  for (const [name, value] of [
    ["real", real],
    ["fake", fake]
  ] as const) {
    if (!(value >= 0 && value <= 1)) throw new RangeError(`the target for ${name} must be from 0 to 1, got ${value}`);
  }
  if ((loss === "hinge" || loss === "wasserstein") && (real !== 1 || fake !== 0)) {
    throw new RangeError(`the ${loss} loss has no targets to smooth, got real ${real} and fake ${fake}`);
  }
  return {real, fake};
}

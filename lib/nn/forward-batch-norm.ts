import * as tf from "@tensorflow/tfjs-core";

/** What batch normalisation gives in training. */
export interface Normalised {
  /** The same shape as the input. */
  output: tf.Tensor;
  /** Mean of each channel over the batch and all places. [channels] */
  mean: tf.Tensor1D;
  /** Its variance, divided by the count (not the count less one). [channels] */
  variance: tf.Tensor1D;
}

/**
 * Batch normalisation with the statistics of the batch: (x − mean) / √(variance + epsilon) · gamma + beta. Its gradient is
 * written out (Ioffe and Szegedy 2015, section 3) over [places, channels] with matrix products for the sums, because the composed
 * one copies the whole tensor several times. It may be differentiated again.
 */
export function normaliseBatch(x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, epsilon: number): Normalised {
  const channels = x.shape[x.shape.length - 1];
  const flat = tf.reshape(x, [-1, channels]) as tf.Tensor2D;
  const places = flat.shape[0];
  const average = tf.fill([1, places], 1 / places) as tf.Tensor2D;
  const mean = tf.matMul(average, flat);
  const variance = tf.matMul(average, tf.square(tf.sub(flat, mean)));
  const inverse = tf.rsqrt(tf.add(variance, epsilon));
  const normalise = tf.customGrad((...inputs) => {
    const [input, scale, shift, save] = inputs as [tf.Tensor2D, tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const factor = tf.mul(inverse, tf.reshape(scale, [1, channels]));
    const value = tf.add(tf.mul(tf.sub(input, mean), factor), tf.reshape(shift, [1, channels]));
    save([input, scale, mean, inverse, average]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] => {
      const [input, scale, mean, inverse, average] = saved as [tf.Tensor2D, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor2D];
      const standard = tf.mul(tf.sub(input, mean), inverse);
      const meanDy = tf.matMul(average, dy as tf.Tensor2D);
      const meanDyStandard = tf.matMul(average, tf.mul(dy, standard) as tf.Tensor2D);
      const factor = tf.mul(inverse, tf.reshape(scale, [1, channels]));
      const dx = tf.mul(tf.sub(tf.sub(dy, meanDy), tf.mul(standard, meanDyStandard)), factor);
      return [dx, tf.reshape(tf.mul(meanDyStandard, places), [channels]), tf.reshape(tf.mul(meanDy, places), [channels])];
    };
    return {value, gradFunc};
  });
  return {
    output: tf.reshape(normalise(flat, gamma, beta), x.shape),
    mean: tf.reshape(mean, [channels]),
    variance: tf.reshape(variance, [channels])
  };
}

/** Batch normalisation with running statistics: one product and one sum for each value. */
export function normaliseRunning(
  x: tf.Tensor,
  {gamma, beta, mean, variance}: Record<"gamma" | "beta" | "mean" | "variance", tf.Tensor>,
  epsilon: number
): tf.Tensor {
  const factor = tf.mul(gamma, tf.rsqrt(tf.add(variance, epsilon)));
  return tf.add(tf.mul(x, factor), tf.sub(beta, tf.mul(mean, factor)));
}

/**
 * Running statistics after one batch: momentum · running + (1 − momentum) · batch, the variance of the batch with count / (count
 * − 1) as PyTorch and TensorFlow's fused kernel do.
 */
export function updateRunning(
  running: {mean: tf.Tensor; variance: tf.Tensor},
  batch: {mean: tf.Tensor; variance: tf.Tensor},
  momentum: number,
  places: number
): {mean: tf.Tensor; variance: tf.Tensor} {
  const mix = (old: tf.Tensor, now: tf.Tensor, factor: number): tf.Tensor =>
    tf.add(tf.mul(old, momentum), tf.mul(now, (1 - momentum) * factor));
  return {
    mean: mix(running.mean, batch.mean, 1),
    variance: mix(running.variance, batch.variance, places / Math.max(places - 1, 1))
  };
}

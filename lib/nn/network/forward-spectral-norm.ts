import * as tf from "@tensorflow/tfjs-core";

/** Keeps the division finite, as in PyTorch. */
const FLOOR = 1e-12;

/**
 * A kernel divided by an estimate of its largest singular value σ, as a matrix [all else, outputs] (Miyato and others 2018, algorithm
 * 1): with the direction u [outputs] that was reached before, v = Wu / ‖Wu‖ and σ = vᵀWu. In training u moves on first, to Wᵀv / ‖Wᵀv‖,
 * and is handed out. Gradients go through W, also through its σ; u and v are constants. May be differentiated any number of times.
 */
export function normaliseSpectrum(
  kernel: tf.Tensor,
  direction: tf.Tensor,
  training: boolean
): {kernel: tf.Tensor; direction: tf.Tensor1D} {
  const outputs = direction.size;
  const matrix = tf.reshape(kernel, [-1, outputs]) as tf.Tensor2D;
  const [rows] = matrix.shape;
  const both = powerStep(matrix, direction, training);
  const v = tf.reshape(tf.slice(both, [0], [rows]), [1, rows]) as tf.Tensor2D;
  const u = tf.slice(both, [rows], [outputs]);
  const sigma = tf.matMul(tf.matMul(v, matrix), tf.reshape(u, [outputs, 1]) as tf.Tensor2D);
  return {kernel: tf.reshape(tf.mul(matrix, tf.div(1, sigma)), kernel.shape), direction: u as tf.Tensor1D};
}

/** v and u in one row, [rows + outputs]; no gradient goes through them. */
function powerStep(matrix: tf.Tensor2D, direction: tf.Tensor, training: boolean): tf.Tensor {
  const [rows, outputs] = matrix.shape;
  const constant = tf.customGrad((...inputs) => {
    const [w] = inputs as [tf.Tensor2D];
    const before = tf.reshape(direction, [outputs, 1]) as tf.Tensor2D;
    const v = unit(tf.reshape(tf.matMul(w, before), [1, rows]));
    const u = training ? unit(tf.matMul(v as tf.Tensor2D, w)) : tf.reshape(direction, [1, outputs]);
    return {value: tf.reshape(tf.concat([v, u], 1), [rows + outputs]), gradFunc: () => tf.zeros(matrix.shape)};
  });
  return constant(matrix);
}

function unit(vector: tf.Tensor): tf.Tensor {
  return tf.div(vector, tf.maximum(tf.sqrt(tf.sum(tf.square(vector))), FLOOR));
}

import * as tf from "@tensorflow/tfjs-core";

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

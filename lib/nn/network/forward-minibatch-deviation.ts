import * as tf from "@tensorflow/tfjs-core";
import type {MinibatchDeviation} from "./layers.ts";

/** Keeps the slope of the square root finite where examples are equal; as in the program of Karras and others. */
const FLOOR = 1e-8;

/**
 * x [batch, …, channels] with one more channel: the standard deviation of each value over the examples of a group, averaged over all
 * values; the same at every place of an example and for all of its group (Karras and others 2018, section 3). Also its `mean` over
 * the groups, [1]. Sums are products with rows, because backends are quick at these.
 * @throws RangeError when the batch does not divide into groups.
 */
export function appendDeviation(x: tf.Tensor, {group, name}: MinibatchDeviation): {output: tf.Tensor; mean: tf.Tensor1D} {
  const [batch, ...shape] = x.shape;
  const size = group ?? batch;
  if (batch % size !== 0)
    throw new RangeError(`layer "${name}" compares groups of ${size} examples, but D sees ${batch} at a time`);
  const values = x.size / batch;
  const groups = batch / size;
  const average = (count: number, axis: 0 | 1): tf.Tensor2D => tf.fill(axis === 0 ? [1, count] : [count, 1], 1 / count);
  const rows = tf.reshape(x, [size, groups * values]) as tf.Tensor2D;
  const centred = tf.sub(rows, tf.matMul(average(size, 0), rows));
  const variance = tf.matMul(average(size, 0), tf.square(centred) as tf.Tensor2D);
  const deviations = tf.reshape(tf.sqrt(tf.add(variance, FLOOR)), [groups, values]) as tf.Tensor2D;
  const ofGroups = tf.matMul(deviations, average(values, 1));
  // Example i is of group i mod groups.
  const ofExamples = tf.matMul(tf.ones([size, 1]) as tf.Tensor2D, tf.reshape(ofGroups, [1, groups]) as tf.Tensor2D);
  const output = append(x, shape, tf.reshape(ofExamples, [batch, ...shape.map(() => 1)]));
  return {output, mean: tf.reshape(tf.matMul(average(groups, 0), ofGroups), [1])};
}

/** x with the running mean [1] of that number as one more channel: what an example by itself is judged with. */
export function appendMean(x: tf.Tensor, mean: tf.Tensor): {output: tf.Tensor; mean?: undefined} {
  const [, ...shape] = x.shape;
  return {output: append(x, shape, tf.reshape(mean, [1, ...shape.map(() => 1)]))};
}

function append(x: tf.Tensor, shape: number[], channel: tf.Tensor): tf.Tensor {
  return tf.concat([x, tf.mul(tf.ones([x.shape[0], ...shape.slice(0, -1), 1]), channel)], x.rank - 1);
}

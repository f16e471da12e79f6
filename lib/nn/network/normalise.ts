import * as tf from "@tensorflow/tfjs-core";
import type {MinibatchDeviation} from "./layers.ts";
import {runOwnKernel} from "./own-kernel.ts";

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
 * Batch normalisation with the statistics of the batch: (x − mean) / √(variance + epsilon) · gamma + beta, x [..., channels],
 * gamma and beta [channels]. It may be differentiated any number of times, with respect to x, gamma and beta; the statistics are
 * for running averages, no gradient goes through them. On a backend that has them, kernels of its own compute it and its first
 * gradient (lib/backend/kernels/batch-norm.ts).
 * @throws RangeError when gamma or beta is not as long as the last axis.
 */
export function normaliseBatch(x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, epsilon: number): Normalised {
  const channels = x.shape[x.shape.length - 1];
  if (gamma.size !== channels || beta.size !== channels) {
    throw new RangeError(`gamma and beta are [${channels}], like the last axis, not [${gamma.shape}] and [${beta.shape}]`);
  }
  registerGradientOfKernel();
  const own = runOwnKernel("NormaliseBatch", {x, gamma, beta}, {epsilon});
  if (own) return {output: own[0], mean: own[1] as tf.Tensor1D, variance: own[2] as tf.Tensor1D};
  const {average, centred, mean, variance, inverse} = statisticsOf(x, epsilon);
  const normalise = tf.customGrad((...inputs) => {
    const [input, scale, shift, save] = inputs as [tf.Tensor, tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const factor = tf.mul(inverse, tf.reshape(scale, [1, channels]));
    const value = tf.reshape(tf.add(tf.mul(centred, factor), tf.reshape(shift, [1, channels])), input.shape);
    save([input, scale, mean, inverse, average]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] => {
      const [input, scale, mean, inverse, average] = saved;
      const standard = tf.mul(tf.sub(matrixOf(input), mean), inverse);
      return gradientOf(dy, {shape: input.shape, standard, inverse, scale, average});
    };
    return {value, gradFunc};
  });
  return {output: normalise(x, gamma, beta), mean: tf.reshape(mean, [channels]), variance: tf.reshape(variance, [channels])};
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

/** Statistics of x as a matrix [places, channels]; sums are products with a row, because backends are quick at these. */
function statisticsOf(x: tf.Tensor, epsilon: number) {
  const matrix = matrixOf(x);
  const places = matrix.shape[0];
  const average = tf.fill([1, places], 1 / places) as tf.Tensor2D;
  const mean = tf.matMul(average, matrix);
  const centred = tf.sub(matrix, mean);
  const variance = tf.matMul(average, tf.square(centred) as tf.Tensor2D);
  return {average, centred, mean, variance, inverse: tf.rsqrt(tf.add(variance, epsilon))};
}

/** The gradient for x, gamma and beta, written out (Ioffe and Szegedy 2015, section 3): tfjs's own copies x several times. */
function gradientOf(
  dy: tf.Tensor,
  {shape, standard, inverse, scale, average}: {shape: number[]} & Record<"standard" | "inverse" | "scale" | "average", tf.Tensor>
): tf.Tensor[] {
  const gradient = matrixOf(dy);
  const [places, channels] = gradient.shape;
  const meanDy = tf.matMul(average as tf.Tensor2D, gradient);
  const meanDyStandard = tf.matMul(average as tf.Tensor2D, tf.mul(gradient, standard) as tf.Tensor2D);
  const factor = tf.mul(inverse, tf.reshape(scale, [1, channels]));
  const dx = tf.mul(tf.sub(tf.sub(gradient, meanDy), tf.mul(standard, meanDyStandard)), factor);
  const sum = (mean: tf.Tensor): tf.Tensor => tf.reshape(tf.mul(mean, places), [channels]);
  return [tf.reshape(dx, shape), sum(meanDyStandard), sum(meanDy)];
}

function matrixOf(x: tf.Tensor): tf.Tensor2D {
  return tf.reshape(x, [-1, x.shape[x.shape.length - 1]]) as tf.Tensor2D;
}

/**
 * The gradient of the kernel: another kernel, or, when that gradient is itself going to be differentiated (a tape is running),
 * tfjs's operations.
 */
function registerGradientOfKernel(): void {
  if (tf.getGradient("NormaliseBatch")) return;
  tf.registerGradient({
    kernelName: "NormaliseBatch",
    inputsToSave: ["x", "gamma"],
    outputsToSave: [false, true, true],
    gradFunc: (gradients, [x, gamma, mean, variance], attrs) => {
      const [dy] = gradients as tf.Tensor[];
      const epsilon = attrs.epsilon as number;
      const again = tf.engine().state.gradientDepth > 0;
      const inputs = {x, gamma, mean, variance, dy};
      const own = again ? null : runOwnKernel("NormaliseBatchGradient", inputs, {epsilon});
      const [dx, dgamma, dbeta] = own ?? composedGradient(x, gamma, dy, epsilon);
      return {x: () => dx, gamma: () => dgamma, beta: () => dbeta};
    }
  });
}

function composedGradient(x: tf.Tensor, scale: tf.Tensor, dy: tf.Tensor, epsilon: number): tf.Tensor[] {
  const {average, centred, inverse} = statisticsOf(x, epsilon);
  return gradientOf(dy, {shape: x.shape, standard: tf.mul(centred, inverse), inverse, scale, average});
}

/** Keeps the division finite, as in PyTorch. */
const LEAST_NORM = 1e-12;

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
  return tf.div(vector, tf.maximum(tf.sqrt(tf.sum(tf.square(vector))), LEAST_NORM));
}

/** Keeps the slope of the square root finite where examples are equal; as in the program of Karras and others. */
const LEAST_VARIANCE = 1e-8;

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
  const deviations = tf.reshape(tf.sqrt(tf.add(variance, LEAST_VARIANCE)), [groups, values]) as tf.Tensor2D;
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

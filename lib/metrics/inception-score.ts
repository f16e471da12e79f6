import {checkRows} from "./rows.ts";
import type {Rows} from "./rows.ts";

/** A score over several parts of the samples. */
export interface InceptionScore {
  /** Mean over the parts: from 1 (every sample is classified alike, or at random) to the number of classes. */
  mean: number;
  /** Their standard deviation, as numpy's: the mean square is over their count. NaN for one part, which cannot differ from others. */
  deviation: number;
  parts: number[];
  /** Samples that it was computed from. */
  samples: number;
}

/**
 * The Inception Score (Salimans et al. 2016): exp of the mean of KL(p(y|x) ‖ p(y)). High when the classifier is sure of each sample
 * and sees every class equally often. It never looks at a real image, and one perfect image for each class scores full.
 * @param probabilities [samples, classes] of a classifier, each row summing to 1
 * @param splits parts of consecutive samples, 10 as published; samples beyond a multiple of it are left out, as published
 * @throws RangeError when a row is no distribution, or there are fewer samples than parts.
 * @example
 * ```ts height=46/70
 * import {inceptionScore} from "gantry/inception-score";
 *
 * display(
 *   inceptionScore(
 *     {
 *       shape: [4, 2],
 *       values: Float32Array.of(0.9, 0.1, 0.1, 0.9, 0.8, 0.2, 0.2, 0.8)
 *     },
 *     1
 *   )
 * );
 * ```
 */
export function inceptionScore(probabilities: Rows, splits = 10): InceptionScore {
  if (!Number.isInteger(splits) || splits < 1) throw new RangeError(`splits must be a whole number from 1, got ${splits}`);
  const [count, classes] = checkRows("probabilities", probabilities, splits);
  const {values} = probabilities;
  for (let row = 0; row < count; row++) {
    let sum = 0;
    for (let i = row * classes; i < (row + 1) * classes; i++) {
      if (values[i] < 0) throw new RangeError(`row ${row} has a probability of ${values[i]}: give softmax of the logits`);
      sum += values[i];
    }
    if (Math.abs(sum - 1) > 1e-3) throw new RangeError(`row ${row} sums to ${sum}, not to 1: give softmax of the logits`);
  }
  const size = Math.floor(count / splits);
  const parts = Array.from({length: splits}, (_, part) =>
    scoreOf(values.subarray(part * size * classes, (part + 1) * size * classes), classes)
  );
  const mean = parts.reduce((total, part) => total + part, 0) / splits;
  const variance = splits === 1 ? NaN : parts.reduce((total, part) => total + (part - mean) ** 2, 0) / splits;
  return {mean, deviation: Math.sqrt(variance), parts, samples: size * splits};
}

function scoreOf(values: Rows["values"], classes: number): number {
  const count = values.length / classes;
  const marginal = new Float64Array(classes);
  for (let i = 0; i < values.length; i++) marginal[i % classes] += values[i] / count;
  let divergence = 0;
  // 0 · log 0 is 0, its limit.
  for (let i = 0; i < values.length; i++) {
    if (values[i] > 0) divergence += values[i] * Math.log(values[i] / marginal[i % classes]);
  }
  return Math.exp(divergence / count);
}

/** Probabilities from logits [samples, classes]: a softmax of each row, safe for large logits. */
export function softmaxRows(logits: Rows): Rows {
  const [count, classes] = checkRows("logits", logits);
  const values = new Float64Array(count * classes);
  for (let row = 0; row < count; row++) {
    const from = logits.values.subarray(row * classes, (row + 1) * classes);
    let largest = -Infinity;
    for (const logit of from) largest = Math.max(largest, logit);
    let sum = 0;
    for (let i = 0; i < classes; i++) sum += values[row * classes + i] = Math.exp(from[i] - largest);
    for (let i = 0; i < classes; i++) values[row * classes + i] /= sum;
  }
  return {shape: [count, classes], values};
}

import {squaredDistances} from "./distances.ts";
import {checkRows} from "./rows.ts";
import type {Rows} from "./rows.ts";

/** Two samples that are alike. */
export interface Pair {
  /** Places of the two, the lower first. */
  a: number;
  b: number;
  /** Euclidean distance. */
  distance: number;
}

/**
 * The closest pairs within a set of samples, closest first: the candidates that a person then judges in the birthday-paradox test
 * (Arora and Zhang 2017). If two of s random samples are duplicates about half of the time, the generator makes about s² different
 * images, however many it could.
 * @throws RangeError for fewer than 2 samples, a number that is not finite, or a count that is not a whole number from 1.
 * @example
 * ```ts height=23/23
 * import {closestPairs} from "gantry/duplicates";
 * import {pointSet} from "gantry/points";
 * import {random} from "gantry/random";
 *
 * display(
 *   closestPairs(
 *     {shape: [100, 2], values: pointSet("ring").batch(100, random(1)).images},
 *     3
 *   )
 * );
 * ```
 */
export function closestPairs(samples: Rows, count: number): Pair[] {
  checkRows("samples", samples, 2);
  if (!Number.isInteger(count) || count < 1) throw new RangeError(`count must be a whole number from 1, got ${count}`);
  const best: Pair[] = [];
  squaredDistances(samples, samples, (a, b, squared) => {
    if (b <= a || (best.length === count && squared >= best[count - 1].distance)) return;
    const at = best.findIndex(({distance}) => squared < distance);
    best.splice(at < 0 ? best.length : at, 0, {a, b, distance: squared});
    if (best.length > count) best.pop();
  });
  return best.map(({a, b, distance}) => ({a, b, distance: Math.sqrt(distance)}));
}

/** A verdict on one size of batch. */
export interface Birthday {
  /** Samples in a batch. */
  batch: number;
  /** Share of the batches that had a pair closer than the threshold. */
  share: number;
  batches: number;
}

/**
 * How often a batch has a duplicate: a pair closer than `threshold`. Batches are taken one after another from the samples.
 * @throws RangeError when there are fewer samples than a batch, or the threshold is negative.
 * @example
 * ```ts height=23/46
 * import {birthdayTest} from "gantry/duplicates";
 * import {pointSet} from "gantry/points";
 * import {random} from "gantry/random";
 *
 * display(
 *   birthdayTest(
 *     {shape: [200, 2], values: pointSet("ring").batch(200, random(1)).images},
 *     20,
 *     0.01
 *   )
 * );
 * ```
 */
export function birthdayTest(samples: Rows, batch: number, threshold: number): Birthday {
  if (!Number.isInteger(batch) || batch < 2) throw new RangeError(`a batch has 2 or more samples, got ${batch}`);
  if (!(threshold >= 0)) throw new RangeError(`the threshold must be 0 or more, got ${threshold}`);
  const [count, size] = checkRows("samples", samples, batch);
  const batches = Math.floor(count / batch);
  let found = 0;
  for (let i = 0; i < batches; i++) {
    const values = samples.values.subarray(i * batch * size, (i + 1) * batch * size);
    if (closestPairs({shape: [batch, size], values}, 1)[0].distance < threshold) found++;
  }
  return {batch, share: found / batches, batches};
}

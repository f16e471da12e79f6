import type {Rows} from "./rows.ts";
import {checkRows} from "./rows.ts";

/** What a mode is, and when it counts. */
export interface ModeOptions {
  /** Standard deviation of the real points around each centre. */
  sigma: number;
  /** A sample is of high quality within so many sigma of the nearest centre; default 3, as VEEGAN and PacGAN. */
  within?: number;
  /** High-quality samples that capture a mode; default 1, as PacGAN. */
  least?: number;
}

/** Samples counted by mode. */
export interface ModeCount {
  /** Modes with at least `least` samples of high quality. */
  captured: number;
  /** Modes there are. */
  modes: number;
  /** Share of the samples that are of high quality, 0 to 1. */
  highQuality: number;
  /** High-quality samples of each mode. */
  counts: number[];
  /**
   * KL(samples ‖ uniform) over the modes, of high-quality samples, in nats: 0 when all modes are hit alike, log(modes) when one
   * is. NaN without any such sample.
   */
  reverseKl: number;
  /** What was counted by: within · sigma, and `least`. */
  radius: number;
  least: number;
}

/**
 * Counts the modes of a mixture that generated points hit (Srivastava et al. 2017; Lin et al. 2018, section 4.1).
 * @param points [samples, dimensions]
 * @throws RangeError for no centres, dimensions that differ, a number that is not finite, sigma or within not above 0, least not a
 * whole number from 1.
 * @example
 * ```ts height=46/93
 * import {countModes} from "gantry/modes";
 * import {pointSet} from "gantry/points";
 * import {random} from "gantry/random";
 *
 * const modes = pointSet("grid");
 * display(
 *   countModes(
 *     {shape: [500, 2], values: modes.batch(500, random(1)).images},
 *     modes.centres,
 *     {sigma: modes.sigma}
 *   )
 * );
 * ```
 */
export function countModes(points: Rows, centres: readonly (readonly number[])[], options: ModeOptions): ModeCount {
  const {sigma, within = 3, least = 1} = options;
  const [samples, size] = checkRows("points", points);
  if (centres.length === 0) throw new RangeError("modes need at least one centre");
  const odd = centres.find((centre) => centre.length !== size || !centre.every(Number.isFinite));
  if (odd) throw new RangeError(`a centre must be ${size} finite numbers, as the points are, got (${odd.join(", ")})`);
  for (const [name, value] of [
    ["sigma", sigma],
    ["within", within]
  ] as const) {
    // prettier-ignore
    if (!(value > 0 && value < Infinity)) throw new RangeError(`${name} must be above 0, got ${value}`);
  }
  if (!Number.isInteger(least) || least < 1) throw new RangeError(`least must be a whole number from 1, got ${least}`);
  const radius = within * sigma;
  const counts = centres.map(() => 0);
  for (let row = 0; row < samples; row++) {
    const {mode, squared} = nearestCentre(points.values.subarray(row * size, (row + 1) * size), centres);
    // A square is compared by its root: the radius is given as a distance, and its square, of √3 say, may be less than 3.
    if (Math.sqrt(squared) <= radius) counts[mode] += 1;
  }
  const good = counts.reduce((sum, count) => sum + count, 0);
  return {
    captured: counts.filter((count) => count >= least).length,
    modes: centres.length,
    highQuality: good / samples,
    counts,
    reverseKl: klToUniform(counts),
    radius,
    least
  };
}

/**
 * KL(p ‖ uniform) of counts, in nats: Σ p · log(p · n). 0 when they are equal, log n when only one is not 0; NaN when all are.
 * @throws RangeError when a count is negative or not finite.
 * @example
 * ```ts height=23/23
 * import {klToUniform} from "gantry/modes";
 *
 * display(
 *   [
 *     [5, 5, 5, 5],
 *     [10, 10, 0, 0],
 *     [20, 0, 0, 0]
 *   ].map((counts) => klToUniform(counts).toFixed(3))
 * );
 * ```
 */
export function klToUniform(counts: readonly number[]): number {
  const bad = counts.findIndex((count) => !(count >= 0 && count < Infinity));
  if (bad >= 0) throw new RangeError(`counts must be 0 or more, got ${counts[bad]} at ${bad}`);
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return NaN;
  return counts.reduce(
    (sum, count) => (count === 0 ? sum : sum + (count / total) * Math.log((count / total) * counts.length)),
    0
  );
}

function nearestCentre(point: ArrayLike<number>, centres: readonly (readonly number[])[]): {mode: number; squared: number} {
  let nearest = {mode: -1, squared: Infinity};
  centres.forEach((centre, mode) => {
    const squared = centre.reduce((sum, value, axis) => sum + (point[axis] - value) ** 2, 0);
    if (squared < nearest.squared) nearest = {mode, squared};
  });
  return nearest;
}

/** How often each class was seen. */
export interface ClassHistogram {
  counts: number[];
  /** Counts over their sum. */
  shares: number[];
  /** Classes that never came. */
  missing: number[];
  /** KL(shares ‖ uniform) in nats: 0 for all classes alike, log(classes) for one alone. */
  klToUniform: number;
}

/**
 * The classes that a classifier saw in samples.
 * @throws RangeError for no labels, or a label that is not a whole number below `classes`.
 * @example
 * ```ts height=46/70
 * import {classHistogram} from "gantry/modes";
 *
 * display(classHistogram([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5]));
 * ```
 */
export function classHistogram(labels: ArrayLike<number>, classes = 10): ClassHistogram {
  if (labels.length === 0) throw new RangeError("a histogram needs at least one label");
  const counts = Array<number>(classes).fill(0);
  for (let i = 0; i < labels.length; i++) {
    if (!Number.isInteger(labels[i]) || labels[i] < 0 || labels[i] >= classes) {
      throw new RangeError(`label ${i} is ${labels[i]}, but labels are whole numbers from 0 to ${classes - 1}`);
    }
    counts[labels[i]] += 1;
  }
  const missing = counts.flatMap((count, label) => (count === 0 ? [label] : []));
  return {counts, shares: counts.map((count) => count / labels.length), missing, klToUniform: klToUniform(counts)};
}

/**
 * How many of the thousand numbers of stacked digits were made, and how evenly (Srivastava et al. 2017, section 5): the classes
 * of the three channels, read as hundreds, tens and ones.
 * @param channels labels 0 … 9 of each channel, equally many
 * @throws RangeError when there are not three, they differ in length, or a label is no digit.
 * @example
 * ```ts height=23/46
 * import {stackedModes} from "gantry/modes";
 *
 * display(stackedModes([[1, 2, 1], [0, 0, 0], [7, 7, 7]]));
 * ```
 */
export function stackedModes(channels: readonly ArrayLike<number>[]): {captured: number; modes: 1000; klToUniform: number} {
  if (channels.length !== 3) throw new RangeError(`stacked digits have 3 channels, got labels of ${channels.length}`);
  const [hundreds, tens, ones] = channels;
  if (tens.length !== hundreds.length || ones.length !== hundreds.length) {
    throw new RangeError(
      `the channels have ${channels.map(({length}) => length).join(", ")} labels; they must have equally many`
    );
  }
  for (const labels of channels) classHistogram(labels);
  const codes = Uint16Array.from({length: hundreds.length}, (_, i) => 100 * hundreds[i] + 10 * tens[i] + ones[i]);
  const {missing, klToUniform} = classHistogram(codes, 1000);
  return {captured: 1000 - missing.length, modes: 1000, klToUniform};
}

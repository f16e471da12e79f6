import {random} from "../random.ts";
import {checkRows, checkSameSize} from "./rows.ts";
import type {Rows} from "./rows.ts";
import {finish, part} from "./steps.ts";
import type {Steps} from "./steps.ts";

/** The distance with its error bar. */
export interface KernelDistance {
  /** Mean over the subsets. Its expectation is 0 when both sets come from one distribution, at any sample size; it may be negative. */
  mean: number;
  /**
   * Standard deviation over the subsets, as published beside the mean: of subsets of a fiftieth of the set what the distance of so few
   * samples varies by; larger ones overlap, and vary less. NaN where nothing was left to chance: for one subset, or when a subset is
   * a whole set.
   */
  deviation: number;
  /**
   * The error bar: what the mean would vary by if both sets were drawn anew. It is too wide where both come from one distribution: by
   * √3 for subsets of half of a set, by √(1 + n / m) for m of n. NaN as `deviation` is.
   */
  error: number;
  subsets: number;
  subsetSize: number;
}

/** Which subsets. */
export interface KernelDistanceOptions {
  /** Default 100, as published. */
  subsets?: number;
  /** Samples of each set in a subset; default half of the smaller set, at most 1,000. */
  subsetSize?: number;
  /** Default 1. */
  seed?: number | string;
}

/**
 * The Kernel Inception Distance (Bińkowski et al. 2018): the unbiased squared maximum mean discrepancy with the kernel
 * (x·y / features + 1)³, over random subsets drawn without replacement. Unlike FID it has no bias that falls with the sample size.
 *
 * The paper, torch-fidelity and clean-fid draw 100 subsets of 1,000 from 50,000 samples. From fewer the subsets have to be smaller as
 * well: those that are nearly the whole set are nearly the same, however unsure the distance is.
 * @throws RangeError when a set has fewer than 2 samples, the vectors differ in length, a number is not finite, or a subset is
 * larger than a set.
 * @example
 * ```ts height=46/93
 * import {kernelDistance} from "gantry/kid";
 * import {pointSet} from "gantry/points";
 * import {random} from "gantry/random";
 *
 * const heap = (name: "ring" | "grid", seed: number) => ({
 *   shape: [300, 2],
 *   values: pointSet(name).batch(300, random(seed)).images
 * });
 * display(kernelDistance(heap("ring", 1), heap("grid", 2), {subsets: 20}));
 * ```
 */
export function kernelDistance(real: Rows, fake: Rows, options: KernelDistanceOptions = {}): KernelDistance {
  return finish(kernelDistanceSteps(real, fake, options));
}

/** The same in pieces. */
export function* kernelDistanceSteps(real: Rows, fake: Rows, options: KernelDistanceOptions = {}): Steps<KernelDistance> {
  const [reals] = checkRows("real features", real, 2);
  const [fakes] = checkRows("generated features", fake, 2);
  checkSameSize(real, fake);
  const fewest = Math.min(reals, fakes);
  const {subsets = 100, subsetSize = Math.max(2, Math.min(1000, fewest >> 1)), seed = 1} = options;
  if (!Number.isInteger(subsets) || subsets < 1) throw new RangeError(`subsets must be a whole number from 1, got ${subsets}`);
  if (!Number.isInteger(subsetSize) || subsetSize < 2 || subsetSize > fewest) {
    throw new RangeError(`a subset has from 2 to ${fewest} samples here, got ${subsetSize}`);
  }
  const source = random(seed);
  const words = Math.ceil(subsets / 32);
  const [a, b] = [real, fake].map((rows): Drawn => ({rows, words, held: new Int32Array(rows.shape[0] * words)}));
  for (let subset = 0; subset < subsets; subset++) {
    for (const {rows, held} of [a, b]) {
      const order = source.shuffle(Array.from({length: rows.shape[0]}, (_, i) => i));
      for (const row of order.slice(0, subsetSize)) held[row * words + (subset >> 5)] |= 1 << (subset & 31);
    }
  }
  const [within, between] = [new Float64Array(32 * words), new Float64Array(32 * words)];
  yield* part(addKernels(a, a, within), 0, 1 / 4);
  yield* part(addKernels(b, b, within), 1 / 4, 1 / 2);
  yield* part(addKernels(a, b, between), 1 / 2, 1);
  // The unbiased squared discrepancy of two sets of equal count; each pair of one set was counted once.
  const values = Array.from(
    within.subarray(0, subsets),
    (sum, i) => (2 * sum) / (subsetSize * (subsetSize - 1)) - (2 * between[i]) / (subsetSize * subsetSize)
  );
  const mean = values.reduce((sum, value) => sum + value, 0) / subsets;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  if (subsets === 1 || subsetSize === fewest) return {mean, deviation: NaN, error: NaN, subsets, subsetSize};
  const error = standardError(squares / (subsets - 1), subsets, subsetSize, fewest);
  return {mean, deviation: Math.sqrt(squares / subsets), error, subsets, subsetSize};
}

/**
 * What the mean over subsets would vary by, from the variance over subsets of m of n samples. The distance of the whole sets is the
 * expectation of a subset's, so V(m), the variance of a distance of m samples, is the subsets' variance plus V(n). V falls as 1 / m
 * (and faster, as 1 / m², where the distributions are one, which would make V(n) smaller). That leaves V(n) = variance · m / (n − m),
 * and the chance of the subsets themselves comes on top.
 */
function standardError(variance: number, subsets: number, m: number, n: number): number {
  return Math.sqrt(variance * (m / (n - m) + 1 / subsets));
}

/** Rows with the subsets that hold them. */
interface Drawn {
  rows: Rows;
  /** Numbers of 32 bits for each row. */
  words: number;
  /** [rows, words]: bit s is set where subset s holds the row. */
  held: Int32Array;
}

/**
 * Adds to each subset's sum the kernels of the pairs that it holds: of a row of `a` with one of `b`, or of two rows of one set. A kernel
 * is computed once, in however many subsets its pair is.
 */
function* addKernels(a: Drawn, b: Drawn, sums: Float64Array): Steps<void> {
  const [count] = a.rows.shape;
  for (let i = 0; i < count; i++) {
    addRow(a, b, i, a === b ? i + 1 : 0, sums);
    if (i % 8 === 7) yield i / count;
  }
}

/** Those of row i of `a` with the rows of `b` from a first one on. */
function addRow(a: Drawn, b: Drawn, i: number, first: number, sums: Float64Array): void {
  const [count, size] = b.rows.shape;
  const [{values: left}, {values: right}] = [a.rows, b.rows];
  const {words} = a;
  for (let j = first; j < count; j++) {
    let common = 0;
    for (let word = 0; word < words; word++) common |= a.held[i * words + word] & b.held[j * words + word];
    if (common === 0) continue;
    let product = 0;
    for (let k = 0, p = i * size, q = j * size; k < size; k++, p++, q++) product += left[p] * right[q];
    const base = product / size + 1;
    const kernel = base * base * base;
    for (let word = 0; word < words; word++) {
      // From the highest bit that is set to the lowest.
      for (let bits = a.held[i * words + word] & b.held[j * words + word]; bits !== 0;) {
        const bit = 31 - Math.clz32(bits);
        sums[32 * word + bit] += kernel;
        bits ^= 1 << bit;
      }
    }
  }
}

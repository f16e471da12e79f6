import {random} from "../random.ts";
import {checkRows, checkSameSize, pickRows} from "./rows.ts";
import type {Rows} from "./rows.ts";
import {finish} from "./steps.ts";
import type {Steps} from "./steps.ts";

/** The distance with its error bar. */
export interface KernelDistance {
  /** Mean over the subsets. Its expectation is 0 when both sets come from one distribution, at any sample size; it may be negative. */
  mean: number;
  /** Standard deviation over the subsets. */
  deviation: number;
  /** What the mean would vary by: deviation / √subsets. Subsets overlap, so it is a little small. */
  error: number;
  subsets: number;
  subsetSize: number;
}

/** Which subsets. */
export interface KernelDistanceOptions {
  /** Default 100, as published. */
  subsets?: number;
  /** Samples of each set in a subset; default 1,000, or all of the smaller set. */
  subsetSize?: number;
  /** Default 1. */
  seed?: number | string;
}

/**
 * The Kernel Inception Distance (Bińkowski et al. 2018): the unbiased squared maximum mean discrepancy with the kernel
 * (x·y / features + 1)³, over random subsets drawn without replacement. Unlike FID it has no bias that falls with the sample size.
 * @throws RangeError when a set has fewer than 2 samples, the vectors differ in length, a number is not finite, or a subset is
 * larger than a set.
 */
export function kernelDistance(real: Rows, fake: Rows, options: KernelDistanceOptions = {}): KernelDistance {
  return finish(kernelDistanceSteps(real, fake, options));
}

/** The same in pieces. */
export function* kernelDistanceSteps(real: Rows, fake: Rows, options: KernelDistanceOptions = {}): Steps<KernelDistance> {
  const [reals, size] = checkRows("real features", real, 2);
  const [fakes] = checkRows("generated features", fake, 2);
  checkSameSize(real, fake);
  const {subsets = 100, subsetSize = Math.min(1000, reals, fakes), seed = 1} = options;
  if (!Number.isInteger(subsets) || subsets < 1) throw new RangeError(`subsets must be a whole number from 1, got ${subsets}`);
  if (!Number.isInteger(subsetSize) || subsetSize < 2 || subsetSize > Math.min(reals, fakes)) {
    throw new RangeError(`a subset has from 2 to ${Math.min(reals, fakes)} samples here, got ${subsetSize}`);
  }
  const source = random(seed);
  const draw = (count: number): number[] => source.shuffle(Array.from({length: count}, (_, i) => i)).slice(0, subsetSize);
  const values: number[] = [];
  for (let i = 0; i < subsets; i++) {
    const [a, b] = [pickRows(real, draw(reals)), pickRows(fake, draw(fakes))];
    const within = (yield* kernelSum(a, a, size, true, i / subsets)) + (yield* kernelSum(b, b, size, true, i / subsets));
    const between = yield* kernelSum(a, b, size, false, i / subsets);
    // The unbiased squared discrepancy of two sets of equal count.
    values.push(within / (subsetSize * (subsetSize - 1)) - (2 * between) / (subsetSize * subsetSize));
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / subsets;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / subsets);
  return {mean, deviation, error: deviation / Math.sqrt(subsets), subsets, subsetSize};
}

function* kernelSum(a: Rows, b: Rows, size: number, sameSet: boolean, share: number): Steps<number> {
  const [count] = a.shape;
  let sum = 0;
  for (let i = 0; i < count; i++) {
    sum += kernelRow(a, b, size, i, sameSet ? i + 1 : 0);
    if (i % 32 === 31) yield share;
  }
  // The kernel is symmetric: half of the pairs of one set count twice.
  return sameSet ? 2 * sum : sum;
}

/** Kernels of row i of a with the rows of b from a first one on, summed. */
function kernelRow(a: Rows, b: Rows, size: number, i: number, first: number): number {
  const count = b.shape[0];
  let sum = 0;
  for (let j = first; j < count; j++) {
    let product = 0;
    for (let k = 0, p = i * size, q = j * size; k < size; k++, p++, q++) product += a.values[p] * b.values[q];
    const base = product / size + 1;
    sum += base * base * base;
  }
  return sum;
}

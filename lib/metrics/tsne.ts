import {random} from "../random.ts";
import {principalComponents} from "./principal-components.ts";
import {checkRows} from "./rows.ts";
import type {Rows} from "./rows.ts";
import {finish, part} from "./steps.ts";
import type {Steps} from "./steps.ts";
import {affinitySteps, triangle} from "./tsne-affinities.ts";

/** How to embed. The defaults are scikit-learn's. */
export interface TsneOptions {
  /** Neighbours that each row keeps close, 30; it must be below the count of rows. */
  perplexity?: number;
  /** Default 1,000. */
  iterations?: number;
  /** Default: count / 48, at least 50 (Belkina et al. 2019). */
  learningRate?: number;
  /** Where the points start: along the two principal components, scaled to 1e-4, or at random from the seed. Default "pca". */
  start?: "pca" | "random";
  seed?: number | string;
}

/** An embedding that is being found. */
export interface Tsne {
  /** [count, 2]: the same array, changed by every iteration. */
  readonly points: Float64Array;
  readonly iterations: number;
  /** Iterations done. */
  readonly done: number;
  /** KL(P ‖ Q) in nats at the start of the last iteration; NaN before the first, and while affinities are exaggerated. */
  readonly divergence: number;
  /** One iteration more; false when all are done. */
  iterate(): boolean;
  /** The same in pieces. */
  iterateSteps(): Steps<boolean>;
}

/** In the first iterations affinities are this many times larger, so that clusters form. */
const exaggeration = 12;
const exaggerated = 250;
/** Momentum while exaggerated, and after. */
const momenta = [0.5, 0.8] as const;
const leastGain = 0.01;
/** Pairs between two yields: about two milliseconds. */
const pairsAtATime = 2 ** 18;

/** Bytes that an embedding of so many rows holds: 100 million for 5,000. */
export function tsneBytes(count: number): number {
  return 2 * 4 * triangle(count);
}

/**
 * t-SNE, exact (van der Maaten and Hinton 2008): rows as points of the plane, such that rows which are close stay close. Costs
 * `tsneBytes` of memory, and time for count² / 2 pairs in each iteration.
 * @throws RangeError when there are fewer than 4 rows, a number is not finite, or perplexity is not from 1 to below the count.
 */
export function tsne(rows: Rows, options: TsneOptions = {}): Tsne {
  return finish(tsneSteps(rows, options));
}

/** The same in pieces: what comes before the first iteration. */
export function* tsneSteps(rows: Rows, options: TsneOptions = {}): Steps<Tsne> {
  const [count] = checkRows("rows", rows, 4);
  const {perplexity = 30, iterations = 1000, learningRate = Math.max(count / 48, 50), start = "pca", seed = 1} = options;
  if (!(perplexity >= 1 && perplexity < count)) {
    throw new RangeError(`perplexity must be from 1 to below the ${count} rows, got ${perplexity}`);
  }
  if (!Number.isInteger(iterations) || iterations < 1)
    throw new RangeError(`iterations must be a whole number from 1, got ${iterations}`);
  const joint = yield* part(affinitySteps(rows, perplexity), 0, 1);
  const points = start === "pca" && rows.shape[1] >= 2 ? startOnComponents(rows) : startAtRandom(count, seed);
  const change = new Float64Array(2 * count);
  const gains = new Float64Array(2 * count).fill(1);
  const closeness = new Float32Array(triangle(count));
  let done = 0;
  let divergence = NaN;
  function* iterateSteps(): Steps<boolean> {
    if (done >= iterations) return false;
    const early = done < exaggerated;
    if (done === exaggerated) {
      change.fill(0);
      gains.fill(1);
    }
    const {gradient, divergence: found} = yield* descend(joint, points, closeness, early ? exaggeration : 1);
    divergence = early ? NaN : found;
    for (let i = 0; i < points.length; i++) {
      gains[i] = Math.max(leastGain, gradient[i] * change[i] < 0 ? gains[i] + 0.2 : gains[i] * 0.8);
      change[i] = momenta[early ? 0 : 1] * change[i] - learningRate * gains[i] * gradient[i];
      points[i] += change[i];
    }
    done++;
    return done < iterations;
  }
  return {
    points,
    iterations,
    get done() {
      return done;
    },
    get divergence() {
      return divergence;
    },
    iterate: () => finish(iterateSteps()),
    iterateSteps
  };
}

/** KL(P ‖ Q) and its gradient (equation 5 of the paper): 4 Σ (p − q) · (y_i − y_j) / (1 + |y_i − y_j|²). */
function* descend(
  joint: Float32Array,
  points: Float64Array,
  closeness: Float32Array,
  factor: number
): Steps<{gradient: Float64Array; divergence: number}> {
  const count = points.length / 2;
  let sum = 0;
  for (const [from, to] of blocks(count)) {
    sum += measure(points, closeness, from, to);
    yield to / count / 2;
  }
  const gradient = new Float64Array(points.length);
  let divergence = 0;
  for (const [from, to] of blocks(count)) {
    divergence += pull(joint, points, closeness, {from, to, factor, sum}, gradient);
    yield 0.5 + to / count / 2;
  }
  return {gradient, divergence};
}

/** Rows from … to, not included, with about `pairsAtATime` pairs each. */
function* blocks(count: number): Generator<[from: number, to: number]> {
  for (let from = 0; from < count;) {
    const to = Math.min(count, from + 1 + Math.floor(pairsAtATime / (from + 1)));
    yield [from, to];
    from = to;
  }
}

/** Writes how close the points of some rows are to those before them; returns the sum over both orders. */
function measure(points: Float64Array, closeness: Float32Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) {
    const [x, y] = [points[2 * i], points[2 * i + 1]];
    for (let j = 0, at = triangle(i); j < i; j++, at++) {
      const dx = x - points[2 * j];
      const dy = y - points[2 * j + 1];
      const near = 1 / (1 + dx * dx + dy * dy);
      closeness[at] = near;
      sum += 2 * near;
    }
  }
  return sum;
}

/** Adds what the pairs of some rows pull to the gradient; returns their part of the divergence. */
function pull(
  joint: Float32Array,
  points: Float64Array,
  closeness: Float32Array,
  {from, to, factor, sum}: {from: number; to: number; factor: number; sum: number},
  gradient: Float64Array
): number {
  let divergence = 0;
  for (let i = from; i < to; i++) {
    let [gx, gy] = [0, 0];
    const [x, y] = [points[2 * i], points[2 * i + 1]];
    for (let j = 0, at = triangle(i); j < i; j++, at++) {
      const near = closeness[at];
      const p = joint[at];
      const q = near / sum;
      if (factor === 1) divergence += 2 * p * Math.log(p / Math.max(q, Number.MIN_VALUE));
      const force = 4 * (factor * p - q) * near;
      const fx = force * (x - points[2 * j]);
      const fy = force * (y - points[2 * j + 1]);
      gx += fx;
      gy += fy;
      gradient[2 * j] -= fx;
      gradient[2 * j + 1] -= fy;
    }
    gradient[2 * i] += gx;
    gradient[2 * i + 1] += gy;
  }
  return divergence;
}

function startOnComponents(rows: Rows): Float64Array {
  const {projected, variances} = principalComponents(rows, 2);
  // Rows that are all alike have no direction: they start at random, very close.
  if (!(variances[0] > 0)) return startAtRandom(rows.shape[0], 1);
  const points = Float64Array.from(projected.values);
  const count = points.length / 2;
  let square = 0;
  for (let i = 0; i < count; i++) square += points[2 * i] ** 2 / count;
  const scale = 1e-4 / Math.sqrt(square);
  return points.map((value) => value * scale);
}

function startAtRandom(count: number, seed: number | string): Float64Array {
  const source = random(seed);
  return Float64Array.from({length: 2 * count}, () => source.normal(0, 1e-4));
}

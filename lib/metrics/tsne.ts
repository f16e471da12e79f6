import {random} from "../random.ts";
import {principalComponents} from "./principal-components.ts";
import {checkRows} from "./rows.ts";
import type {Rows} from "./rows.ts";
import {affinities} from "./tsne-affinities.ts";

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
}

/** In the first iterations affinities are this many times larger, so that clusters form. */
const exaggeration = 12;
const exaggerated = 250;
/** Momentum while exaggerated, and after. */
const momenta = [0.5, 0.8] as const;
const leastGain = 0.01;

/**
 * t-SNE, exact (van der Maaten and Hinton 2008): rows as points of the plane, such that rows which are close stay close. Costs
 * count² of memory (8 bytes each, twice) and of time for each iteration.
 * @throws RangeError when there are fewer than 4 rows, a number is not finite, or perplexity is not from 1 to below the count.
 */
export function tsne(rows: Rows, options: TsneOptions = {}): Tsne {
  const [count] = checkRows("rows", rows, 4);
  const {perplexity = 30, iterations = 1000, learningRate = Math.max(count / 48, 50), start = "pca", seed = 1} = options;
  if (!(perplexity >= 1 && perplexity < count)) {
    throw new RangeError(`perplexity must be from 1 to below the ${count} rows, got ${perplexity}`);
  }
  if (!Number.isInteger(iterations) || iterations < 1)
    throw new RangeError(`iterations must be a whole number from 1, got ${iterations}`);
  const joint = affinities(rows, perplexity);
  const points = start === "pca" && rows.shape[1] >= 2 ? startOnComponents(rows) : startAtRandom(count, seed);
  const change = new Float64Array(2 * count);
  const gains = new Float64Array(2 * count).fill(1);
  const closeness = new Float64Array(count * count);
  let done = 0;
  let divergence = NaN;
  return {
    points,
    iterations,
    get done() {
      return done;
    },
    get divergence() {
      return divergence;
    },
    iterate() {
      if (done >= iterations) return false;
      const early = done < exaggerated;
      if (done === exaggerated) {
        change.fill(0);
        gains.fill(1);
      }
      const {gradient, divergence: found} = descend(joint, points, closeness, early ? exaggeration : 1);
      divergence = early ? NaN : found;
      for (let i = 0; i < points.length; i++) {
        gains[i] = Math.max(leastGain, gradient[i] * change[i] < 0 ? gains[i] + 0.2 : gains[i] * 0.8);
        change[i] = momenta[early ? 0 : 1] * change[i] - learningRate * gains[i] * gradient[i];
        points[i] += change[i];
      }
      done++;
      return done < iterations;
    }
  };
}

/** KL(P ‖ Q) and its gradient (equation 5 of the paper): 4 Σ (p − q) · (y_i − y_j) / (1 + |y_i − y_j|²). */
function descend(
  joint: Float64Array,
  points: Float64Array,
  closeness: Float64Array,
  factor: number
): {gradient: Float64Array; divergence: number} {
  const count = points.length / 2;
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const [x, y] = [points[2 * i], points[2 * i + 1]];
    for (let j = 0; j < i; j++) {
      const dx = x - points[2 * j];
      const dy = y - points[2 * j + 1];
      const near = 1 / (1 + dx * dx + dy * dy);
      closeness[i * count + j] = near;
      sum += 2 * near;
    }
  }
  const gradient = new Float64Array(points.length);
  let divergence = 0;
  for (let i = 0; i < count; i++) {
    let [gx, gy] = [0, 0];
    const [x, y] = [points[2 * i], points[2 * i + 1]];
    for (let j = 0; j < i; j++) {
      const near = closeness[i * count + j];
      const p = joint[i * count + j];
      const q = near / sum;
      if (factor === 1) divergence += 2 * p * Math.log(p / Math.max(q, Number.MIN_VALUE));
      const pull = 4 * (factor * p - q) * near;
      const fx = pull * (x - points[2 * j]);
      const fy = pull * (y - points[2 * j + 1]);
      gx += fx;
      gy += fy;
      gradient[2 * j] -= fx;
      gradient[2 * j + 1] -= fy;
    }
    gradient[2 * i] += gx;
    gradient[2 * i + 1] += gy;
  }
  return {gradient, divergence};
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

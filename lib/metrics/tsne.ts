import {principalComponents} from "./principal-components.ts";
import type {Rows} from "./rows.ts";
import {checkRows} from "./rows.ts";
import type {Steps} from "./steps.ts";
import {finish, part} from "./steps.ts";
import {random} from "../random.ts";

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
  /** KL(P ‖ Q) in nats, at the start of every tenth iteration and of the last; NaN before, and while affinities are exaggerated. */
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
/** Iterations between two divergences: the logarithms of one take longer than all the rest of an iteration. */
const divergenceEvery = 10;
/** Pairs between two yields: about two milliseconds. */
const pairsAtATime = 2 ** 18;

/** Bytes that an embedding of so many rows holds: 50 million for 5,000. */
export function tsneBytes(count: number): number {
  return 4 * triangle(count);
}

/**
 * t-SNE, exact (van der Maaten and Hinton 2008): rows as points of the plane, such that rows which are close stay close. Costs
 * `tsneBytes` of memory, and time for count² / 2 pairs in each iteration.
 * @throws RangeError when there are fewer than 4 rows, a number is not finite, or perplexity is not from 1 to below the count.
 * @example
 * ```ts height=536/556
 * import {tsne} from "gantry/tsne";
 * import {pointField} from "gantry/figures/point-field";
 * import {random} from "gantry/random";
 *
 * const far = random(1);
 * const rows = Float32Array.from(
 *   {length: 60 * 5},
 *   (_, i) => (Math.floor(i / 5) < 30 ? 0 : 5) + far.normal()
 * );
 * const map = tsne({shape: [60, 5], values: rows}, {perplexity: 10, iterations: 250});
 * while (map.iterate());
 * display(
 *   pointField(
 *     {
 *       real: {shape: [30, 2], values: Float32Array.from(map.points.subarray(0, 60))},
 *       fake: {shape: [30, 2], values: Float32Array.from(map.points.subarray(60))}
 *     },
 *     {
 *       caption: "Are two heaps in five dimensions still two in the plane? Look.",
 *       invalidation
 *     }
 *   )
 * );
 * ```
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
  let done = 0;
  let divergence = NaN;
  function* iterateSteps(): Steps<boolean> {
    if (done >= iterations) return false;
    const early = done < exaggerated;
    if (done === exaggerated) {
      change.fill(0);
      gains.fill(1);
    }
    const measures = !early && (done % divergenceEvery === 0 || done === iterations - 1);
    const {gradient, divergence: found} = yield* descend(joint, points, early ? exaggeration : 1, measures);
    if (measures) divergence = found;
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

/**
 * The gradient of KL(P ‖ Q) (equation 5 of the paper), 4 Σ (p − q) · (y_i − y_j) / (1 + |y_i − y_j|²), and KL itself if `measures`. The sum
 * that q is a share of is known only at the end, so what attracts (p) and what repels (q) are summed apart.
 */
function* descend(
  joint: Float32Array,
  points: Float64Array,
  factor: number,
  measures: boolean
): Steps<{gradient: Float64Array; divergence: number}> {
  const count = points.length / 2;
  // Of each point: what attracts, x and y, and what repels.
  const sums = new Float64Array(2 * points.length);
  let sum = 0;
  let divergence = 0;
  for (const [from, to] of blocks(count)) {
    sum += forces(joint, points, {from, to}, sums);
    if (measures) divergence += unlikeness(joint, points, {from, to});
    yield to / count;
  }
  // Twice the sum of p over all pairs is 1.
  divergence += Math.log(sum);
  const gradient = points.map((_, i) => {
    const at = 4 * (i >> 1) + (i & 1);
    return 4 * (factor * sums[at] - sums[at + 2] / sum);
  });
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

/** Adds the forces between the points of some rows and those before them; returns how close they are, summed over both orders. */
function forces(joint: Float32Array, points: Float64Array, {from, to}: {from: number; to: number}, sums: Float64Array): number {
  let sum = 0;
  for (let i = from; i < to; i++) {
    const [x, y] = [points[2 * i], points[2 * i + 1]];
    let [ax, ay, rx, ry] = [0, 0, 0, 0];
    for (let j = 0, at = triangle(i); j < i; j++, at++) {
      const dx = x - points[2 * j];
      const dy = y - points[2 * j + 1];
      const near = 1 / (1 + dx * dx + dy * dy);
      const [pull, push] = [joint[at] * near, near * near];
      sum += near;
      const [pullX, pullY, pushX, pushY] = [pull * dx, pull * dy, push * dx, push * dy];
      ax += pullX;
      ay += pullY;
      rx += pushX;
      ry += pushY;
      sums[4 * j] -= pullX;
      sums[4 * j + 1] -= pullY;
      sums[4 * j + 2] -= pushX;
      sums[4 * j + 3] -= pushY;
    }
    sums[4 * i] += ax;
    sums[4 * i + 1] += ay;
    sums[4 * i + 2] += rx;
    sums[4 * i + 3] += ry;
  }
  return 2 * sum;
}

/** What the pairs of some rows give to the divergence, but for the logarithm of the closeness of all: Σ p · log(p (1 + |y_i − y_j|²)). */
function unlikeness(joint: Float32Array, points: Float64Array, {from, to}: {from: number; to: number}): number {
  let sum = 0;
  for (let i = from; i < to; i++) {
    const [x, y] = [points[2 * i], points[2 * i + 1]];
    for (let j = 0, at = triangle(i); j < i; j++, at++) {
      const dx = x - points[2 * j];
      const dy = y - points[2 * j + 1];
      sum += 2 * joint[at] * Math.log(joint[at] * (1 + dx * dx + dy * dy));
    }
  }
  return sum;
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

/** Steps of the bisection for each point's bandwidth, as scikit-learn's. */
const bisections = 100;
/** How near the entropy must come, in nats, as scikit-learn's. */
const tolerance = 1e-5;
/** Least joint probability: keeps the logarithm finite. */
const floor = 2.220446049250313e-16;

/** Rows whose bandwidths are found between two yields: a few milliseconds for five thousand rows. */
const rowsAtATime = 4;

/** Where the pair of rows j < i stands in a packed triangle: at `triangle(i) + j`. */
export function triangle(i: number): number {
  return (i * (i - 1)) / 2;
}

/**
 * The joint probabilities of t-SNE's input space (van der Maaten and Hinton 2008, equations 1 and 2): Gaussians around each row, each
 * as wide as gives it `perplexity` neighbours, then symmetrised. Packed: each pair j < i once, at `triangle(i) + j`, 4 bytes each;
 * twice their sum is 1.
 */
export function affinities(rows: Rows, perplexity: number): Float32Array {
  return finish(affinitySteps(rows, perplexity));
}

/** The same in pieces. */
function* affinitySteps(rows: Rows, perplexity: number): Steps<Float32Array> {
  const [count] = rows.shape;
  const joint = new Float32Array(triangle(count));
  const squared = new Float64Array(count);
  const conditional = new Float64Array(count);
  let precision = 1;
  for (let row = 0; row < count; row++) {
    measure(rows, row, squared);
    precision = fitRow(squared, row, Math.log(perplexity), conditional, precision);
    for (let j = 0; j < row; j++) joint[triangle(row) + j] += conditional[j] / (2 * count);
    for (let i = row + 1; i < count; i++) joint[triangle(i) + row] += conditional[i] / (2 * count);
    if (row % rowsAtATime === 0) yield row / count;
  }
  for (let i = 0; i < joint.length; i++) joint[i] = Math.max(joint[i], floor);
  return joint;
}

/** Squared distances of all rows from one. */
function measure({shape: [count, size], values}: Rows, row: number, squared: Float64Array): void {
  for (let j = 0; j < count; j++) {
    let sum = 0;
    for (let k = 0, p = row * size, q = j * size; k < size; k++, p++, q++) {
      const difference = values[p] - values[q];
      sum += difference * difference;
    }
    squared[j] = sum;
  }
}

/**
 * Finds the precision at which a row's distribution has the wanted entropy, from a first guess, and writes that distribution.
 * Returns it as the guess for the next row, or 1 where rows that are all alike have driven it out of all bounds.
 */
function fitRow(squared: Float64Array, self: number, entropy: number, into: Float64Array, guess: number): number {
  let precision = guess;
  let low = -Infinity;
  let high = Infinity;
  // Distances count from the nearest: the distribution is the same, and its sum cannot vanish.
  let nearest = Infinity;
  for (let j = 0; j < squared.length; j++) if (j !== self) nearest = Math.min(nearest, squared[j]);
  for (let step = 0; step < bisections; step++) {
    let sum = 0;
    let weighted = 0;
    for (let j = 0; j < squared.length; j++) {
      const distance = squared[j] - nearest;
      into[j] = j === self ? 0 : Math.exp(-distance * precision);
      sum += into[j];
      weighted += distance * into[j];
    }
    for (let j = 0; j < squared.length; j++) into[j] /= sum;
    const difference = Math.log(sum) + (precision * weighted) / sum - entropy;
    if (Math.abs(difference) <= tolerance) return precision;
    if (difference > 0) {
      low = precision;
      precision = high === Infinity ? precision * 2 : (precision + high) / 2;
    } else {
      high = precision;
      precision = low === -Infinity ? precision / 2 : (precision + low) / 2;
    }
  }
  return 1;
}

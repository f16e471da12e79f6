import type {Rows} from "./rows.ts";
import {finish} from "./steps.ts";
import type {Steps} from "./steps.ts";

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
export function* affinitySteps(rows: Rows, perplexity: number): Steps<Float32Array> {
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

import {squaredDistances} from "./distances.ts";
import type {Rows} from "./rows.ts";

/** Steps of the bisection for each point's bandwidth, as scikit-learn's. */
const bisections = 100;
/** How near the entropy must come, in nats, as scikit-learn's. */
const tolerance = 1e-5;
/** Least joint probability: keeps the logarithm finite. */
const floor = 2.220446049250313e-16;

/**
 * The joint probabilities of t-SNE's input space (van der Maaten and Hinton 2008, equations 1 and 2), [count, count] row by row,
 * summing to 1: Gaussians around each row, each as wide as gives it `perplexity` neighbours, then symmetrised.
 */
export function affinities(rows: Rows, perplexity: number): Float64Array {
  const [count] = rows.shape;
  const squared = new Float64Array(count * count);
  squaredDistances(rows, rows, (i, j, value) => (squared[i * count + j] = value));
  const conditional = new Float64Array(count * count);
  for (let row = 0; row < count; row++) {
    const from = row * count;
    fitRow(squared.subarray(from, from + count), row, Math.log(perplexity), conditional.subarray(from, from + count));
  }
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < i; j++) {
      const joint = Math.max((conditional[i * count + j] + conditional[j * count + i]) / (2 * count), floor);
      conditional[i * count + j] = conditional[j * count + i] = joint;
    }
  }
  return conditional;
}

/** Finds the precision at which a row's distribution has the wanted entropy, and writes that distribution. */
function fitRow(squared: Float64Array, self: number, entropy: number, into: Float64Array): void {
  let precision = 1;
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
    if (Math.abs(difference) <= tolerance) return;
    if (difference > 0) {
      low = precision;
      precision = high === Infinity ? precision * 2 : (precision + high) / 2;
    } else {
      high = precision;
      precision = low === -Infinity ? precision / 2 : (precision + low) / 2;
    }
  }
}

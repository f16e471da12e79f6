import {EigenvalueDecomposition, Matrix} from "ml-matrix";
import {checkRows} from "./rows.ts";
import type {Rows} from "./rows.ts";
import {finish} from "./steps.ts";
import type {Steps} from "./steps.ts";

/** Rows seen along the directions in which they vary most. */
export interface PrincipalComponents {
  /** [count, components]: the rows less their mean, along each direction. */
  projected: Rows;
  /** [components, size]: unit vectors, the most varied first; their largest entry is positive. */
  directions: Rows;
  /** Variance along each direction, divided by the count less one. */
  variances: Float64Array;
  /** Share of all variance that the components hold; NaN when all rows are the same. */
  explained: number;
}

/**
 * Principal component analysis (Pearson 1901) by the eigenvectors of the covariance.
 * @param components directions to keep, at most the size of a row
 * @throws RangeError when there are fewer than 2 rows, a number is not finite, or there are not so many directions.
 * @example
 * ```ts height=46/93
 * import {principalComponents} from "gantry/principal-components";
 * import {pointSet} from "gantry/points";
 * import {random} from "gantry/random";
 *
 * display(
 *   principalComponents(
 *     {shape: [200, 2], values: pointSet("line").batch(200, random(1)).images},
 *     1
 *   )
 * );
 * ```
 */
export function principalComponents(rows: Rows, components: number): PrincipalComponents {
  const [count, size] = checkRows("rows", rows, 2);
  if (!Number.isInteger(components) || components < 1 || components > size) {
    throw new RangeError(`components must be a whole number from 1 to ${size}, got ${components}`);
  }
  const {covariance, mean} = covarianceOf(rows);
  const {realEigenvalues, eigenvectorMatrix} = new EigenvalueDecomposition(covariance, {assumeSymmetric: true});
  const order = realEigenvalues.map((_, i) => i).sort((a, b) => realEigenvalues[b] - realEigenvalues[a]);
  const directions = new Float64Array(components * size);
  for (let c = 0; c < components; c++) {
    const vector = eigenvectorMatrix.getColumn(order[c]);
    const largest = vector.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
    vector.forEach((value, i) => (directions[c * size + i] = largest < 0 ? -value : value));
  }
  const projected = new Float64Array(count * components);
  for (let row = 0; row < count; row++) {
    for (let c = 0; c < components; c++) {
      let sum = 0;
      for (let i = 0; i < size; i++) sum += (rows.values[row * size + i] - mean[i]) * directions[c * size + i];
      projected[row * components + c] = sum;
    }
  }
  const variances = Float64Array.from({length: components}, (_, c) => Math.max(0, realEigenvalues[order[c]]));
  const all = realEigenvalues.reduce((sum, value) => sum + Math.max(0, value), 0);
  return {
    projected: {shape: [count, components], values: projected},
    directions: {shape: [components, size], values: directions},
    variances,
    explained: variances.reduce((sum, value) => sum + value, 0) / all
  };
}

/**
 * Mean [size] and covariance [size, size] of rows, divided by the count less one, in double precision.
 * @throws RangeError for fewer than 2 rows or a number that is not finite.
 */
function covarianceOf(rows: Rows): {mean: Float64Array; covariance: Matrix} {
  return finish(covarianceSteps(rows));
}

/** The same in pieces. */
export function* covarianceSteps(rows: Rows): Steps<{mean: Float64Array; covariance: Matrix}> {
  const [count, size] = checkRows("rows", rows, 2);
  const mean = new Float64Array(size);
  for (let i = 0; i < rows.values.length; i++) mean[i % size] += rows.values[i] / count;
  const covariance = Matrix.zeros(size, size);
  const centred = new Float64Array(size);
  const sums = new Float64Array(size * size);
  for (let row = 0; row < count; row++) {
    for (let i = 0; i < size; i++) centred[i] = rows.values[row * size + i] - mean[i];
    addProducts(sums, centred);
    if (row % 256 === 255) yield row / count;
  }
  for (let i = 0; i < size; i++) {
    for (let j = i; j < size; j++) {
      covariance.set(i, j, sums[i * size + j] / (count - 1));
      covariance.set(j, i, sums[i * size + j] / (count - 1));
    }
  }
  return {mean, covariance};
}

function addProducts(sums: Float64Array, vector: Float64Array): void {
  const size = vector.length;
  for (let i = 0; i < size; i++) {
    const factor = vector[i];
    if (factor !== 0) for (let j = i; j < size; j++) sums[i * size + j] += factor * vector[j];
  }
}

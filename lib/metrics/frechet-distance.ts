import {EigenvalueDecomposition, Matrix} from "ml-matrix";
import {covarianceSteps} from "./principal-components.ts";
import type {Rows} from "./rows.ts";
import {checkRows, checkSameSize} from "./rows.ts";
import type {Steps} from "./steps.ts";
import {finish, part} from "./steps.ts";

/** What to do about too few samples. */
export interface FrechetOptions {
  /** True: computes it for no more samples than features too, where covariances are singular. Default false: an error. */
  few?: boolean;
}

/**
 * The Fréchet distance of two normal distributions with the means and covariances of two sets of features: with the features of an
 * Inception network it is FID (Heusel et al. 2017), with another classifier's only comparable to itself. It falls with the number of
 * samples: compare equal numbers.
 * @throws RangeError when a set has no more samples than features (`few`: fewer than 2), the vectors differ in length, or a number is
 * not finite.
 * @example
 * ```ts height=105/174
 * import {frechetDistance} from "gantry/frechet-distance";
 * import {pointSet} from "gantry/points";
 * import {random} from "gantry/random";
 *
 * const cloud = (name: "ring" | "line", seed: number) => ({
 *   shape: [500, 2],
 *   values: pointSet(name).batch(500, random(seed)).images
 * });
 * display(frechetDistance(cloud("ring", 1), cloud("line", 2)));
 * display(frechetDistance(cloud("ring", 1), cloud("ring", 2)));
 * ```
 */
export function frechetDistance(a: Rows, b: Rows, options: FrechetOptions = {}): FrechetDistance {
  return finish(frechetSteps(a, b, options));
}

/** The same in pieces. */
export function* frechetSteps(a: Rows, b: Rows, {few = false}: FrechetOptions = {}): Steps<FrechetDistance> {
  checkSameSize(a, b);
  for (const [name, rows] of [
    ["the first features", a],
    ["the second features", b]
  ] as const) {
    const [count, size] = checkRows(name, rows, 2);
    if (!few && count <= size) {
      throw new RangeError(
        `${name} are ${count} samples of ${size} numbers, but a Fréchet distance needs more samples than numbers: with fewer it tells of their count`
      );
    }
  }
  const first = yield* part(covarianceSteps(a), 0, 0.4);
  const second = yield* part(covarianceSteps(b), 0.4, 0.8);
  yield 0.8;
  return gaussianDistance(first, second);
}

/** A normal distribution in several dimensions. */
export interface Gaussian {
  mean: ArrayLike<number>;
  /** Symmetric, [size][size]. */
  covariance: Matrix | number[][];
}

/** The distance, and the two things that it is the sum of. */
export interface FrechetDistance {
  distance: number;
  /** ‖μ1 − μ2‖²: how far apart the means are. */
  means: number;
  /** tr(Σ1 + Σ2 − 2 (Σ1 Σ2)^½): how differently they vary. */
  covariances: number;
}

/**
 * The squared Fréchet distance of two normal distributions (Dowson and Landau 1982). The trace is computed from the symmetric
 * √Σ1 Σ2 √Σ1, whose eigenvalues are never below 0, so that nothing becomes complex when a covariance is singular.
 * @throws RangeError when they differ in size.
 * @example
 * ```ts height=23/46
 * import {gaussianDistance} from "gantry/frechet-distance";
 *
 * display(gaussianDistance(
 *   {mean: [0, 0], covariance: [[1, 0], [0, 1]]},
 *   {mean: [3, 4], covariance: [[4, 0], [0, 4]]}
 * ));
 * ```
 */
export function gaussianDistance(a: Gaussian, b: Gaussian): FrechetDistance {
  const [first, second] = [a, b].map(({covariance}) => (Array.isArray(covariance) ? new Matrix(covariance) : covariance));
  const sizes = [a.mean.length, b.mean.length, first.rows, first.columns, second.rows, second.columns];
  if (new Set(sizes).size !== 1)
    throw new RangeError(
      `means and covariances must be of one size, got ${a.mean.length} and ${b.mean.length} numbers, ${first.rows} × ${first.columns} and ${second.rows} × ${second.columns}`
    );
  const means = Array.from(a.mean).reduce((sum, value, i) => sum + (value - b.mean[i]) ** 2, 0);
  const root = squareRoot(first);
  const product = root.mmul(second).mmul(root);
  const cross = eigenvalues(product).reduce((sum, value) => sum + Math.sqrt(Math.max(0, value)), 0);
  const covariances = first.trace() + second.trace() - 2 * cross;
  return {distance: means + covariances, means, covariances};
}

/** The symmetric square root of a symmetric matrix without negative eigenvalues. */
function squareRoot(matrix: Matrix): Matrix {
  const {realEigenvalues, eigenvectorMatrix} = new EigenvalueDecomposition(matrix, {assumeSymmetric: true});
  const scaled = eigenvectorMatrix.clone();
  realEigenvalues.forEach((value, column) => scaled.mulColumn(column, Math.sqrt(Math.max(0, value))));
  return scaled.mmul(eigenvectorMatrix.transpose());
}

function eigenvalues(matrix: Matrix): number[] {
  // Rounding leaves the two halves unequal in the last bits.
  const symmetric = Matrix.add(matrix, matrix.transpose()).mul(0.5);
  return new EigenvalueDecomposition(symmetric, {assumeSymmetric: true}).realEigenvalues;
}

import {EigenvalueDecomposition, Matrix} from "ml-matrix";
import {covarianceOf} from "./principal-components.ts";
import {checkRows, checkSameSize} from "./rows.ts";
import type {Rows} from "./rows.ts";

/** The distance, and the two things that it is the sum of. */
export interface FrechetDistance {
  distance: number;
  /** ‖μ1 − μ2‖²: how far apart the mean features are. */
  means: number;
  /** tr(Σ1 + Σ2 − 2 (Σ1 Σ2)^½): how differently they vary. */
  covariances: number;
}

/**
 * The Fréchet distance of two normal distributions with the means and covariances of two sets of features (Dowson and Landau 1982):
 * with the features of an Inception network it is FID (Heusel et al. 2017), with another classifier's only comparable to itself. The
 * trace is computed from the symmetric √Σ1 Σ2 √Σ1, whose eigenvalues are never below 0, so that nothing becomes complex when there
 * are fewer images than features. It falls with the number of samples: compare equal numbers.
 * @throws RangeError when a set has fewer than 2 samples, the vectors differ in length, or a number is not finite.
 */
export function frechetDistance(a: Rows, b: Rows): FrechetDistance {
  checkRows("the first features", a, 2);
  checkRows("the second features", b, 2);
  checkSameSize(a, b);
  const [first, second] = [covarianceOf(a), covarianceOf(b)];
  const means = first.mean.reduce((sum, value, i) => sum + (value - second.mean[i]) ** 2, 0);
  const root = squareRoot(first.covariance);
  const product = root.mmul(second.covariance).mmul(root);
  const cross = eigenvalues(product).reduce((sum, value) => sum + Math.sqrt(Math.max(0, value)), 0);
  const covariances = first.covariance.trace() + second.covariance.trace() - 2 * cross;
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

import {EigenvalueDecomposition, Matrix} from "ml-matrix";

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

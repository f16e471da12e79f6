import type {Point} from "../../data/points.ts";

/** A line y = slope · x + intercept. */
export interface Line {
  slope: number;
  intercept: number;
}

/** Mean of the squared residuals of some points. */
export function squaredLoss(points: readonly Point[], {slope, intercept}: Line): number {
  return points.reduce((sum, [x, y]) => sum + (slope * x + intercept - y) ** 2, 0) / points.length;
}

/** The gradient of `squaredLoss` with respect to slope and intercept. */
export function lossGradient(points: readonly Point[], {slope, intercept}: Line): Line {
  let [a, b] = [0, 0];
  for (const [x, y] of points) {
    const residual = slope * x + intercept - y;
    a += (2 * residual * x) / points.length;
    b += (2 * residual) / points.length;
  }
  return {slope: a, intercept: b};
}

/** One step of gradient descent. */
export function descend(points: readonly Point[], line: Line, rate: number): Line {
  const gradient = lossGradient(points, line);
  return {slope: line.slope - rate * gradient.slope, intercept: line.intercept - rate * gradient.intercept};
}

/** The line of least squares, in closed form (Legendre 1805); slope 0 when all points stand above one another. */
export function bestLine(points: readonly Point[]): Line {
  const n = points.length;
  const mx = points.reduce((sum, [x]) => sum + x, 0) / n;
  const my = points.reduce((sum, [, y]) => sum + y, 0) / n;
  const spread = points.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
  const slope = spread > 0 ? points.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0) / spread : 0;
  return {slope, intercept: my - slope * mx};
}

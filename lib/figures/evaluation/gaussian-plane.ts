/** A normal distribution in the plane: spreads are standard deviations, the correlation is between −1 and 1. */
export interface PlaneGaussian {
  x: number;
  y: number;
  spreadX: number;
  spreadY: number;
  correlation: number;
}

/** A symmetric matrix [[a, b], [b, c]]. */
type Symmetric = readonly [a: number, b: number, c: number];

/** What the Fréchet distance of two is the sum of. */
export interface PlaneDistance {
  distance: number;
  /** ‖μ1 − μ2‖² */
  means: number;
  /** tr(Σ1 + Σ2 − 2 (Σ1 Σ2)^½) */
  covariances: number;
}

/**
 * The squared Fréchet distance in closed form: in the plane, tr (Σ1 Σ2)^½ = √(tr Σ1Σ2 + 2 √(det Σ1 · det Σ2)).
 * @throws RangeError as `covarianceIn`.
 */
export function planeDistance(a: PlaneGaussian, b: PlaneGaussian): PlaneDistance {
  const [p, q] = [covarianceIn(a), covarianceIn(b)];
  const means = (a.x - b.x) ** 2 + (a.y - b.y) ** 2;
  const trace = p[0] * q[0] + 2 * p[1] * q[1] + p[2] * q[2];
  const cross = Math.sqrt(Math.max(0, trace + 2 * Math.sqrt(Math.max(0, det(p) * det(q)))));
  const covariances = p[0] + p[2] + q[0] + q[2] - 2 * cross;
  return {distance: means + covariances, means, covariances};
}

/** @throws RangeError when a spread is not above 0 or the correlation is not between −1 and 1. */
export function covarianceIn({spreadX, spreadY, correlation}: PlaneGaussian): Symmetric {
  if (!(spreadX > 0 && spreadY > 0)) throw new RangeError(`spreads must be above 0, got ${spreadX} and ${spreadY}`);
  if (!(Math.abs(correlation) < 1)) throw new RangeError(`a correlation lies between −1 and 1, got ${correlation}`);
  return [spreadX ** 2, correlation * spreadX * spreadY, spreadY ** 2];
}

/**
 * Points whose mean and covariance are exactly those of a distribution (divided by the count), and where each goes when it is moved to
 * another with the least work: the mean of the squared ways is the Fréchet distance.
 */
export function movedPoints(
  from: PlaneGaussian,
  to: PlaneGaussian,
  count = 12
): {start: [number, number]; end: [number, number]}[] {
  const root = squareRoot(covarianceIn(from));
  const inverse = inverted(root);
  const inner = squareRoot(sandwich(root, covarianceIn(to)));
  // T = Σ1^−½ (Σ1^½ Σ2 Σ1^½)^½ Σ1^−½, the linear map of optimal transport (Dowson and Landau 1982).
  const map = sandwich(inverse, inner);
  return Array.from({length: count}, (_, i) => {
    const angle = (2 * Math.PI * i) / count;
    // A circle of radius √2 has covariance 1.
    const [dx, dy] = times(root, [Math.SQRT2 * Math.cos(angle), Math.SQRT2 * Math.sin(angle)]);
    const [ex, ey] = times(map, [dx, dy]);
    return {start: [from.x + dx, from.y + dy], end: [to.x + ex, to.y + ey]};
  });
}

/** The ellipse of one standard deviation: half axes and the angle of the first, in radians. */
export function ellipseOf(gaussian: PlaneGaussian): {long: number; short: number; angle: number} {
  const [a, b, c] = covarianceIn(gaussian);
  const middle = (a + c) / 2;
  const reach = Math.hypot((a - c) / 2, b);
  return {long: Math.sqrt(middle + reach), short: Math.sqrt(Math.max(0, middle - reach)), angle: Math.atan2(2 * b, a - c) / 2};
}

function det([a, b, c]: Symmetric): number {
  return a * c - b * b;
}

/** √M = (M + √det · 1) / √(tr M + 2 √det), for a symmetric positive M in the plane. */
function squareRoot(m: Symmetric): Symmetric {
  const s = Math.sqrt(Math.max(0, det(m)));
  const t = Math.sqrt(m[0] + m[2] + 2 * s);
  return [(m[0] + s) / t, m[1] / t, (m[2] + s) / t];
}

function inverted(m: Symmetric): Symmetric {
  const d = det(m);
  return [m[2] / d, -m[1] / d, m[0] / d];
}

/** A · B · A, which is symmetric. */
function sandwich([a, b, c]: Symmetric, [p, q, r]: Symmetric): Symmetric {
  return [
    a * a * p + 2 * a * b * q + b * b * r,
    a * b * p + (a * c + b * b) * q + b * c * r,
    b * b * p + 2 * b * c * q + c * c * r
  ];
}

function times([a, b, c]: Symmetric, [x, y]: readonly [number, number]): [number, number] {
  return [a * x + b * y, b * x + c * y];
}

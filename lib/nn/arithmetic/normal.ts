/** Density of the standard normal distribution: 0.399 at 0. */
export function normalDensity(x: number): number {
  return Math.exp(-(x * x) / 2) / Math.sqrt(2 * Math.PI);
}

/**
 * The number below which a standard normal one lies with a probability strictly between 0 and 1: 0 for 0.5, 1.96 for 0.975. Relative
 * error below 1.2e-9 (P. J. Acklam, 2003).
 */
export function normalQuantile(probability: number): number {
  if (!(probability > 0 && probability < 1)) throw new RangeError(`a probability strictly between 0 and 1, got ${probability}`);
  if (probability > 0.5) return -normalQuantile(1 - probability);
  const polynomial = (factors: readonly number[], x: number) => factors.reduce((sum, factor) => sum * x + factor, 0);
  if (probability < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(probability));
    return polynomial(tailTop, q) / polynomial(tailBottom, q);
  }
  const q = probability - 0.5;
  return (q * polynomial(middleTop, q * q)) / polynomial(middleBottom, q * q);
}

const middleTop = [
  -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1, 2.506628277459239
];
const middleBottom = [
  -5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1, 1
];
const tailTop = [
  -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968, 2.938163982698783
];
const tailBottom = [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416, 1];

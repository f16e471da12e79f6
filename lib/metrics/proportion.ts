/** What a share of a small sample says of the share behind it. */
export interface Proportion {
  share: number;
  /** The interval in which 95 of 100 such intervals hold the true share. */
  low: number;
  high: number;
}

/** The standard normal quantile for 95 %. */
const z = 1.959963984540054;

/**
 * A share with its interval (Wilson 1927), which stays within 0 … 1 and is honest for small samples, and for none or all.
 * @throws RangeError when the counts are not whole, or hits are more than trials; for no trials.
 */
export function proportion(hits: number, trials: number): Proportion {
  check(hits, trials);
  const share = hits / trials;
  const shrink = 1 + (z * z) / trials;
  const middle = (share + (z * z) / (2 * trials)) / shrink;
  const reach = (z / shrink) * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials));
  return {share, low: Math.max(0, middle - reach), high: Math.min(1, middle + reach)};
}

/**
 * The probability that someone who tosses a coin is right so often or more often.
 * @throws RangeError as `proportion`.
 */
export function byChance(hits: number, trials: number): number {
  check(hits, trials);
  let sum = 0;
  // C(n, k) / 2ⁿ from the largest k down, in logarithms: n may be large.
  let term = -trials * Math.LN2;
  for (let k = trials; k >= hits; k--) {
    sum += Math.exp(term);
    term += Math.log(k) - Math.log(trials - k + 1);
  }
  return Math.min(1, sum);
}

function check(hits: number, trials: number): void {
  if (!Number.isInteger(trials) || trials < 1) throw new RangeError(`trials must be a whole number from 1, got ${trials}`);
  if (!Number.isInteger(hits) || hits < 0 || hits > trials)
    throw new RangeError(`hits must be a whole number from 0 to ${trials}, got ${hits}`);
}

import type {Values} from "../../nn/network/network-weights.ts";
import {formatNumber, formatShape} from "../kit/format.ts";

/** Counts of values in `bins` equal parts of [low, high]; what lies beyond counts in the outermost. NaN counts nowhere. */
export function histogram(values: ArrayLike<number>, bins: number, low: number, high: number): number[] {
  const counts = new Array<number>(bins).fill(0);
  for (let i = 0; i < values.length; i++) {
    const place = Math.floor(((values[i] - low) / (high - low)) * bins);
    if (!Number.isNaN(place)) counts[Math.max(0, Math.min(bins - 1, place))]++;
  }
  return counts;
}

/** A tensor in a sentence: "64 × 28 × 28 × 1: from −1 to 0.98, mean −0.41"; a scalar is its value. NaN is counted. */
export function tensorWords({shape, values}: Values): string {
  if (shape.length === 0) return formatNumber(values[0]);
  let low = Infinity;
  let high = -Infinity;
  let sum = 0;
  let bad = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) bad++;
    else {
      low = Math.min(low, value);
      high = Math.max(high, value);
      sum += value;
    }
  }
  const good = values.length - bad;
  if (good === 0) return `${formatShape(shape)}: no finite number`;
  const range = `${formatShape(shape)}: from ${formatNumber(low)} to ${formatNumber(high)}, mean ${formatNumber(sum / good)}`;
  return bad === 0 ? range : `${range}; ${bad} of ${values.length} are NaN or infinite`;
}

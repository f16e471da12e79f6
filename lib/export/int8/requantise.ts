import {roundEven} from "./parameters.ts";

/**
 * How sums of products become int8 again. "reference": TensorFlow Lite's reference kernels, in whole numbers alone; TensorFlow Lite
 * Micro and the C program that this book writes do the same. "xnnpack": the kernels of phones and browsers, in single precision.
 */
export type Rounding = "reference" | "xnnpack";

/** Takes a sum to the output's steps (before its zero point is added). */
export type Requantise = (sum: number, channel: number) => number;

/** A positive real factor as a whole number of 31 bits and a power of two: factor = multiplier / 2³¹ · 2^shift. */
export interface Multiplier {
  multiplier: number;
  shift: number;
}

/**
 * The multiplier of a factor, as `QuantizeMultiplier` of TensorFlow Lite.
 * @throws RangeError when it is not positive and finite.
 */
export function multiplierOf(factor: number): Multiplier {
  if (!(factor > 0 && factor < Infinity)) throw new RangeError(`a factor must be positive and finite, got ${factor}`);
  let shift = Math.max(-1023, Math.floor(Math.log2(factor)) + 1);
  let fraction = factor / 2 ** shift;
  // The logarithm may be off by one at powers of two.
  if (fraction >= 1) [fraction, shift] = [fraction / 2, shift + 1];
  if (fraction < 0.5) [fraction, shift] = [fraction * 2, shift - 1];
  let multiplier = Math.floor(fraction * 2 ** 31 + 0.5);
  if (multiplier === 2 ** 31) [multiplier, shift] = [2 ** 30, shift + 1];
  // Too small to move any sum.
  if (shift < -31) return {multiplier: 0, shift: 0};
  if (shift > 30) throw new RangeError(`a factor must be below 2³⁰, got ${factor}`);
  return {multiplier, shift};
}

/** The product with a factor in whole numbers of 32 bits, rounded twice, as `MultiplyByQuantizedMultiplier`. */
export function multiplyByMultiplier(value: number, {multiplier, shift}: Multiplier): number {
  const high = doublingHighProduct(shift > 0 ? Math.imul(value, 2 ** shift) : value, multiplier);
  return shift < 0 ? divideByPower(high, -shift) : high;
}

/**
 * 2 · a · b / 2³², to nearest, as `SaturatingRoundingDoublingHighMul`: a any int32, b from 0 to 2³¹ − 1. Of halves the upper one:
 * the nudge differs with the sign, and the division goes towards 0.
 */
function doublingHighProduct(a: number, b: number): number {
  // The product has 62 bits. In parts of 16 and 31 bits every step is exact in a double.
  const size = Math.abs(a);
  const upper = Math.floor(size / 65536);
  const lower = size % 65536;
  const nudge = a < 0 ? 2 ** 30 - 1 : 2 ** 30;
  const high = Math.floor((upper * b + Math.floor((lower * b + nudge) / 65536)) / 32768);
  return a < 0 ? 0 - high : high;
}

/** Division by 2^exponent, exponent from 1 to 31, halves away from 0, as `RoundingDivideByPOT`. */
function divideByPower(value: number, exponent: number): number {
  const mask = 2 ** exponent - 1;
  const rest = value & mask;
  const threshold = Math.floor(mask / 2) + (value < 0 ? 1 : 0);
  return (value >> exponent) + (rest > threshold ? 1 : 0);
}

/**
 * The way from sums of products to int8 of one operator: factor input · weights[channel] / output.
 * @param weights scales: one for each channel, or one for all
 */
export function requantiser(rounding: Rounding, input: number, weights: readonly number[], output: number): Requantise {
  const single = weights.length === 1;
  if (rounding === "xnnpack") {
    const factors = Float32Array.from(weights, (scale) => Math.fround(input * scale) / output);
    return (sum, channel) => roundEven(Math.fround(Math.fround(sum) * factors[single ? 0 : channel]));
  }
  const multipliers = weights.map((scale) => multiplierOf((input * scale) / output));
  return (sum, channel) => multiplyByMultiplier(sum, multipliers[single ? 0 : channel]);
}

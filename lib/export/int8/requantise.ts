import {roundEven} from "./parameters.ts";

/**
 * How sums of products become int8 again. "reference": TensorFlow Lite's kernels in C++ and its Micro ones, in whole numbers
 * alone, and the C program that this book writes. "xnnpack": the kernels of phones and browsers, in single precision.
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
  if (!(factor > 0 && factor < Infinity)) throw new RangeError(`a factor must be positive, got ${factor}`);
  let shift = Math.max(-1023, Math.floor(Math.log2(factor)) + 1);
  let fraction = factor / 2 ** shift;
  // The logarithm may be off by one at powers of two.
  if (fraction >= 1) [fraction, shift] = [fraction / 2, shift + 1];
  if (fraction < 0.5) [fraction, shift] = [fraction * 2, shift - 1];
  let multiplier = Math.floor(fraction * 2 ** 31 + 0.5);
  if (multiplier === 2 ** 31) [multiplier, shift] = [2 ** 30, shift + 1];
  // Too small to move any sum.
  return shift < -31 ? {multiplier: 0, shift: 0} : {multiplier, shift};
}

/** The product with a factor in whole numbers of 32 bits, rounded twice, as `MultiplyByQuantizedMultiplier`. */
export function multiplyByMultiplier(value: number, {multiplier, shift}: Multiplier): number {
  const high = doublingHighProduct(Math.imul(value, 2 ** Math.max(shift, 0)), multiplier);
  return divideByPower(high, Math.max(-shift, 0));
}

/** (2 · a · b + 2³¹) / 2³² rounded towards 0 after the nudge, as `SaturatingRoundingDoublingHighMul`. */
function doublingHighProduct(a: number, b: number): number {
  if (a === -(2 ** 31) && b === -(2 ** 31)) return 2 ** 31 - 1;
  // 62 bits: the parts of a, so that every product is exact in a double.
  const product = BigInt(a) * BigInt(b);
  const nudged = product + (product >= 0n ? 1n << 30n : 1n - (1n << 30n));
  return Number(nudged / (1n << 31n));
}

/** Division by 2^exponent, halves away from 0, as `RoundingDivideByPOT`. */
function divideByPower(value: number, exponent: number): number {
  if (exponent === 0) return value;
  const mask = 2 ** exponent - 1;
  const rest = value & mask;
  const threshold = (mask >> 1) + (value < 0 ? 1 : 0);
  return (value >> exponent) + (rest > threshold ? 1 : 0);
}

/** The way from sums to int8 of one operator. */
export function requantiser(rounding: Rounding, input: number, weights: readonly number[], output: number): Requantise {
  const place = weights.length === 1 ? () => 0 : (channel: number) => channel;
  if (rounding === "xnnpack") {
    const factors = weights.map((scale) => Math.fround(Math.fround(input * scale) / output));
    return (sum, channel) => roundEven(Math.fround(Math.fround(sum) * factors[place(channel)]));
  }
  const multipliers = weights.map((scale) => multiplierOf((input * scale) / output));
  return (sum, channel) => multiplyByMultiplier(sum, multipliers[place(channel)]);
}

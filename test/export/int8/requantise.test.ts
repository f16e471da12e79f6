import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {multiplierOf, multiplyByMultiplier, requantiser} from "../../../lib/export/int8/requantise.ts";

/** gemmlowp's functions as their C++ reads, in whole numbers without bounds. */
function gemmlowp(value: number, multiplier: number, shift: number): number {
  const a = BigInt.asIntN(32, BigInt(value) << BigInt(Math.max(shift, 0)));
  const product = a * BigInt(multiplier);
  const high = (product + (product >= 0n ? 1n << 30n : 1n - (1n << 30n))) / (1n << 31n);
  const exponent = BigInt(Math.max(-shift, 0));
  const mask = (1n << exponent) - 1n;
  const threshold = (mask >> 1n) + (high < 0n ? 1n : 0n);
  return Number((high >> exponent) + ((high & mask) > threshold ? 1n : 0n));
}

const int32 = fc.integer({min: -(2 ** 31), max: 2 ** 31 - 1});

describe("multiplierOf(factor)", () => {
  it("is the factor as 31 bits and a power of two", () => {
    expect(multiplierOf(0.5)).toEqual({multiplier: 2 ** 30, shift: 0});
    expect(multiplierOf(1)).toEqual({multiplier: 2 ** 30, shift: 1});
    expect(multiplierOf(0.3)).toEqual({multiplier: Math.round(0.6 * 2 ** 31), shift: -1});
    expect(multiplierOf(2 ** -40)).toEqual({multiplier: 0, shift: 0});
    // Rounds up to 2³¹, which has no room.
    expect(multiplierOf(1 - 2 ** -40)).toEqual({multiplier: 2 ** 30, shift: 1});
    fc.assert(
      fc.property(fc.double({min: 2 ** -31, max: 2 ** 20, noNaN: true}), (factor) => {
        const {multiplier, shift} = multiplierOf(factor);
        expect(Math.abs((multiplier * 2 ** (shift - 31)) / factor - 1)).toBeLessThan(2 ** -30);
      })
    );
  });

  it("refuses what is not positive, not finite or far too large", () => {
    for (const factor of [0, -1, NaN, Infinity]) expect(() => multiplierOf(factor)).toThrow("must be positive and finite");
    expect(() => multiplierOf(2 ** 31)).toThrow("below 2³⁰");
  });
});

describe("multiplyByMultiplier(value, multiplier)", () => {
  it("is gemmlowp's arithmetic for every int32", () => {
    fc.assert(
      fc.property(
        int32,
        fc.integer({min: 2 ** 30, max: 2 ** 31 - 1}),
        fc.integer({min: -31, max: 10}),
        (value, multiplier, shift) => {
          expect(multiplyByMultiplier(value, {multiplier, shift})).toBe(gemmlowp(value, multiplier, shift) + 0);
        }
      ),
      {numRuns: 3000}
    );
  });

  it("rounds halves away from 0, and rounds twice", () => {
    const quarter = multiplierOf(0.25);
    expect([2, 6, -2, -6].map((value) => multiplyByMultiplier(value, quarter))).toEqual([1, 2, -1, -2]);
    // 0.49999 · 1 rounds to 0 at once; to 2⁻¹ of a step first, it is a half, and goes up.
    expect(multiplyByMultiplier(1, {multiplier: 2 ** 31 - 1, shift: -1})).toBe(1);
  });
});

describe("requantiser(rounding, input, weights, output)", () => {
  it("differs between the rules at halves only", () => {
    const [reference, xnnpack] = (["reference", "xnnpack"] as const).map((rule) => requantiser(rule, 0.5, [0.5, 0.25], 0.5));
    expect([1, 3, 5, -1].map((sum) => reference(sum, 0))).toEqual([1, 2, 3, 0]);
    expect([1, 3, 5, -1].map((sum) => xnnpack(sum, 0))).toEqual([0, 2, 2, 0]);
    expect(reference(4, 1)).toBe(1);
    expect(xnnpack(4, 1)).toBe(1);
  });
});

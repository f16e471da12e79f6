import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {fromBfloat16, fromHalf, toHalf} from "../../../lib/nn/files/float16.ts";

describe("toHalf(value), fromHalf(half)", () => {
  it("takes each of the 65,536 halves to its number and back", () => {
    for (let half = 0; half < 65536; half++) {
      const value = fromHalf(half);
      if (Number.isNaN(value)) expect(Number.isNaN(fromHalf(toHalf(value)))).toBe(true);
      else if (toHalf(value) !== half) expect(toHalf(value)).toBe(half);
    }
  });

  it("knows the numbers of the standard", () => {
    expect([0x3c00, 0x0001, 0x03ff, 0x0400, 0x7bff, 0xc000, 0x7c00, 0xfc00].map(fromHalf)).toEqual([
      1,
      2 ** -24,
      1023 * 2 ** -24,
      2 ** -14,
      65504,
      -2,
      Infinity,
      -Infinity
    ]);
    expect(Object.is(fromHalf(toHalf(-0)), -0)).toBe(true);
    expect([65519, 65520, 1e9].map((value) => fromHalf(toHalf(value)))).toEqual([65504, Infinity, Infinity]);
  });

  it("rounds to the nearest half, ties to the even one", () => {
    const float = fc.float({min: -65504, max: 65504, noNaN: true});
    const close = fc.tuple(fc.nat(0x7bfe), fc.constantFrom(0, 0.25, 0.5, 0.75)).map(([half, part]) => {
      const [low, high] = [fromHalf(half), fromHalf(half + 1)];
      return low + (high - low) * part;
    });
    fc.assert(
      fc.property(fc.oneof(float, close), (value) => {
        const half = toHalf(value);
        const error = Math.abs(fromHalf(half) - value);
        for (const other of [half - 1, half + 1].filter((code) => (code & 0x7fff) <= 0x7c00 && (code ^ half) < 0x8000)) {
          const theirs = Math.abs(fromHalf(other & 0xffff) - value);
          expect(error < theirs || (error === theirs && half % 2 === 0)).toBe(true);
        }
      }),
      {numRuns: 3000}
    );
  });
});

describe("fromBfloat16(bits)", () => {
  it("is the float whose upper half they are", () => {
    expect([0x3f80, 0xc049, 0x7f80, 0x0000].map(fromBfloat16)).toEqual([1, -3.140625, Infinity, 0]);
  });
});

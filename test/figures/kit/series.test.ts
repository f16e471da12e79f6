import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {apart, extentOf, nearestIndex, trailingMean, worthDrawing} from "../../../lib/figures/kit/series.ts";

describe("trailingMean(values, span)", () => {
  it("is the mean of the last values, of fewer at the beginning", () => {
    expect([...trailingMean([1, 2, 3, 4], 2)]).toEqual([1, 1.5, 2.5, 3.5]);
  });

  it("leaves values as they are for a span of 1", () => {
    expect([...trailingMean([3, 1, 2], 1)]).toEqual([3, 1, 2]);
  });

  it("keeps NaN where it is and begins again after it", () => {
    expect([...trailingMean([1, NaN, 4, 6], 3)]).toEqual([1, NaN, 4, 5]);
  });

  it("is the mean of a slice, for any values and span", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({min: -1000, max: 1000}), {minLength: 1}),
        fc.integer({min: 1, max: 30}),
        (values, span) => {
          const means = trailingMean(values, span);
          values.forEach((_, i) => {
            const slice = values.slice(Math.max(0, i - span + 1), i + 1);
            expect(means[i]).toBeCloseTo(slice.reduce((a, b) => a + b) / slice.length, 9);
          });
        }
      )
    );
  });
});

describe("worthDrawing(values, pixels)", () => {
  it("is every place when there are few", () => {
    expect(worthDrawing([5, 6, 7], 10)).toEqual([0, 1, 2]);
  });

  it("keeps every peak of a long line and takes at most five places a column", () => {
    const values = Float64Array.from({length: 20_000}, (_, i) => Math.sin(i / 50));
    values[7777] = 9;
    values[12345] = -9;
    const kept = worthDrawing(values, 300);
    expect(kept).toContain(7777);
    expect(kept).toContain(12345);
    expect(kept.length).toBeLessThanOrEqual(1500);
    expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
  });

  it("keeps a gap", () => {
    const values = Float64Array.from({length: 5000}, () => 1);
    values[2500] = NaN;
    expect(worthDrawing(values, 100)).toContain(2500);
  });
});

describe("nearestIndex(steps, step)", () => {
  it("finds the nearest of ascending steps, the earlier of two that are as near", () => {
    const steps = [10, 20, 40];
    expect([0, 14, 15, 16, 31, 99].map((step) => nearestIndex(steps, step))).toEqual([0, 0, 0, 1, 2, 2]);
    expect(nearestIndex([], 3)).toBe(-1);
  });
});

describe("extentOf(lists, positive)", () => {
  it("leaves out what is not finite, and on request what a logarithm cannot take", () => {
    expect(
      extentOf([
        [1, NaN, Infinity],
        [-2, 0]
      ])
    ).toEqual([-2, 1]);
    expect(
      extentOf(
        [
          [1, 3],
          [-2, 0]
        ],
        true
      )
    ).toEqual([1, 3]);
    expect(extentOf([[NaN]])).toBeNull();
  });
});

describe("apart(wanted, space, room)", () => {
  it("moves what would overlap, and keeps the order", () => {
    expect(apart([10, 12], 14, 100)).toEqual([10, 24]);
    expect(apart([98, 99], 14, 100)).toEqual([86, 100]);
    expect(apart([50, 10], 14, 100)).toEqual([50, 10]);
  });
});

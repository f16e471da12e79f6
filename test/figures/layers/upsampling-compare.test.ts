import {describe, expect, it} from "vitest";
import {upsampleAll, upsampledWords} from "../../../lib/figures/layers/upsampling-compare.ts";
import {fill} from "../../../lib/nn/arithmetic/matrix.ts";

const flat = fill(8, 8, () => 1);
// Away from the borders, where padding darkens.
const inside = (matrix: number[][]) => matrix.slice(5, 11).flatMap((row) => row.slice(5, 11));
const spread = (values: number[]) => Math.max(...values) - Math.min(...values);

describe("upsampleAll(map, {kernel, weights, seed})", () => {
  it("makes the map twice as large in every way", () => {
    for (const result of Object.values(upsampleAll(fill(3, 5), {kernel: 3, weights: "random", seed: 1}))) {
      expect([result.length, result[0].length]).toEqual([6, 10]);
    }
  });

  it("leaves a pattern on a flat map only where the kernel is no multiple of the stride", () => {
    const odd = upsampleAll(flat, {kernel: 3, weights: "constant", seed: 1});
    expect(spread(inside(odd["transposed convolution"]))).toBeGreaterThan(0.5);
    expect(spread(inside(odd["resize, then convolve"]))).toBeCloseTo(0);
    expect(spread(inside(odd["pixel shuffle"]))).toBeCloseTo(0);
    const even = upsampleAll(flat, {kernel: 4, weights: "constant", seed: 1});
    expect(spread(inside(even["transposed convolution"]))).toBeCloseTo(0);
  });

  it("leaves a pattern of random weights in pixel shuffle and transposed convolution, never after resizing", () => {
    for (const seed of [1, 2, 3]) {
      const random = upsampleAll(flat, {kernel: 4, weights: "random", seed});
      expect(spread(inside(random["transposed convolution"]))).toBeGreaterThan(0.1);
      expect(spread(inside(random["pixel shuffle"]))).toBeGreaterThan(0.1);
      expect(spread(inside(random["resize, then convolve"]))).toBeCloseTo(0);
    }
  });

  it("gives the same for the same seed, something else for another", () => {
    const of = (seed: number) =>
      upsampleAll(
        fill(4, 4, (row, column) => row * column),
        {kernel: 3, weights: "random", seed}
      )["pixel shuffle"];
    expect(of(1)).toEqual(of(1));
    expect(of(1)).not.toEqual(of(2));
  });
});

describe("upsampledWords(results, {row, column})", () => {
  it("gives the number of each way at one pixel, counted from 1", () => {
    const one = fill(2, 2, (row, column) => 10 * row + column);
    const results = {"transposed convolution": one, "resize, then convolve": fill(2, 2, () => -0.5), "pixel shuffle": one};
    expect(upsampledWords(results, {row: 1, column: 0})).toBe(
      "row 1, column 0: transposed convolution 10; resize, then convolve −0.5; pixel shuffle 10"
    );
  });
});

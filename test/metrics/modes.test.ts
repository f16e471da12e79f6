import {describe, expect, it} from "vitest";
import {pointSet} from "../../lib/data/points.ts";
import {classHistogram, countModes, klToUniform, stackedModes} from "../../lib/metrics/modes.ts";
import {rowsOf} from "../../lib/metrics/rows.ts";
import {random} from "../../lib/random.ts";

const centres = [[0, 0], [1, 0], [0, 1]]; // prettier-ignore

describe("countModes(points, centres, {sigma, within, least})", () => {
  it("counts what lies within three sigma of the nearest centre", () => {
    const points = rowsOf([[0, 0], [0.29, 0], [0, 0.31], [1, 0.1], [5, 5]]); // prettier-ignore
    expect(countModes(points, centres, {sigma: 0.1})).toEqual({
      captured: 2,
      modes: 3,
      highQuality: 3 / 5,
      counts: [2, 1, 0],
      reverseKl: (2 / 3) * Math.log(2) + (1 / 3) * Math.log(1),
      radius: 0.1 * 3,
      least: 1
    });
  });

  it("counts what lies at just the radius: on a lattice, every point at √n with `within` √n", () => {
    const lattice = Array.from({length: 289}, (_, i) => [Math.floor(i / 17) - 8, (i % 17) - 8]);
    for (let n = 1; n <= 64; n++) {
      const {counts} = countModes(rowsOf(lattice), [[0, 0]], {sigma: 1, within: Math.sqrt(n)});
      expect(counts, `within √${n}`).toEqual([lattice.filter(([x, y]) => x * x + y * y <= n).length]);
    }
  });

  it("lets the threshold be chosen", () => {
    const points = rowsOf([[0, 0], [0, 0.31], [1, 0]]); // prettier-ignore
    expect(countModes(points, centres, {sigma: 0.1, within: 4}).counts).toEqual([2, 1, 0]);
    expect(countModes(points, centres, {sigma: 0.1, within: 4, least: 2}).captured).toBe(1);
  });

  it.each(["ring", "grid"] as const)("sees all modes of the %s in its own samples, 98.9 % of them within three sigma", (name) => {
    const set = pointSet(name);
    const {images} = set.batch(20_000, random(1));
    const {captured, highQuality, reverseKl} = countModes({shape: [20_000, 2], values: images}, set.centres, {sigma: set.sigma});
    expect(captured).toBe(set.centres.length);
    // In the plane, 1 − exp(−9/2).
    expect(highQuality).toBeCloseTo(0.9889, 2);
    expect(reverseKl).toBeLessThan(0.002);
  });

  it("sees a single mode as collapse: reverse KL log 8", () => {
    const {centres, sigma} = pointSet("ring");
    const points = rowsOf(Array.from({length: 50}, () => [...centres[3]]));
    expect(countModes(points, centres, {sigma})).toMatchObject({captured: 1, highQuality: 1, reverseKl: Math.log(8)});
  });

  it("has no KL without a sample of high quality", () => {
    expect(countModes(rowsOf([[9, 9]]), centres, {sigma: 0.1})).toMatchObject({captured: 0, reverseKl: NaN});
  });

  it("refuses what it cannot count", () => {
    const points = rowsOf([[0, 0]]);
    expect(() => countModes(points, [], {sigma: 1})).toThrow("at least one centre");
    expect(() => countModes(points, [[1, 2, 3]], {sigma: 1})).toThrow("2 finite numbers, as the points are, got (1, 2, 3)");
    expect(() => countModes(points, centres, {sigma: 0})).toThrow("sigma must be above 0, got 0");
    expect(() => countModes(points, centres, {sigma: 1, within: NaN})).toThrow("within must be above 0, got NaN");
    expect(() => countModes(points, centres, {sigma: 1, least: 0})).toThrow("least must be a whole number from 1, got 0");
    expect(() => countModes(rowsOf([[NaN, 0]]), centres, {sigma: 1})).toThrow("row 0, column 0 is NaN");
  });
});

describe("klToUniform(counts)", () => {
  it("is 0 for equal counts, log n for one alone, NaN for none", () => {
    expect(klToUniform([5, 5, 5, 5])).toBe(0);
    expect(klToUniform([7, 0, 0])).toBe(Math.log(3));
    expect(klToUniform([0, 0])).toBeNaN();
    expect(() => klToUniform([1, -1])).toThrow("got -1 at 1");
  });
});

describe("classHistogram(labels, classes)", () => {
  it("counts, names the missing, and measures evenness", () => {
    expect(classHistogram([0, 1, 1, 3], 4)).toEqual({
      counts: [1, 2, 0, 1],
      shares: [0.25, 0.5, 0, 0.25],
      missing: [2],
      klToUniform: 0.5 * Math.log(2)
    });
  });

  it("refuses no labels and labels out of range", () => {
    expect(() => classHistogram([])).toThrow("at least one label");
    expect(() => classHistogram([0, 10])).toThrow("label 1 is 10, but labels are whole numbers from 0 to 9");
    expect(() => classHistogram([0.5])).toThrow("label 0 is 0.5");
  });
});

describe("stackedModes([hundreds, tens, ones])", () => {
  it("counts the numbers that came", () => {
    expect(
      stackedModes([
        [1, 1, 0],
        [2, 2, 0],
        [3, 3, 0]
      ])
    ).toEqual({
      // prettier-ignore
      captured: 2,
      modes: 1000,
      klToUniform: (2 / 3) * Math.log((2 / 3) * 1000) + (1 / 3) * Math.log((1 / 3) * 1000)
    });
  });

  it("finds all thousand, evenly, in themselves", () => {
    const all = Array.from({length: 1000}, (_, i) => i);
    const channels = [100, 10, 1].map((unit) => all.map((i) => Math.floor(i / unit) % 10));
    const {captured, klToUniform} = stackedModes(channels);
    expect(captured).toBe(1000);
    expect(klToUniform).toBeCloseTo(0, 12);
  });

  it("refuses other than three channels of equally many digits", () => {
    expect(() => stackedModes([[1], [2]])).toThrow("3 channels, got labels of 2");
    expect(() => stackedModes([[1], [2], [3, 4]])).toThrow("1, 1, 2 labels");
    expect(() => stackedModes([[1], [2], [12]])).toThrow("label 0 is 12");
  });
});

import {readFileSync} from "node:fs";
import {describe, expect, it} from "vitest";
import {frechetDistance} from "../../lib/metrics/frechet-distance.ts";
import {rowsOf} from "../../lib/metrics/rows.ts";

interface Case {
  a: number[][];
  b: number[][];
  means: number;
  covariances: number;
}

const cases = JSON.parse(readFileSync(new URL("../fixtures/frechet.json", import.meta.url), "utf8")) as Record<string, Case>;

describe("frechetDistance(a, b)", () => {
  for (const [name, {a, b, means, covariances}] of Object.entries(cases)) {
    it(`gives what numpy gives, to a millionth: features ${name}`, () => {
      const found = frechetDistance(rowsOf(a), rowsOf(b));
      expect(Math.abs(found.means / means - 1)).toBeLessThan(1e-6);
      expect(Math.abs(found.covariances / covariances - 1)).toBeLessThan(1e-6);
      expect(found.distance).toBe(found.means + found.covariances);
    });
  }
  it("is 0 for a set and itself, the same both ways, and the square of a shift", () => {
    for (const {a, b} of Object.values(cases)) {
      const [rows, others] = [rowsOf(a), rowsOf(b)];
      const {distance} = frechetDistance(rows, others);
      expect(Math.abs(frechetDistance(rows, rows).distance)).toBeLessThan(1e-6 * (1 + distance));
      expect(Math.abs(frechetDistance(others, rows).distance / distance - 1)).toBeLessThan(1e-6);
    }
    const {a} = cases.plain;
    const moved = a.map((row) => row.map((value, i) => value + (i === 0 ? 3 : i === 1 ? 4 : 0)));
    expect(frechetDistance(rowsOf(a), rowsOf(moved)).distance).toBeCloseTo(25, 9);
  });
  it("is Σ (σ1 − σ2)² for features that vary independently", () => {
    // Rows ± s in one feature at a time: variance 2 s² / (n − 1) with n rows, covariance 0.
    const spread = (deviations: number[]): number[][] =>
      deviations.flatMap((s, i) => [1, -1].map((sign) => deviations.map((_, j) => (i === j ? sign * s : 0))));
    const factor = Math.sqrt(2 / 5);
    const expected = factor ** 2 * ((1 - 4) ** 2 + (2 - 2) ** 2 + (3 - 0.5) ** 2);
    expect(frechetDistance(rowsOf(spread([1, 2, 3])), rowsOf(spread([4, 2, 0.5]))).distance).toBeCloseTo(expected, 9);
  });
  it("refuses one image, features of two layers, and numbers that are none", () => {
    const rows = rowsOf([
      [1, 2],
      [3, 4]
    ]);
    expect(() => frechetDistance(rowsOf([[1, 2]]), rows)).toThrow("the first features must be at least 2 here, got 1");
    expect(() => frechetDistance(rows, rowsOf([[1], [2]]))).toThrow("were they made by the same layer?");
    expect(() =>
      frechetDistance(
        rows,
        rowsOf([
          [1, NaN],
          [3, 4]
        ])
      )
    ).toThrow("the second features: row 0, column 1 is NaN");
  });
});

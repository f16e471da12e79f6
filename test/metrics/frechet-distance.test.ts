import {readFileSync} from "node:fs";
import {describe, expect, it} from "vitest";
import {frechetDistance, gaussianDistance} from "../../lib/metrics/frechet-distance.ts";
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
      const found = frechetDistance(rowsOf(a), rowsOf(b), {few: true});
      expect(Math.abs(found.means / means - 1)).toBeLessThan(1e-6);
      expect(Math.abs(found.covariances / covariances - 1)).toBeLessThan(1e-6);
      expect(found.distance).toBe(found.means + found.covariances);
    });
  }
  it("is 0 for a set and itself, the same both ways, and the square of a shift", () => {
    for (const {a, b} of Object.values(cases)) {
      const [rows, others] = [rowsOf(a), rowsOf(b)];
      const {distance} = frechetDistance(rows, others, {few: true});
      expect(Math.abs(frechetDistance(rows, rows, {few: true}).distance)).toBeLessThan(1e-6 * (1 + distance));
      expect(Math.abs(frechetDistance(others, rows, {few: true}).distance / distance - 1)).toBeLessThan(1e-6);
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
    const rows = rowsOf([[1, 2], [3, 4], [5, 1]]); // prettier-ignore
    expect(() => frechetDistance(rowsOf([[1, 2]]), rows)).toThrow("the first features must be at least 2 here, got 1");
    expect(() => frechetDistance(rows, rowsOf([[1], [2]]))).toThrow("were they made by the same layer?");
    const odd = rowsOf([[1, NaN], [3, 4], [5, 6]]); // prettier-ignore
    expect(() => frechetDistance(rows, odd)).toThrow("the second features: row 0, column 1 is NaN");
  });
  it("refuses no more samples than features, unless it is told that they are few", () => {
    const {a, b} = cases["fewer images than features"];
    const few = "the first features are 8 samples of 14 numbers, but a Fréchet distance needs more samples than numbers";
    expect(() => frechetDistance(rowsOf(a), rowsOf(b))).toThrow(few);
    expect(() => frechetDistance(rowsOf(cases.plain.a), rowsOf(b))).toThrow("got 6 and 14");
    expect(frechetDistance(rowsOf(a), rowsOf(b), {few: true}).distance).toBeGreaterThan(0);
  });
});

describe("gaussianDistance(a, b)", () => {
  /** A rotation of 64 dimensions: products of plane rotations. */
  const turned = (diagonal: readonly number[]): number[][] => {
    const matrix = diagonal.map((value, i) => diagonal.map((_, j) => (i === j ? value : 0)));
    for (let i = 0; i < diagonal.length; i++) {
      for (let j = 0; j < i; j++) {
        const [c, s] = [Math.cos(i + 2 * j), Math.sin(i + 2 * j)];
        for (const row of matrix) [row[i], row[j]] = [c * row[i] - s * row[j], s * row[i] + c * row[j]];
        const [a, b] = [[...matrix[i]], [...matrix[j]]];
        a.forEach((value, k) => ([matrix[i][k], matrix[j][k]] = [c * value - s * b[k], s * value + c * b[k]]));
      }
    }
    return matrix;
  };

  it("is ‖μ1 − μ2‖² + Σ (√λ1 − √λ2)² to a millionth, for 64 features that share their axes and vary by 10⁰ to 10⁻¹⁴, or not", () => {
    const first = Array.from({length: 64}, (_, i) => (i % 7 === 0 ? 0 : 10 ** -(i % 15)));
    const second = first.map((value, i) => (i % 5 === 0 ? 0 : 4 * value + (i === 21 ? 1 : 0)));
    const mean = first.map((_, i) => i / 64);
    const expected = first.reduce((sum, value, i) => sum + (Math.sqrt(value) - Math.sqrt(second[i])) ** 2, 0);
    const zero = mean.map(() => 0);
    const found = gaussianDistance({mean, covariance: turned(first)}, {mean: zero, covariance: turned(second)});
    expect(found.means).toBeCloseTo(
      mean.reduce((sum, value) => sum + value * value, 0),
      12
    );
    expect(Math.abs(found.covariances / expected - 1)).toBeLessThan(1e-6);
  });
  it("refuses means and covariances of two sizes", () => {
    expect(() => gaussianDistance({mean: [0], covariance: [[1]]}, {mean: [0, 0], covariance: [[1, 0], [0, 1]]})).toThrow("got 1 and 2 numbers, 1 × 1 and 2 × 2"); // prettier-ignore
  });
});

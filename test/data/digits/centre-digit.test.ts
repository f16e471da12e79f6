import {describe, expect, it} from "vitest";
import {centreDigit} from "../../../lib/data/digits/centre-digit.ts";
import {resize} from "../../../lib/data/image.ts";
import {sampleDigit} from "../../../lib/data/digits/sample-digits.ts";
import {centreOfMass} from "../../../lib/data/digits/strokes.ts";
import type {Matrix} from "../../../lib/nn/arithmetic/matrix.ts";

const empty = (size: number): Matrix => Array.from({length: size}, () => new Array<number>(size).fill(0));
const difference = (a: Matrix, b: Matrix) =>
  a.flat().reduce((sum, value, i) => sum + Math.abs(value - b.flat()[i]), 0) / a.flat().reduce((sum, value) => sum + value, 0);

/** A picture within a larger black one. */
function within(picture: Matrix, size: number, top: number, left: number): Matrix {
  const large = empty(size);
  picture.forEach((row, r) => row.forEach((value, c) => (large[top + r][left + c] = value)));
  return large;
}

const bounds = (picture: Matrix) => {
  const rows = picture.flatMap((row, i) => (row.some((value) => value > 0.1) ? [i] : []));
  const columns = picture[0].flatMap((_, i) => (picture.some((row) => row[i] > 0.1) ? [i] : []));
  return [rows.at(-1)! - rows[0] + 1, columns.at(-1)! - columns[0] + 1];
};

describe("centreDigit(picture, {size, box})", () => {
  it.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])(
    "leaves a %i that is placed as MNIST's nearly as it is, and itself exactly",
    (digit) => {
      const once = centreDigit(sampleDigit(digit));
      expect(difference(once, sampleDigit(digit))).toBeLessThan(0.65);
      expect(centreDigit(once)).toEqual(once);
    }
  );

  it("gives the same wherever the digit stands", () => {
    const digit = sampleDigit(4);
    expect(centreDigit(within(digit, 60, 3, 30))).toEqual(centreDigit(within(digit, 60, 25, 1)));
  });

  it("fits the ink of a large or small digit into the box, its mass in the middle", () => {
    for (const side of [14, 90]) {
      const placed = centreDigit(within(resize(sampleDigit(3), side, side), 100, 5, 2));
      expect(Math.max(...bounds(placed))).toBe(20);
      const {x, y} = centreOfMass(placed);
      for (const centre of [x, y]) {
        expect(centre).toBeGreaterThanOrEqual(14);
        expect(centre).toBeLessThan(15);
      }
    }
  });

  it("keeps ink within the border, and a picture without ink black", () => {
    const lopsided = empty(20);
    for (let i = 0; i < 20; i++) lopsided[i][19] = 1;
    for (let i = 0; i < 20; i++) lopsided[19][i] = 0.2;
    expect(
      centreDigit(lopsided)
        .flat()
        .reduce((a, b) => a + b, 0)
    ).toBeCloseTo(
      lopsided.flat().reduce((a, b) => a + b, 0),
      6
    );
    expect(centreDigit(empty(9))).toEqual(empty(28));
  });

  it("refuses a box that is larger than the picture", () => {
    expect(() => centreDigit(empty(9), {size: 8, box: 9})).toThrow("box must be at most the picture (8), got 9");
  });
});

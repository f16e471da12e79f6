import {describe, expect, it} from "vitest";
import {sampleDigit, sampleStrokes} from "../../../lib/data/digits/sample-digits.ts";
import {centreOfMass} from "../../../lib/data/digits/strokes.ts";

const digits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

describe("sampleDigit(digit)", () => {
  it.each(digits)("%d is 28 × 28, from 0 to 1, its mass in the middle, its border empty", (digit) => {
    const picture = sampleDigit(digit);
    expect([picture.length, picture[0].length]).toEqual([28, 28]);
    for (const value of picture.flat()) expect(value >= 0 && value <= 1).toBe(true);
    const {x, y} = centreOfMass(picture);
    expect(Math.hypot(x - 14, y - 14)).toBeLessThan(0.1);
    const border = [...picture[0], ...picture[27], ...picture.map((row) => row[0]), ...picture.map((row) => row[27])];
    expect(Math.max(...border)).toBe(0);
  });

  it("has about as much ink as MNIST's digits: a mean from 0.05 to 0.25", () => {
    for (const digit of digits) {
      const mean =
        sampleDigit(digit)
          .flat()
          .reduce((a, b) => a + b, 0) / 784;
      expect(mean, String(digit)).toBeGreaterThan(0.05);
      expect(mean, String(digit)).toBeLessThan(0.25);
    }
  });

  it("no two digits look alike", () => {
    const pictures = digits.map((digit) => sampleDigit(digit).flat());
    for (const a of digits) {
      for (const b of digits.filter((other) => other > a)) {
        const distance = Math.hypot(...pictures[a].map((value, i) => value - pictures[b][i]));
        expect(distance, `${a} and ${b}`).toBeGreaterThan(4);
      }
    }
  });

  it("the holes are where they should be: one in 0, 6 and 9, two in 8, none in the others (4 is open)", () => {
    expect(digits.map((digit) => holes(sampleDigit(digit)))).toEqual([1, 0, 0, 0, 0, 0, 1, 0, 2, 1]);
  });

  it.each([10, -1, 1.5, NaN])("refuses %d", (digit) => {
    expect(() => sampleDigit(digit)).toThrow(`a digit is a whole number from 0 to 9, got ${digit}`);
  });

  it("its strokes lie in a square of 100", () => {
    for (const {x, y} of digits.flatMap((digit) => sampleStrokes(digit).flat()))
      expect(x > 0 && x < 100 && y > 0 && y < 100).toBe(true);
  });
});

/** Regions of paper that ink encloses. */
function holes(picture: number[][]): number {
  const paper = picture.map((row) => row.map((value) => value < 0.3));
  const flood = (row: number, column: number): void => {
    if (!paper[row]?.[column]) return;
    paper[row][column] = false;
    flood(row - 1, column);
    flood(row + 1, column);
    flood(row, column - 1);
    flood(row, column + 1);
  };
  flood(0, 0);
  let count = 0;
  paper.forEach((values, row) =>
    values.forEach((blank, column) => {
      if (!blank || !paper[row][column]) return;
      count += 1;
      flood(row, column);
    })
  );
  return count;
}

import {readFileSync} from "node:fs";
import {describe, expect, it} from "vitest";
import {sampleDigit} from "../../lib/data/digits/strokes.ts";
import {shiftImage} from "../../lib/figures/layers/shift-figure.ts";
import {convolve1d} from "../../lib/nn/arithmetic/convolution-1d.ts";
import {convolve} from "../../lib/nn/arithmetic/convolution.ts";
import {kernelNamed} from "../../lib/nn/arithmetic/kernels.ts";
import type {Matrix} from "../../lib/nn/arithmetic/matrix.ts";
import {pool, poolGradient} from "../../lib/nn/arithmetic/pooling.ts";
import {cellsOf} from "../../site/notebook/chapter.ts";
import {parse} from "../../site/notebook/text/parse.ts";

const cells = (slug: string) => {
  const file = new URL(`../../notebooks/${slug}.md`, import.meta.url);
  return cellsOf(parse(readFileSync(file, "utf8"), `notebooks/${slug}.md`));
};

/** The first, second… matrix that is written out in a cell. */
function matrices(slug: string, id: string): Matrix[] {
  const source = cells(slug).find((cell) => cell.id === id)!.source;
  return [...source.matchAll(/\[\s*\[[-\d.,\s[\]]*\]\s*\]/g)].map(([text]) => JSON.parse(text) as Matrix);
}

/** How many values differ. */
const moved = (before: Matrix, after: Matrix) => before.flat().filter((value, i) => value !== after.flat()[i]).length;

/** The matrix with one value replaced. */
const put = (matrix: Matrix, row: number, column: number, value: number): Matrix =>
  matrix.map((line, r) => line.map((old, c) => (r === row && c === column ? value : old)));

describe("what the chapter on convolution says", () => {
  const [input, kernel] = matrices("convolution", "worked");
  const after = (row: number, column: number, weights = kernel!) =>
    moved(convolve(input!, weights), convolve(put(input!, row, column, 7), weights));

  it("of the worked example: a corner moves one output, the middle five, and nine when no weight is zero", () => {
    for (const [row, column] of [
      [0, 0],
      [0, 4],
      [4, 0],
      [4, 4]
    ] as const)
      expect(after(row, column)).toBe(1);
    expect(after(2, 2)).toBe(5);
    const full = kernel!.map((row) => row.map((weight) => weight || 1));
    expect(after(2, 2, full)).toBe(9);
  });

  it("of padding with zeros: the last value under same is 2.5", () => {
    expect(convolve1d([2, 4, 3, 5, 1, 2, 4], [0.25, 0.5, 0.25], {padding: "same"}).at(-1)).toBe(2.5);
  });

  it("of sharpening: the outline with one more in its middle keeps the brightness", () => {
    const outline = kernelNamed("outline").matrix;
    expect(outline.flat().reduce((a, b) => a + b)).toBe(0);
    const sharpen = put(outline, 1, 1, outline[1]![1]! + 1);
    expect(
      convolve(
        [0, 1, 2].map(() => [0.4, 0.4, 0.4]),
        sharpen
      )[0]![0]
    ).toBeCloseTo(0.4, 12);
  });
});

describe("what the chapter on pooling says", () => {
  const [map] = matrices("pooling", "compare");
  const windows = {kind: "max", size: 2} as const;

  it("of the first window: 9 to 8 moves the maximum, 4 to 5 does not", () => {
    const before = pool(map!, windows);
    expect(map![1]!.slice(0, 2)).toEqual([4, 9]);
    expect(moved(before, pool(put(map!, 1, 1, 8), windows))).toBe(1);
    expect(moved(before, pool(put(map!, 1, 0, 5), windows))).toBe(0);
  });

  it("of the gradient: one winner in each window, of the four fives the first", () => {
    const ones = pool(map!, windows).map((row) => row.map(() => 1));
    const routed = poolGradient(map!, ones, windows);
    expect(pool(routed, {kind: "sum", size: 2}).flat()).toEqual(Array(9).fill(1));
    expect([2, 3].map((row) => map![row]!.slice(2, 4))).toEqual([
      [5, 5],
      [5, 5]
    ]);
    expect([2, 3].map((row) => routed[row]!.slice(2, 4))).toEqual([
      [1, 0],
      [0, 0]
    ]);
  });

  it("of a shift by one pixel: pooling is steadier than the picture; which kind is steadiest, and every fourth pixel, depends", () => {
    const length = (matrix: Matrix) => Math.hypot(...matrix.flat());
    const changes = (digit: number) => {
      const picture = sampleDigit(digit);
      const shifted = shiftImage(picture, {right: 1, down: 0});
      const change = (reduce: (matrix: Matrix) => Matrix) => {
        const [before, after] = [reduce(picture), reduce(shifted)];
        return length(before.map((row, r) => row.map((value, c) => value - after[r]![c]!))) / length(before);
      };
      return {
        whole: change((matrix) => matrix),
        max: change((matrix) => pool(matrix, {kind: "max", size: 4})),
        average: change((matrix) => pool(matrix, {kind: "average", size: 4})),
        fourth: change((matrix) => pool(matrix, {kind: "max", size: 1, stride: 4}))
      };
    };
    for (let digit = 0; digit < 10; digit++) {
      const {whole, max, average} = changes(digit);
      expect(Math.max(max, average), `digit ${digit}`).toBeLessThan(whole);
    }
    expect(changes(3).average).toBeLessThan(changes(3).max);
    expect(changes(9).average).toBeGreaterThan(changes(9).max);
    expect(changes(8).fourth).toBeGreaterThan(changes(8).whole);
  });

  it("of a strided convolution with four quarters: it is average pooling, number for number", () => {
    const [quarters] = matrices("pooling", "same");
    expect(convolve(map!, quarters!, {stride: 2})).toEqual(pool(map!, {kind: "average", size: 2}));
  });
});

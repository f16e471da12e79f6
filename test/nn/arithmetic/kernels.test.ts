import {describe, expect, it} from "vitest";
import {convolve} from "../../../lib/nn/arithmetic/convolution.ts";
import {boxKernel, gaussianKernel, kernelNamed, kernels, motionKernel} from "../../../lib/nn/arithmetic/kernels.ts";
import {checkMatrix, fill} from "../../../lib/nn/arithmetic/matrix.ts";
import type {Matrix} from "../../../lib/nn/arithmetic/matrix.ts";
import {expectClose} from "../compare.ts";

const sum = (matrix: Matrix): number => matrix.flat().reduce((a, b) => a + b, 0);
const centre = (picture: Matrix, id: string): number => convolve(picture, kernelNamed(id).matrix, {padding: "same"})[4][4];

describe("kernels", () => {
  it("have ids of their own, odd square shapes and a sentence each", () => {
    expect(new Set(kernels.map((kernel) => kernel.id)).size).toBe(kernels.length);
    for (const {matrix, does} of kernels) {
      const [rows, columns] = checkMatrix(matrix);
      expect([rows, rows % 2]).toEqual([columns, 1]);
      expect(does).toMatch(/^[A-Z].*\.$/);
    }
  });

  it("keep an even picture as it is when unsigned, and make it 0 when signed", () => {
    const even = fill(9, 9, () => 0.5);
    for (const {id, signed} of kernels) expect(centre(even, id), id).toBeCloseTo(signed ? 0 : 0.5);
  });

  it("identity changes nothing", () => {
    const picture = fill(5, 6, (row, column) => row * column);
    expectClose(convolve(picture, kernelNamed("identity").matrix, {padding: "same"}), picture);
  });

  it("Sobel and Prewitt answer to edges of their own direction: positive where it brightens to the right or downwards", () => {
    const brightRight = fill(9, 9, (_, column) => (column > 4 ? 1 : 0));
    const brightBelow = fill(9, 9, (row) => (row > 4 ? 1 : 0));
    expect([centre(brightRight, "sobel-x"), centre(brightRight, "sobel-y")]).toEqual([4, 0]);
    expect([centre(brightBelow, "sobel-x"), centre(brightBelow, "sobel-y")]).toEqual([0, 4]);
    expect([centre(brightRight, "prewitt-x"), centre(brightBelow, "prewitt-y")]).toEqual([3, 3]);
  });

  it("the Laplacian is 0 on an even slope and not on a point", () => {
    expect(
      centre(
        fill(9, 9, (row, column) => 3 * row - column),
        "laplacian"
      )
    ).toBe(0);
    expect(
      centre(
        fill(9, 9, (row, column) => Number(row === 4 && column === 4)),
        "laplacian"
      )
    ).toBe(-4);
  });

  it("sharpen is the picture minus its Laplacian", () => {
    const picture = fill(5, 5, (row, column) => ((row * 7 + column * 3) % 5) / 5);
    const laplacian = convolve(picture, kernelNamed("laplacian").matrix);
    const expected = laplacian.map((values, row) => values.map((value, column) => picture[row + 1][column + 1] - value));
    expectClose(convolve(picture, kernelNamed("sharpen").matrix), expected);
  });

  it("kernelNamed refuses an id that is not there, and lists those that are", () => {
    expect(() => kernelNamed("sobel")).toThrow(/no kernel "sobel"; there are identity, .*sobel-x/);
  });
});

describe("boxKernel(size), gaussianKernel(size, sigma), motionKernel(size)", () => {
  it("sum to 1", () => {
    for (const size of [1, 2, 3, 5, 8]) {
      expect(sum(boxKernel(size))).toBeCloseTo(1);
      expect(sum(gaussianKernel(size, 1.3))).toBeCloseTo(1);
      expect(sum(motionKernel(size))).toBeCloseTo(1);
    }
  });

  it("the Gaussian falls off as exp(−d² / 2σ²) and is symmetric", () => {
    const kernel = gaussianKernel(5, 1.5);
    expect(kernel[2][3] / kernel[2][2]).toBeCloseTo(Math.exp(-1 / (2 * 1.5 ** 2)));
    expect(kernel[0][1]).toBeCloseTo(kernel[4][3]);
    expect(kernel[1][0]).toBeCloseTo(kernel[0][1]);
  });

  it("refuse a size below 1 and a sigma that is not positive", () => {
    expect(() => boxKernel(0)).toThrow("size must be a whole number, 1 or more, got 0");
    expect(() => gaussianKernel(3, 0)).toThrow("sigma must be more than 0, got 0");
    expect(() => gaussianKernel(3, NaN)).toThrow("got NaN");
    expect(() => motionKernel(2.5)).toThrow("got 2.5");
  });
});

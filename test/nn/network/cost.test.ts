import {describe, expect, it} from "vitest";
import {convolve, terms} from "../../../lib/nn/arithmetic/convolution.ts";
import {convolutionCost, denseCost, poolingCost, totalCost, transposedConvolutionCost} from "../../../lib/nn/network/cost.ts";
import type {MapShape} from "../../../lib/nn/network/cost.ts";
import {fill} from "../../../lib/nn/arithmetic/matrix.ts";
import type {WindowOptions} from "../../../lib/nn/arithmetic/window.ts";

describe("convolutionCost({input, filters, kernel, …})", () => {
  it("counts (kernel · channels in + 1) · filters parameters, and one multiply-add per weight and output place", () => {
    expect(convolutionCost({input: [32, 32, 1], filters: 6, kernel: 5})).toEqual({
      output: [28, 28, 6],
      parameters: 156,
      multiplyAdds: 28 * 28 * 150,
      otherOperations: 0
    });
  });

  it("leaves the biases out on request, and divides the weights by groups", () => {
    expect(convolutionCost({input: [8, 8, 4], filters: 6, kernel: [1, 3], bias: false}).parameters).toBe(72);
    expect(convolutionCost({input: [8, 8, 4], filters: 6, kernel: [1, 3], bias: false, groups: 2}).parameters).toBe(36);
  });

  it("counts the products of all outputs of convolve, those with padding too", () => {
    const options: WindowOptions = {stride: 2, padding: 1, dilation: [1, 2]};
    const [input, kernel] = [fill(6, 7), fill(3, 2)];
    const products = convolve(input, kernel, options).flatMap((values, row) =>
      values.flatMap((_, column) => terms(input, kernel, {...options, row, column}))
    );
    expect(convolutionCost({input: [6, 7, 1], filters: 1, kernel: [3, 2], ...options}).multiplyAdds).toBe(products.length);
  });

  it.each([
    [{input: [8, 8, 3] as MapShape, filters: 4, kernel: 3, groups: 2}, "3 channels and 4 filters must both divide by 2 groups"],
    [{input: [8, 8] as unknown as MapShape, filters: 4, kernel: 3}, "must be [height, width, channels], got [8, 8]"],
    [{input: [8, 8, 0] as MapShape, filters: 4, kernel: 3}, "channels must be a whole number, 1 or more, got 0"],
    [{input: [8, 8, 3] as MapShape, filters: 0.5, kernel: 3}, "filters must be a whole number, 1 or more, got 0.5"],
    [{input: [2, 2, 3] as MapShape, filters: 1, kernel: 3}, "does not fit"]
  ])("refuses %j", (layer, message) => {
    expect(() => convolutionCost(layer)).toThrow(message);
  });
});

describe("transposedConvolutionCost({input, filters, kernel, …})", () => {
  it("stamps the whole kernel for every input", () => {
    expect(
      transposedConvolutionCost({input: [7, 7, 64], filters: 32, kernel: 4, stride: 2, padding: "same", bias: false})
    ).toEqual({
      output: [14, 14, 32],
      parameters: 4 * 4 * 64 * 32,
      multiplyAdds: 7 * 7 * 4 * 4 * 64 * 32,
      otherOperations: 0
    });
    expect(transposedConvolutionCost({input: [1, 1, 100], filters: 8, kernel: 4}).parameters).toBe(4 * 4 * 100 * 8 + 8);
  });

  it("has the parameters and multiply-adds of the convolution that it transposes, where nothing is cropped", () => {
    const back = convolutionCost({input: [9, 9, 5], filters: 3, kernel: 3, stride: 2, bias: false});
    const forth = transposedConvolutionCost({input: [4, 4, 3], filters: 5, kernel: 3, stride: 2, bias: false});
    expect(forth).toEqual({...back, output: [9, 9, 5]});
  });
});

describe("denseCost, poolingCost, totalCost", () => {
  it("dense: (inputs + 1) · units", () => {
    expect(denseCost({input: 400, units: 120})).toEqual({
      output: [120],
      parameters: 48_120,
      multiplyAdds: 48_000,
      otherOperations: 0
    });
    expect(denseCost({input: 400, units: 120, bias: false}).parameters).toBe(48_000);
    expect(() => denseCost({input: 0, units: 1})).toThrow("got 0");
  });

  it("pooling: no parameters, one operation per value in a window", () => {
    expect(poolingCost({input: [28, 28, 6]})).toEqual({
      output: [14, 14, 6],
      parameters: 0,
      multiplyAdds: 0,
      otherOperations: 28 * 28 * 6
    });
    expect(poolingCost({input: [55, 55, 96], size: 3, stride: 2}).output).toEqual([27, 27, 96]);
  });

  it("the total adds up and has the last output", () => {
    const total = totalCost([denseCost({input: 2, units: 3}), denseCost({input: 3, units: 1})]);
    expect(total).toEqual({output: [1], parameters: 13, multiplyAdds: 9, otherOperations: 0});
    expect(totalCost([]).parameters).toBe(0);
  });
});

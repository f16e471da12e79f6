import {describe, expect, it} from "vitest";
import {convolve} from "../../../lib/nn/arithmetic/convolution.ts";
import {inputGradient, kernelGradient} from "../../../lib/nn/arithmetic/transposed-convolution.ts";
import {fill} from "../../../lib/nn/arithmetic/matrix.ts";
import type {Matrix} from "../../../lib/nn/arithmetic/matrix.ts";
import type {WindowOptions} from "../../../lib/nn/arithmetic/window.ts";
import {random} from "../../../lib/random.ts";
import {pytorch} from "../../fixtures/pytorch.ts";
import {dot, expectClose} from "../compare.ts";

describe.each(pytorch.convolutions)("stride $stride, padding $padding, dilation $dilation", (one) => {
  const {input, kernel, stride, padding, dilation, gradient} = one;

  it("inputGradient(gradient, kernel, {input, …}) agrees with PyTorch", () => {
    const shape: [number, number] = [input.length, input[0].length];
    expectClose(inputGradient(gradient, kernel, {input: shape, stride, padding, dilation}), one.inputGradient);
  });

  it("kernelGradient(input, gradient, {kernel, …}) agrees with PyTorch", () => {
    const shape: [number, number] = [kernel.length, kernel[0].length];
    expectClose(kernelGradient(input, gradient, {kernel: shape, stride, padding, dilation}), one.kernelGradient);
  });
});

describe("against finite differences", () => {
  const source = random("finite differences");
  const noise = (rows: number, columns: number): Matrix => fill(rows, columns, () => source.normal());
  const step = 1e-5;

  /** (loss(x + step) − loss(x − step)) / 2 step for each value. */
  const slopes = (at: Matrix, loss: (x: Matrix) => number): Matrix =>
    at.map((values, row) =>
      values.map((value, column) => {
        const moved = (by: number): Matrix =>
          at.map((line, y) => line.map((x, i) => (y === row && i === column ? value + by : x)));
        return (loss(moved(step)) - loss(moved(-step))) / (2 * step);
      })
    );

  it.each<WindowOptions>([
    {padding: "same"},
    {stride: 2, padding: "same"},
    {stride: [3, 1], dilation: [1, 2]},
    {padding: "full"},
    {padding: "causal", stride: 2}
  ])("both gradients hold for %j", (options) => {
    const input = noise(6, 7);
    const kernel = noise(2, 3);
    const weights = convolve(input, kernel, options).map((row) => row.map(() => source.normal()));
    const loss = (x: Matrix, k: Matrix): number => dot(convolve(x, k, options), weights);
    expectClose(
      inputGradient(weights, kernel, {...options, input: [6, 7]}),
      slopes(input, (x) => loss(x, kernel)),
      1e-7
    );
    expectClose(
      kernelGradient(input, weights, {...options, kernel: [2, 3]}),
      slopes(kernel, (k) => loss(input, k)),
      1e-7
    );
  });
});

describe("a gradient of the wrong shape", () => {
  it("is refused with both shapes", () => {
    expect(() => inputGradient([[1]], [[1]], {input: 3})).toThrow("gradient is 1 × 1, must be 3 × 3");
    expect(() => kernelGradient(fill(4, 5), [[1]], {kernel: 2})).toThrow("gradient is 1 × 1, must be 3 × 4");
  });
});

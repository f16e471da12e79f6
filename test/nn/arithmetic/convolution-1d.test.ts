import {describe, expect, it} from "vitest";
import fc from "fast-check";
import {causalConvolve, convolve1d, terms1d} from "../../../lib/nn/arithmetic/convolution-1d.ts";
import {convolve} from "../../../lib/nn/arithmetic/convolution.ts";
import {paddingModes} from "../../../lib/nn/arithmetic/padding.ts";
import {pytorch} from "../../fixtures/pytorch.ts";
import {expectClose} from "../compare.ts";

const values = (least: number, most: number) => fc.array(fc.integer({min: -9, max: 9}), {minLength: least, maxLength: most});

describe("convolve1d(signal, kernel, {padding, stride, dilation})", () => {
  it("compares the four paddings on one signal", () => {
    const signal = [1, 2, 3, 4, 5];
    const kernel = [1, 1, 1];
    expect(convolve1d(signal, kernel, {padding: "valid"})).toEqual([6, 9, 12]);
    expect(convolve1d(signal, kernel, {padding: "same"})).toEqual([3, 6, 9, 12, 9]);
    expect(convolve1d(signal, kernel, {padding: "causal"})).toEqual([1, 3, 6, 9, 12]);
    expect(convolve1d(signal, kernel, {padding: "full"})).toEqual([1, 3, 6, 9, 12, 9, 5]);
  });

  it("is convolve on a matrix of one row", () => {
    const step = fc.integer({min: 1, max: 3});
    fc.assert(
      fc.property(
        values(5, 12),
        values(1, 3),
        step,
        fc.constantFrom(1, 2),
        fc.constantFrom(...paddingModes),
        (signal, kernel, stride, dilation, padding) => {
          const [row] = convolve([signal], [kernel], {stride: [1, stride], dilation: [1, dilation], padding});
          expectClose(convolve1d(signal, kernel, {stride, dilation, padding}), row);
        }
      )
    );
  });

  it.each([
    [[], [1], {}, "signal is empty"],
    [[1], [], {}, "kernel is empty"],
    [[1, "2"], [1], {}, 'signal[1] must be a number, got "2"'],
    [5, [1], {}, "signal must be an array of numbers, got 5"],
    [[1, 2], [1, 2, 3], {}, "the window does not fit: 3 weights, but input 2 + padding 0 is 2"],
    [[1, 2], [1], {stride: 0}, "got 0"]
  ])("refuses %j with %j and %j", (signal, kernel, options, message) => {
    expect(() => convolve1d(signal as number[], kernel as number[], options)).toThrow(message);
  });
});

describe("causalConvolve(signal, kernel, {dilation})", () => {
  it("agrees with PyTorch's conv1d on a signal padded before", () => {
    const {input, kernel, dilation, output} = pytorch.causal;
    expectClose(causalConvolve(input, kernel, {dilation}), output);
  });

  it("does not see the future: changing signal[t] leaves every output before t as it was", () => {
    fc.assert(
      fc.property(values(1, 10), values(1, 4), fc.integer({min: 1, max: 3}), fc.nat(9), (signal, kernel, dilation, at) => {
        fc.pre(at < signal.length);
        const before = causalConvolve(signal, kernel, {dilation});
        const after = causalConvolve(
          signal.map((value, i) => (i === at ? 100 : value)),
          kernel,
          {dilation}
        );
        expect(after.slice(0, at)).toEqual(before.slice(0, at));
        expect(after).toHaveLength(signal.length);
      })
    );
  });
});

describe("terms1d(signal, kernel, {index, …})", () => {
  it("gives the products, padding marked", () => {
    expect(terms1d([7, 8], [2, 3], {index: 0, padding: "causal"})).toEqual([
      {index: -1, kernelIndex: 0, input: 0, weight: 2, product: 0, padded: true},
      {index: 0, kernelIndex: 1, input: 7, weight: 3, product: 21, padded: false}
    ]);
  });

  it("sums to the output", () => {
    fc.assert(
      fc.property(values(4, 9), values(1, 3), fc.constantFrom(...paddingModes), (signal, kernel, padding) => {
        const output = convolve1d(signal, kernel, {padding});
        expectClose(
          output.map((_, index) => terms1d(signal, kernel, {index, padding}).reduce((sum, term) => sum + term.product, 0)),
          output
        );
      })
    );
  });

  it("refuses an output that is not there", () => {
    expect(() => terms1d([1, 2], [1], {index: 2})).toThrow("output 2 of 2 outputs");
  });
});

import {describe, expect, it} from "vitest";
import fc from "fast-check";
import {outputSize} from "../../../lib/nn/arithmetic/convolution.ts";
import {pad, pad1d, paddingAlong, paddingAmounts, paddingModes} from "../../../lib/nn/arithmetic/padding.ts";
import type {AxisPadding, Padding} from "../../../lib/nn/arithmetic/padding.ts";

describe("paddingAlong(padding, {input, kernel, stride, dilation})", () => {
  it("valid adds nothing", () => {
    expect(paddingAlong("valid", {input: 5, kernel: 3})).toEqual([0, 0]);
  });

  it("same adds (f − 1)/2 on each side at stride 1, the odd one after", () => {
    expect(paddingAlong("same", {input: 5, kernel: 3})).toEqual([1, 1]);
    expect(paddingAlong("same", {input: 5, kernel: 4})).toEqual([1, 2]);
    expect(paddingAlong("same", {input: 5, kernel: 3, dilation: 2})).toEqual([2, 2]);
  });

  it("same with a stride adds only what the last window needs, as TensorFlow", () => {
    expect(paddingAlong("same", {input: 28, kernel: 4, stride: 2})).toEqual([1, 1]);
    expect(paddingAlong("same", {input: 28, kernel: 3, stride: 2})).toEqual([0, 1]);
    expect(paddingAlong("same", {input: 9, kernel: 2, stride: 4})).toEqual([0, 1]);
    expect(paddingAlong("same", {input: 8, kernel: 1, stride: 4})).toEqual([0, 0]);
  });

  it("causal adds all of it before, full adds all of it on both sides", () => {
    expect(paddingAlong("causal", {input: 9, kernel: 3, dilation: 4})).toEqual([8, 0]);
    expect(paddingAlong("full", {input: 9, kernel: 3, dilation: 4})).toEqual([8, 8]);
  });

  it("takes a number for both sides, or [before, after]", () => {
    expect(paddingAlong(2, {input: 5, kernel: 3})).toEqual([2, 2]);
    expect(paddingAlong([0, 3], {input: 5, kernel: 3})).toEqual([0, 3]);
  });

  it("same gives ⌈n / s⌉ outputs, causal at stride 1 n, full at stride 1 n + d(f − 1), valid n − d(f − 1)", () => {
    const size = fc.integer({min: 1, max: 12});
    fc.assert(
      fc.property(size, size, size, fc.integer({min: 1, max: 4}), (input, kernel, stride, dilation) => {
        const reach = dilation * (kernel - 1);
        expect(outputSize({input, kernel, stride, dilation, padding: "same"})).toBe(Math.ceil(input / stride));
        expect(outputSize({input, kernel, dilation, padding: "causal"})).toBe(input);
        expect(outputSize({input, kernel, dilation, padding: "full"})).toBe(input + reach);
        if (reach < input) expect(outputSize({input, kernel, dilation, padding: "valid"})).toBe(input - reach);
      })
    );
  });

  it.each([
    ["some", '"some"'],
    [-1, "got -1"],
    [0.5, "got 0.5"],
    [[1, -3], "padding after must be a whole number, 0 or more, got -3"],
    [[1, 2, 3], "[1, 2, 3]"],
    [null, "null"]
  ])("refuses %j and quotes it", (padding, message) => {
    expect(() => paddingAlong(padding as AxisPadding, {input: 5, kernel: 3})).toThrow(message);
  });

  it("lists the modes when there is no such one", () => {
    expect(() => paddingAlong("some" as AxisPadding, {input: 5, kernel: 3})).toThrow(
      paddingModes.map((mode) => `"${mode}"`).join(", ")
    );
  });
});

describe("paddingAmounts(padding, rows, columns)", () => {
  it("works each axis out for itself", () => {
    const rows = {input: 5, kernel: 3};
    const columns = {input: 6, kernel: 4, stride: 2};
    expect(paddingAmounts("same", rows, columns)).toEqual({top: 1, bottom: 1, left: 1, right: 1});
    expect(paddingAmounts("full", rows, columns)).toEqual({top: 2, bottom: 2, left: 3, right: 3});
    expect(paddingAmounts([1, 2, 3, 4], rows, columns)).toEqual({top: 1, bottom: 2, left: 3, right: 4});
  });

  it("refuses [before, after], which is meant for signals", () => {
    expect(() => paddingAmounts([1, 2] as unknown as Padding, {input: 5, kernel: 3}, {input: 5, kernel: 3})).toThrow(
      "must be [top, bottom, left, right], got [1, 2]"
    );
  });
});

describe("pad(input, amounts, value)", () => {
  it("puts the value around the matrix", () => {
    expect(pad([[1, 2]], {top: 1, bottom: 0, left: 0, right: 2})).toEqual([
      [0, 0, 0, 0],
      [1, 2, 0, 0]
    ]);
    expect(pad([[1]], {top: 0, bottom: 1, left: 1, right: 0}, 9)).toEqual([
      [9, 1],
      [9, 9]
    ]);
  });

  it("leaves the input alone", () => {
    const input = [[1]];
    const padded = pad(input, {top: 0, bottom: 0, left: 0, right: 0});
    padded[0][0] = 5;
    expect(input).toEqual([[1]]);
  });

  it("refuses an amount below 0 and names the side", () => {
    expect(() => pad([[1]], {top: 0, bottom: 0, left: -1, right: 0})).toThrow(
      "padding left must be a whole number, 0 or more, got -1"
    );
  });
});

describe("pad1d(signal, [before, after], value)", () => {
  it("puts the value before and after", () => {
    expect(pad1d([1, 2], [2, 1])).toEqual([0, 0, 1, 2, 0]);
    expect(pad1d([1], [0, 1], 7)).toEqual([1, 7]);
  });
});

import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {inputGradientPhases, paddingTo} from "../../../lib/backend/kernels/convolution-plan.ts";

describe("inputGradientPhases({kernel, stride, padding})", () => {
  it("splits a 4-tap kernel of stride 2, padding 1, into two of two taps each", () => {
    expect(inputGradientPhases({kernel: 4, stride: 2, padding: 1})).toEqual([
      {phase: 0, taps: [3, 1], before: 1},
      {phase: 1, taps: [2, 0], before: 0}
    ]);
  });

  it("turns the kernel around at stride 1", () => {
    expect(inputGradientPhases({kernel: 3, stride: 1, padding: 1})).toEqual([{phase: 0, taps: [2, 1, 0], before: 1}]);
  });

  it("has phases without taps where the stride is larger than the kernel", () => {
    expect(inputGradientPhases({kernel: 1, stride: 3, padding: 0}).map(({taps}) => taps)).toEqual([[0], [], []]);
  });

  it("uses every tap once", () => {
    const small = fc.integer({min: 1, max: 9});
    fc.assert(
      fc.property(small, small, fc.integer({min: 0, max: 8}), (kernel, stride, padding) => {
        const taps = inputGradientPhases({kernel, stride, padding}).flatMap((phase) => phase.taps);
        expect([...taps].sort((a, b) => a - b)).toEqual(Array.from({length: kernel}, (_, k) => k));
      })
    );
  });
});

describe("paddingTo(size, before, total)", () => {
  it("gives what is missing behind, or what is to be dropped", () => {
    expect(paddingTo(7, 1, 9)).toEqual([1, 1]);
    expect(paddingTo(7, 0, 5)).toEqual([0, -2]);
  });
});

import {describe, expect, it} from "vitest";
import {cycled} from "../../../lib/training/step/optimisers.ts";

describe("cycled(settings, cycle, step)", () => {
  const at = (step: number) => cycled({learningRate: 0.1, beta1: 0.5}, {steps: 8, times: 5}, step).learningRate;

  it("begins at the rate, is `times` as large in the middle, and falls back in a straight line", () => {
    expect([0, 1, 2, 4, 6, 8].map((step) => Number(at(step).toFixed(12)))).toEqual([0.1, 0.2, 0.3, 0.5, 0.3, 0.1]);
  });

  it("goes round", () => expect(at(8 * 1000 + 3)).toBeCloseTo(at(3), 12));

  it("leaves everything else, and settings without a cycle, alone", () => {
    const settings = {optimiser: "sgd", learningRate: 0.1} as const;
    expect(cycled(settings, undefined, 3)).toBe(settings);
    expect(cycled({learningRate: 0.1, beta1: 0.5}, {steps: 8, times: 5}, 4).beta1).toBe(0.5);
  });
});

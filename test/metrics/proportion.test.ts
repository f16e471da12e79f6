import {describe, expect, it} from "vitest";
import {byChance, proportion} from "../../lib/metrics/proportion.ts";

describe("proportion(hits, trials)", () => {
  it.each([
    [13, 20, 0.4329, 0.8188],
    [0, 10, 0, 0.2775],
    [10, 10, 0.7225, 1],
    [81, 263, 0.2553, 0.3662]
  ] as const)("gives Wilson's interval for %i of %i", (hits, trials, low, high) => {
    // The last is Newcombe's example (1998, table I).
    const found = proportion(hits, trials);
    expect(found.share).toBe(hits / trials);
    expect(found.low).toBeCloseTo(low, 4);
    expect(found.high).toBeCloseTo(high, 4);
  });

  it("refuses no trials, and more hits than trials", () => {
    expect(() => proportion(0, 0)).toThrow("trials must be a whole number from 1, got 0");
    expect(() => proportion(3, 2)).toThrow("hits must be a whole number from 0 to 2, got 3");
  });
});

describe("byChance(hits, trials)", () => {
  it("sums the binomial distribution of a fair coin", () => {
    expect(byChance(15, 20)).toBeCloseTo(21700 / 2 ** 20, 12);
    expect(byChance(0, 7)).toBeCloseTo(1, 12);
    expect(byChance(1, 1)).toBeCloseTo(0.5, 12);
    expect(byChance(600, 1000)).toBeCloseTo(1.3642e-10, 13);
  });
});

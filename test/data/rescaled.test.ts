import {describe, expect, it} from "vitest";
import {openData, planOf} from "../../lib/data/data-plan.ts";
import {proceduralDigits} from "../../lib/data/digits/procedural-digits.ts";
import {rescaled} from "../../lib/data/rescaled.ts";
import {random} from "../../lib/random.ts";

describe("rescaled(data, {low, high})", () => {
  const digits = proceduralDigits({seed: 1});

  it("moves −1 to low and 1 to high, keeps labels, shape and classes, and says so in its name", () => {
    const moved = rescaled(digits, {low: 0, high: 1});
    const [ours, theirs] = [moved.batch(5, random(2)), digits.batch(5, random(2))];
    expect([...ours.images]).toEqual([...theirs.images.map((value) => (value + 1) / 2)]);
    expect(ours.labels).toEqual(theirs.labels);
    expect(moved).toMatchObject({shape: [28, 28, 1], classes: 10, size: Infinity, name: "procedural digits in [0, 1]"});
  });

  it("crosses to a worker as a plan, and gives the same there", () => {
    const moved = rescaled(digits, {low: 0, high: 1});
    const there = openData(structuredClone(planOf(moved)));
    expect(there.batch(3, random(1)).images).toEqual(moved.batch(3, random(1)).images);
  });

  it("refuses a range that is none", () => {
    expect(() => rescaled(digits, {low: 1, high: 1})).toThrow("low must be below high, got 1 and 1");
    expect(() => rescaled(digits, {low: 0, high: Infinity})).toThrow(RangeError);
  });
});

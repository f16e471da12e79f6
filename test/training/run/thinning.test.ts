import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {Thinning} from "../../../lib/training/run/thinning.ts";

/** Adds every step that is due, as a run does. */
function run(keeping: Thinning, to: number): Thinning {
  for (let step = 0; step <= to; step++) if (keeping.due(step)) keeping.add(step);
  return keeping;
}

describe("new Thinning(every, most)", () => {
  it("keeps the first step and every so many after it", () => {
    expect(run(new Thinning(10, 200), 35).steps).toEqual([0, 10, 20, 30]);
  });

  it("drops every second one when there are too many, and doubles the distance", () => {
    const keeping = run(new Thinning(10, 5), 49);
    expect([keeping.every, keeping.steps]).toEqual([10, [0, 10, 20, 30, 40]]);
    expect(keeping.add(50)).toEqual([10, 30]);
    expect([keeping.every, keeping.steps]).toEqual([20, [0, 20, 40, 50]]);
  });

  it("keeps the newest, whichever it is, until the next comes", () => {
    const keeping = run(new Thinning(10, 5), 20);
    expect(keeping.add(23)).toEqual([]);
    expect(keeping.steps).toEqual([0, 10, 20, 23]);
    expect(keeping.add(30)).toEqual([23]);
    expect(keeping.steps).toEqual([0, 10, 20, 30]);
  });

  it("keeps the first of a branch, wherever that begins", () => {
    const keeping = new Thinning(10, 5);
    keeping.add(37);
    expect(keeping.due(40)).toBe(true);
    keeping.add(40);
    keeping.add(50);
    expect(keeping.steps).toEqual([37, 40, 50]);
  });

  it("forgets what is later than a step, and goes on from there", () => {
    const keeping = run(new Thinning(10, 5), 40);
    expect(keeping.back(25)).toEqual([30, 40]);
    expect(keeping.due(30)).toBe(true);
    expect(keeping.due(20)).toBe(false);
  });

  it("never keeps more than it may, always the first and the newest, and the others evenly spread", () => {
    fc.assert(
      fc.property(
        fc.integer({min: 1, max: 7}),
        fc.integer({min: 3, max: 12}),
        fc.integer({min: 0, max: 400}),
        (every, most, to) => {
          const keeping = new Thinning(every, most);
          const kept = new Set<number>();
          let newest = 0;
          for (let step = 0; step <= to; step++) {
            if (!keeping.due(step)) continue;
            kept.add((newest = step));
            for (const dropped of keeping.add(step)) expect(kept.delete(dropped)).toBe(true);
            expect(keeping.steps).toEqual([...kept]);
            expect(kept.size).toBeLessThanOrEqual(most);
            expect([keeping.steps[0], keeping.steps[keeping.steps.length - 1]]).toEqual([0, newest]);
            expect(keeping.steps.slice(0, -1).every((one) => one % keeping.every === 0)).toBe(true);
          }
        }
      )
    );
  });

  it("refuses distances and numbers that make no sense, and a step that is not later", () => {
    expect(() => new Thinning(0, 5, "sampleEvery")).toThrow(new RangeError("sampleEvery must be a whole number from 1, got 0"));
    expect(() => new Thinning(1, 2)).toThrow(new RangeError("at least 3 must be kept, got 2"));
    const keeping = run(new Thinning(1, 5), 3);
    expect(() => keeping.add(3)).toThrow(new RangeError("step 3 does not come after step 3"));
  });
});

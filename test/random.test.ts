import {describe, expect, it} from "vitest";
import fc from "fast-check";
import {random} from "../lib/random.ts";

const seeds = fc.oneof(fc.integer(), fc.string());
const draw = (count: number, next: () => number): number[] => Array.from({length: count}, next);
const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const moment = (values: number[], power: number): number => {
  const middle = mean(values);
  return mean(values.map((value) => (value - middle) ** power));
};

describe("random(seed)", () => {
  it("gives these numbers for ever: a change would change every shipped result", () => {
    const source = random(1);
    expect(draw(3, () => source.uniform())).toEqual([0.8264183349088837, 0.281539380954531, 0.4858949855937186]);
    expect(source.normal()).toBeCloseTo(0.9781469483157916, 12);
    expect(source.normal()).toBeCloseTo(0.14369506001199453, 12);
    expect(source.shuffle([1, 2, 3, 4, 5, 6])).toEqual([1, 4, 6, 5, 3, 2]);
  });

  it("gives the same numbers for the same seed", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const [a, b] = [random(seed), random(seed)];
        expect(draw(20, () => a.normal())).toEqual(draw(20, () => b.normal()));
      })
    );
  });

  it("gives other numbers for another seed", () => {
    fc.assert(
      fc.property(seeds, seeds, (one, other) => {
        fc.pre(String(one) !== String(other));
        expect(draw(4, random(one).uniform)).not.toEqual(draw(4, random(other).uniform));
      })
    );
  });

  it("neighbouring seeds have nothing in common", () => {
    const firsts = draw(
      20_000,
      (
        (seed) => () =>
          random(seed++).uniform()
      )(0)
    );
    expect(Math.abs(mean(firsts) - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / 20_000));
    const products = firsts.slice(1).map((value, i) => (value - 0.5) * (firsts[i] - 0.5));
    expect(Math.abs(mean(products))).toBeLessThan(5 / 12 / Math.sqrt(20_000));
  });

  it("refuses a seed that is not finite", () => {
    expect(() => random(NaN)).toThrow("a seed must be finite, got NaN");
  });
});

describe("uniform(low, high)", () => {
  it("stays within [low, high)", () => {
    fc.assert(
      fc.property(seeds, fc.integer({min: -1000, max: 1000}), fc.integer({min: 1, max: 1000}), (seed, low, width) => {
        const source = random(seed);
        for (const value of draw(50, () => source.uniform(low, low + width))) {
          expect(value).toBeGreaterThanOrEqual(low);
          expect(value).toBeLessThan(low + width);
        }
      })
    );
  });

  it("fills 100 bins evenly (χ² within 5 deviations)", () => {
    const source = random("bins");
    const bins = new Array<number>(100).fill(0);
    for (let i = 0; i < 100_000; i++) bins[Math.floor(source.uniform() * 100)]++;
    const chi = bins.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    expect(Math.abs(chi - 99)).toBeLessThan(5 * Math.sqrt(2 * 99));
  });
});

describe("normal(mean, deviation)", () => {
  it("has the moments of the normal distribution", () => {
    const source = random("moments");
    const values = draw(100_000, () => source.normal());
    expect(Math.abs(mean(values))).toBeLessThan(5 / Math.sqrt(100_000));
    expect(Math.abs(moment(values, 2) - 1)).toBeLessThan(5 * Math.sqrt(2 / 100_000));
    expect(Math.abs(moment(values, 3))).toBeLessThan(5 * Math.sqrt(6 / 100_000));
    expect(Math.abs(moment(values, 4) - 3)).toBeLessThan(5 * Math.sqrt(96 / 100_000));
    expect(values.filter((value) => Math.abs(value) < 1).length / 100_000).toBeCloseTo(0.6827, 2);
  });

  it("is moved by the mean and stretched by the deviation", () => {
    expect(random(3).normal(10, 4)).toBeCloseTo(10 + 4 * random(3).normal());
  });
});

describe("integer(low, high)", () => {
  it("gives each of low … high equally often", () => {
    const source = random("dice");
    const counts = new Array<number>(6).fill(0);
    for (let i = 0; i < 60_000; i++) counts[source.integer(1, 6) - 1]++;
    const chi = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chi).toBeLessThan(5 + 5 * Math.sqrt(10));
  });

  it.each([
    [3, 2],
    [0.5, 3],
    [0, 2 ** 33],
    [NaN, 1]
  ])("refuses %d and %d", (low, high) => {
    expect(() => random(1).integer(low, high)).toThrow(`got ${low} and ${high}`);
  });

  it("favours no value of a wide range either, where 2³² does not divide by it", () => {
    const source = random("wide");
    const low = draw(3000, () => source.integer(0, 3 * 2 ** 30 - 1)).filter((value) => value < 2 ** 30).length;
    expect(Math.abs(low - 1000)).toBeLessThan(5 * Math.sqrt(3000 * (1 / 3) * (2 / 3)));
  });

  it("takes one value and the full 32 bits", () => {
    expect(random(1).integer(7, 7)).toBe(7);
    expect(random(1).integer(0, 2 ** 32 - 1)).toBeLessThan(2 ** 32);
  });
});

describe("shuffle(items), choose(items)", () => {
  it("shuffle keeps every element and leaves the argument alone", () => {
    fc.assert(
      fc.property(seeds, fc.array(fc.integer()), (seed, items) => {
        const before = [...items];
        const sorted = (values: number[]): number[] => [...values].sort((a, b) => a - b);
        expect(sorted(random(seed).shuffle(items))).toEqual(sorted(items));
        expect(items).toEqual(before);
      })
    );
  });

  it("shuffle gives each of the 24 orders of four equally often", () => {
    const source = random("orders");
    const counts = new Map<string, number>();
    for (let i = 0; i < 24_000; i++) {
      const order = source.shuffle([1, 2, 3, 4]).join("");
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    const chi = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    expect(counts.size).toBe(24);
    expect(chi).toBeLessThan(23 + 5 * Math.sqrt(46));
  });

  it("choose gives an element, and refuses an empty array", () => {
    expect(["a", "b"]).toContain(random(1).choose(["a", "b"]));
    expect(() => random(1).choose([])).toThrow("the array is empty");
  });
});

describe("split(name)", () => {
  it("does not depend on what was drawn before", () => {
    const used = random(5);
    used.normal();
    expect(used.split("noise").uniform()).toBe(random(5).split("noise").uniform());
  });

  it("gives every name, and the parent, numbers of its own", () => {
    const parent = random(5);
    const noise = parent.split("noise");
    const firsts = [parent, noise, parent.split("shuffle"), parent.split(1), noise.split("noise")].map((one) => one.uniform());
    expect(new Set(firsts).size).toBe(firsts.length);
    expect(noise.split(2).seed).toBe("5/noise/2");
  });
});

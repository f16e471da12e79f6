import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {bands, pathThrough, scaleOf, ticksOf, labelPlace} from "../../../lib/figures/kit/axes.ts";

describe("ticksOf(axis)", () => {
  it("are those that a chart names, about as many round ones as it asks for, or none", () => {
    expect(ticksOf({domain: [0, 7], ticks: [0, 3.5, 7]})).toEqual([0, 3.5, 7]);
    expect(ticksOf({domain: [0, 7], ticks: 4})).toEqual([0, 2, 4, 6]);
    expect(ticksOf({domain: [-0.04, 1.02], ticks: 5})).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(ticksOf({domain: [0, 7]})).toEqual([]);
    expect(ticksOf(undefined)).toEqual([]);
  });

  it("are powers of ten on a logarithmic axis, with 2 and 5, or 3, between them where there are few", () => {
    expect(ticksOf({domain: [0.15, 4], scale: "log", ticks: 5})).toEqual([0.2, 0.5, 1, 2]);
    expect(ticksOf({domain: [0.01, 2], scale: "log", ticks: 5})).toEqual([0.01, 0.03, 0.1, 0.3, 1]);
    expect(ticksOf({domain: [1e-4, 20], scale: "log", ticks: 5})).toEqual([1e-4, 1e-3, 1e-2, 1e-1, 1, 10]);
  });

  it("never lie outside the axis", () => {
    const positive = fc.double({min: 1e-6, max: 1e6, noNaN: true});
    fc.assert(
      fc.property(positive, positive, fc.constantFrom("linear" as const, "log" as const), (a, b, scale) => {
        const domain = [Math.min(a, b), Math.max(a, b)] as const;
        for (const tick of ticksOf({domain, scale, ticks: 5})) expect(tick >= domain[0] && tick <= domain[1]).toBe(true);
      })
    );
  });
});

describe("scaleOf(axis, range)", () => {
  it("puts values in proportion, or their logarithms, and finds them again", () => {
    const linear = scaleOf({domain: [0, 4]}, [100, 0]);
    expect([linear(0), linear(1), linear(4), linear.invert(25)]).toEqual([100, 75, 0, 3]);
    const log = scaleOf({domain: [1, 100], scale: "log"}, [0, 200]);
    expect([log(1), log(10), log(100)]).toEqual([0, expect.closeTo(100), 200]);
    expect(log.invert(100)).toBeCloseTo(10);
  });

  it("has no place for 0 and below on a logarithmic axis", () => {
    const log = scaleOf({domain: [1, 100], scale: "log"}, [0, 200]);
    expect([log(0), log(-3)]).toEqual([NaN, NaN]);
  });

  it("puts everything in the middle when the axis has no width", () => {
    expect(scaleOf({domain: [3, 3]}, [0, 80])(3)).toBe(40);
    expect(scaleOf({domain: [70, 70], scale: "log"}, [0, 80])(70)).toBe(40);
  });
});

describe("labelPlace(chart, level, width, drawn)", () => {
  const chart = {left: 40, right: 240, top: 10, bottom: 110};
  const across = (y: number) => Array.from({length: 201}, (_, i) => [40 + i, y] as const);

  it("is over the level at its beginning, where nothing is drawn", () => {
    expect(labelPlace(chart, 60, 80, [])).toEqual({x: 44, baseline: 56, anchor: "start"});
  });

  it("is where the curves are not: at the end, under the level, or both", () => {
    const begins = across(52).slice(0, 60);
    expect(labelPlace(chart, 60, 80, begins)).toEqual({x: 236, baseline: 56, anchor: "end"});
    expect(labelPlace(chart, 60, 80, across(52))).toEqual({x: 44, baseline: 73, anchor: "start"});
    expect(labelPlace(chart, 60, 80, [...across(52), ...across(68).slice(0, 60)])).toEqual({x: 236, baseline: 73, anchor: "end"});
  });

  it("stays in the chart, whatever is drawn", () => {
    expect(labelPlace(chart, 14, 80, across(20)).baseline).toBe(27);
    expect(labelPlace(chart, 108, 80, across(100)).baseline).toBe(104);
  });
});

describe("bands(names, strong)", () => {
  it("are an axis on which each name stands in the middle of its band", () => {
    const {domain, ticks, format, strong} = bands(["cat", "dog"], 1);
    expect([domain, ticks, strong]).toEqual([[0, 2], [0.5, 1.5], 1.5]);
    expect((ticks as number[]).map((tick) => format!(tick))).toEqual(["cat", "dog"]);
  });
});

describe("pathThrough(places)", () => {
  it("goes through them, with a gap at each that is not finite", () => {
    expect(pathThrough([[0, 1], [2, 3.25], [4, NaN], [5, 6], [7, 8]])).toBe("M0.0,1.0L2.0,3.3M5.0,6.0L7.0,8.0"); // prettier-ignore
    expect(pathThrough([])).toBe("");
    expect(pathThrough([[NaN, 1]])).toBe("");
  });
});

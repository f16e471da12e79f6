import {describe, expect, it} from "vitest";
import {colourScale, luminance, scaleFor, valuesOf} from "../../../lib/figures/kit/colours.ts";

describe("scaleFor(values, kind, domain)", () => {
  it("is grey from 0 to 1 for pictures", () => {
    expect(scaleFor([0.2, 0.9])).toMatchObject({kind: "grey", domain: [0, 1]});
  });

  it("is signed with symmetric limits when a value is negative", () => {
    expect(scaleFor([-1, 3])).toMatchObject({kind: "signed", domain: [-3, 3]});
  });

  it("is a magnitude from 0 for larger values", () => {
    expect(scaleFor([2, 8])).toMatchObject({kind: "magnitude", domain: [0, 8]});
  });

  it("has a domain of some width when every value is 0", () => {
    expect(scaleFor([0, 0], "signed").domain).toEqual([-1, 1]);
    expect(scaleFor([0, 0], "magnitude").domain).toEqual([0, 1]);
  });
});

describe("colourScale(kind, domain)", () => {
  it("shows ink white on black paper", () => {
    const {colour} = colourScale("grey", [0, 1]);
    expect([colour(0), colour(1)]).toEqual(["rgb(0, 0, 0)", "rgb(255, 255, 255)"]);
  });

  it("is warm for positive, cold for negative values", () => {
    const {colour} = colourScale("signed", [-1, 1]);
    const [red, , blue] = colour(1).match(/\d+/g)!.map(Number);
    const [coldRed, , coldBlue] = colour(-1).match(/\d+/g)!.map(Number);
    expect(red).toBeGreaterThan(blue);
    expect(coldBlue).toBeGreaterThan(coldRed);
  });

  it("gives values beyond the domain the colour of its end", () => {
    const {colour} = colourScale("magnitude", [0, 1]);
    expect(colour(9)).toBe(colour(1));
  });

  it.each(["grey", "signed", "magnitude"] as const)("writes numbers on %s cells with at least 4 : 1", (kind) => {
    const {colour, ink} = colourScale(kind, [-1, 1]);
    for (let value = -1; value <= 1; value += 0.01) {
      const [light, dark] = [luminance(colour(value)), luminance(ink(value))].sort((a, b) => b - a);
      expect((light + 0.05) / (dark + 0.05), `contrast at ${value}`).toBeGreaterThan(4);
    }
  });
});

describe("valuesOf(...matrices)", () => {
  it("gives every value, row by row", () => {
    expect([
      ...valuesOf(
        [
          [1, 2],
          [3, 4]
        ],
        [[5]]
      )
    ]).toEqual([1, 2, 3, 4, 5]);
  });
});

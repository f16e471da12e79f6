import {describe, expect, it} from "vitest";
import {shareChanged, shiftImage} from "../../../lib/figures/layers/shift-figure.ts";

describe("shiftImage(image, {right, down})", () => {
  it("moves pixels and lets black in", () => {
    expect(
      shiftImage(
        [
          [1, 2],
          [3, 4]
        ],
        {right: 1, down: 0}
      )
    ).toEqual([
      [0, 1],
      [0, 3]
    ]);
    expect(
      shiftImage(
        [
          [1, 2],
          [3, 4]
        ],
        {right: 0, down: -1}
      )
    ).toEqual([
      [3, 4],
      [0, 0]
    ]);
  });
});

describe("shareChanged(before, after)", () => {
  it("counts changes of more than 5 % of the largest value", () => {
    expect(
      shareChanged(
        [
          [10, 0],
          [0, 0]
        ],
        [
          [9.6, 0.6],
          [0, 0]
        ]
      )
    ).toBe(0.25);
  });

  it("is 0 for maps that are all zero", () => {
    expect(shareChanged([[0]], [[0]])).toBe(0);
  });
});

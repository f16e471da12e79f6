import {describe, expect, it} from "vitest";
import {unfit} from "../../../lib/figures/kit/frame.ts";

describe("unfit(matrix, name)", () => {
  it("is null for a matrix of finite numbers", () => {
    expect(
      unfit([
        [1, 2],
        [3, 4]
      ])
    ).toBeNull();
  });

  it("says what is waited for", () => {
    expect(unfit(undefined, "an image")).toMatch(/waiting for an image/);
    expect(unfit([])).toMatch(/waiting/);
    expect(unfit([[]])).toMatch(/without cells/);
  });

  it("names the place of what is no finite number", () => {
    expect(
      unfit([
        [1, 2],
        [3, NaN]
      ])
    ).toMatch(/row 1, column 1 is NaN/);
    expect(unfit([[Infinity]])).toMatch(/column 0 is Infinity/);
  });

  it("names the row that is shorter", () => {
    expect(unfit([[1, 2], [3]])).toMatch(/row 1 has 1 values, row 0 has 2/);
  });
});

import {describe, expect, it} from "vitest";
import {around, cellSize} from "../../../lib/figures/kit/grid.ts";

describe("cellSize(columns, room)", () => {
  it("fills the room, with cells of at most 44 pixels and at least 2", () => {
    expect([cellSize(3), cellSize(10), cellSize(28), cellSize(1000)]).toEqual([44, 30, 10, 2]);
  });
});

describe("around(cells, kind)", () => {
  it("is the smallest rectangle that holds them", () => {
    const cells = [
      {row: 2, column: 5},
      {row: 0, column: 6},
      {row: 1, column: 4}
    ];
    expect(around(cells, "window")).toEqual({row: 0, column: 4, height: 3, width: 3, kind: "window"});
  });
});

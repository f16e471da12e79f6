import {describe, expect, it} from "vitest";
import {startingCell, step} from "../../../lib/figures/kit/pointer.ts";
import {fill} from "../../../lib/nn/arithmetic/matrix.ts";

describe("step(key, cell, size)", () => {
  const size = {rows: 3, columns: 4};
  const from = (key: string, row: number, column: number, ctrlKey = false) => step({key, ctrlKey}, {row, column}, size);

  it("moves one cell in the arrow's direction", () => {
    expect(from("ArrowRight", 1, 1)).toEqual({row: 1, column: 2});
    expect(from("ArrowLeft", 1, 1)).toEqual({row: 1, column: 0});
    expect(from("ArrowUp", 1, 1)).toEqual({row: 0, column: 1});
    expect(from("ArrowDown", 1, 1)).toEqual({row: 2, column: 1});
  });

  it("stays at the edges", () => {
    expect(from("ArrowRight", 2, 3)).toEqual({row: 2, column: 3});
    expect(from("ArrowUp", 0, 0)).toEqual({row: 0, column: 0});
  });

  it("goes to the ends of the row, with Control of the grid", () => {
    expect(from("Home", 1, 2)).toEqual({row: 1, column: 0});
    expect(from("End", 1, 2)).toEqual({row: 1, column: 3});
    expect(from("Home", 1, 2, true)).toEqual({row: 0, column: 0});
    expect(from("End", 1, 2, true)).toEqual({row: 2, column: 3});
  });

  it("leaves other keys alone", () => {
    expect(from("Tab", 1, 1)).toBeNull();
  });
});

describe("startingCell(matrix)", () => {
  it("is the first cell of a small matrix", () => {
    expect(
      startingCell([
        [0, 5],
        [9, 1]
      ])
    ).toEqual({row: 0, column: 0});
  });

  it("is the value of largest size in a picture", () => {
    expect(startingCell(fill(8, 8, (row, column) => (row === 3 && column === 6 ? -2 : 1)))).toEqual({row: 3, column: 6});
  });
});

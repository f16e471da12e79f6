import {describe, expect, it} from "vitest";
import {checkRows, checkSameSize, pickRows, rowsOf} from "../../lib/metrics/rows.ts";

describe("checkRows(what, rows, least)", () => {
  it("gives count and size", () => {
    expect(checkRows("features", {shape: [2, 3], values: new Float32Array(6)})).toEqual([2, 3]);
  });

  it("names the row and the column of a number that is not finite", () => {
    const values = Float32Array.of(0, 1, 2, 3, NaN, 5);
    expect(() => checkRows("features", {shape: [2, 3], values})).toThrow("features: row 1, column 1 is NaN");
    values[4] = -Infinity;
    expect(() => checkRows("features", {shape: [2, 3], values})).toThrow("row 1, column 1 is -Infinity");
  });

  it("refuses other shapes, counts that disagree, and too few rows", () => {
    const values = new Float64Array(6);
    expect(() => checkRows("features", {shape: [6], values})).toThrow("[count, size], got shape [6]");
    expect(() => checkRows("features", {shape: [2, 0], values})).toThrow("got shape [2, 0]");
    expect(() => checkRows("features", {shape: [2, 2], values})).toThrow("need 4 numbers, got 6");
    expect(() => checkRows("real features", {shape: [2, 3], values}, 4)).toThrow("real features must be at least 4 here, got 2");
  });
});

describe("checkSameSize(a, b)", () => {
  it("refuses vectors of two lengths", () => {
    expect(() => checkSameSize(rowsOf([[1, 2]]), rowsOf([[1]]))).toThrow("one length, got 2 and 1");
  });
});

describe("rowsOf(vectors), pickRows(rows, places)", () => {
  it("keep rows in order, and repeat them", () => {
    expect([...pickRows(rowsOf([[1, 2], [3, 4]]), [1, 0, 1]).values]).toEqual([3, 4, 1, 2, 3, 4]); // prettier-ignore
  });

  it("refuses ragged rows", () => {
    expect(() => rowsOf([[1, 2], [3]])).toThrow("row 1 has 1 numbers, row 0 has 2");
  });
});

import {describe, expect, it} from "vitest";
import {rasterScan} from "../../../lib/figures/layers/convolution-figure.ts";

describe("rasterScan(rows, columns, show)", () => {
  const record = (rows: number, columns: number) => {
    const seen: string[] = [];
    return {
      seen,
      ...rasterScan(rows, columns, (cell, reached) => seen.push(`${cell ? `${cell.row},${cell.column}` : "end"} ${reached}`))
    };
  };

  it("goes through the cells in reading order and then begins again", () => {
    const {seen, advance} = record(2, 2);
    expect([advance(), advance(), advance(), advance(), advance()]).toEqual([true, true, true, false, true]);
    expect(seen).toEqual(["0,0 0", "0,1 1", "1,0 2", "1,1 Infinity", "0,0 0"]);
  });

  it("fills everything when it is ended, once", () => {
    const {seen, advance, finish} = record(2, 2);
    finish();
    advance();
    finish();
    finish();
    expect(seen).toEqual(["0,0 0", "end Infinity"]);
  });

  it("takes a picture's many cells in shorter steps", () => {
    expect(record(3, 3).pause).toBe(700);
    expect(record(26, 26).pause).toBe(40);
  });
});

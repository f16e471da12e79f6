import {describe, expect, it} from "vitest";
import {LocatedError} from "../../../site/notebook/types.ts";
import type {PageCell} from "../../../site/page/runtime/contract.ts";
import {cellFrames, locate} from "../../../site/page/runtime/errors.ts";

const module = "http://localhost/assets/chapters/a.js";
const cellAt = (id: string, line: number, source: string) =>
  ({
    id,
    source,
    definition: {id, inputs: [], outputs: [], autodisplay: false, body: () => {}, module, line}
  }) as unknown as PageCell;
const first = cellAt("first", 3, "const a = 1;\nconst b = f(a);\nmissing;");
const second = cellAt("second", 9, "b.c.d;\nb.missing + missing");
const cells = [first, second];

function thrown(stack: string, message = "no"): Error {
  const error = new TypeError(message);
  error.stack = stack;
  return error;
}

describe("cellFrames(error, cells)", () => {
  it("keeps the frames that stand in cells, counted from the cell's first line, innermost first", () => {
    const error = thrown(`TypeError: no
    at f (${module}:4:11)
    at run (http://localhost/assets/page.js:1:1)
    at body (${module}:10:3)
    at ${module}:6:1`);
    expect(cellFrames(error, cells).map(({cell, name, line, column}) => [cell.id, name, line, column])).toEqual([
      ["first", "f", 2, 11],
      ["second", "body", 2, 3]
    ]);
  });

  it("gives nothing for what has no stack", () => {
    expect(cellFrames("text", cells)).toEqual([]);
    expect(cellFrames(null, cells)).toEqual([]);
  });
});

describe("locate(error, cell, cells)", () => {
  it("places an error at the innermost of the cell's own lines, keeping message, name and cause", () => {
    const error = thrown(`TypeError: no\n    at f (${module}:4:11)\n    at body (${module}:10:3)`);
    const located = locate(error, second, cells) as LocatedError;
    expect(located).toBeInstanceOf(LocatedError);
    expect([located.name, located.message, located.position, located.cause]).toEqual([
      "TypeError",
      "no",
      {line: 2, column: 3},
      error
    ]);
  });

  it("places a name that nothing defines where it first stands, not at a property of that name", () => {
    const error = new ReferenceError("missing is not defined");
    error.stack = "ReferenceError: missing is not defined";
    expect((locate(error, second, cells) as LocatedError).position).toEqual({line: 2, column: 13});
  });

  it("leaves an error without a place as it is, and makes one of anything else that is thrown", () => {
    const error = thrown("");
    expect(locate(error, first, cells)).toBe(error);
  });

  it("leaves a located error as it is", () => {
    const error = new LocatedError("unexpected token", {line: 1, column: 2});
    expect(locate(error, first, cells)).toBe(error);
  });
});

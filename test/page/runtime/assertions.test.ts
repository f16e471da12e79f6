import {describe, expect, it} from "vitest";
import {assert, equal, NotYet} from "../../../site/page/runtime/assertions.ts";

describe("assert(condition, message)", () => {
  it("throws NotYet with the message when the condition is falsy, and nothing otherwise", () => {
    expect(() => assert(1 > 2, "one is not more than two")).toThrow(new NotYet("one is not more than two"));
    expect(() => assert("yes", "never shown")).not.toThrow();
  });
});

describe("equal(actual, expected, what, tolerance)", () => {
  const message = (actual: unknown, expected: unknown, tolerance?: number) => {
    try {
      equal(actual, expected, "the output", tolerance);
      return null;
    } catch (error) {
      return error instanceof NotYet ? error.message : error;
    }
  };

  it("takes numbers within the tolerance as equal; 1e-6 unless told", () => {
    expect(message(1 + 1e-7, 1)).toBe(null);
    expect(message(1.001, 1)).toBe("the output is 1.001, expected 1");
    expect(message(1.4, 1, 0.5)).toBe(null);
  });

  it("takes NaN as equal to NaN, an infinity to itself, and neither to a number", () => {
    expect(message(NaN, NaN)).toBe(null);
    expect(message(Infinity, Infinity)).toBe(null);
    expect(message(NaN, 1)).toBe("the output is NaN, expected 1");
    expect(message(1, NaN)).toBe("the output is 1, expected NaN");
    expect(message(Infinity, -Infinity)).toBe("the output is Infinity, expected −Infinity");
  });

  it("compares arrays and typed arrays by their elements, and says where they differ", () => {
    expect(message(new Float32Array([1, 2]), [1, 2])).toBe(null);
    expect(
      message(
        [
          [1, 2],
          [3, 5]
        ],
        [
          [1, 2],
          [3, 4]
        ]
      )
    ).toBe("the output at [1][1] is 5, expected 4");
    expect(message([1, 2], [1, 2, 3])).toBe("the output has length 2, expected 3");
    expect(message([[1], [2, 3]], [[1], [2]])).toBe("the output at [1] has length 2, expected 1");
  });

  it("compares objects by their own properties, missing and superfluous ones too", () => {
    expect(message({rows: 2, data: [1]}, {rows: 2, data: [1]})).toBe(null);
    expect(message({rows: 3}, {rows: 2})).toBe("the output at rows is 3, expected 2");
    expect(message({}, {rows: 2})).toBe("the output at rows is undefined, expected 2");
    expect(message({rows: 2, columns: 1}, {rows: 2})).toBe("the output at columns is 1, expected undefined");
  });

  it("says what it was given instead of a list, an object or a text", () => {
    expect(message(undefined, [1, 2])).toBe("the output is undefined, expected [1, 2]");
    expect(message((x: number) => x, {a: 1})).toBe("the output is the function without a name, expected an object with a");
    expect(message("7", 7)).toBe('the output is "7", expected 7');
    expect(message([0, 1, 2, 3, 4, 5, 6], 7)).toBe("the output is [0, 1, 2, 3, 4, 5, …], expected 7");
  });

  it("tells 0 from a missing value and true from 1", () => {
    expect(message(null, 0)).toBe("the output is null, expected 0");
    expect(message(1, true)).toBe("the output is 1, expected true");
  });

  it("with `hidden` says what was given, and keeps what was expected to itself", () => {
    const told = (actual: unknown, expected: unknown, tolerance?: number) => {
      try {
        equal(actual, expected, "stem", {hidden: true, tolerance});
        return null;
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(told(55, 55)).toBe(null);
    expect(told(0, 55)).toBe("stem is 0, and that is not right");
    expect(told(54.8, 55, 0.5)).toBe(null);
    expect(told([1, 2], [1, 3])).toBe("stem at [1] is 2, and that is not right");
    expect(told([1], [1, 3])).toBe("stem has length 1, and that is not right");
    expect(told({a: {b: 1}}, {a: {b: 7}})).toBe("stem at a.b is 1, and that is not right");
    expect(told(undefined, "collapsed")).toBe("stem is undefined, and that is not right");
  });

  it("takes a tolerance among the options", () => {
    expect(() => equal(1.4, 1, "the output", {tolerance: 0.5})).not.toThrow();
    expect(() => equal(1.4, 1, "the output", {tolerance: 0.1})).toThrow("the output is 1.4, expected 1");
    expect(() => equal(1.001, 1, "the output", {})).toThrow("the output is 1.001, expected 1");
  });
});

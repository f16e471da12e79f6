import {describe, expect, it} from "vitest";
import fc from "fast-check";
import {flatIndex, flatten, flattenBatch, nestedIndex, shapeOf} from "../../../lib/nn/arithmetic/flatten.ts";
import type {Nested} from "../../../lib/nn/arithmetic/flatten.ts";
import {tf} from "../tfjs.ts";

const shapes = fc.array(fc.integer({min: 1, max: 4}), {minLength: 1, maxLength: 4});

/** Nested arrays of a shape, whose values count up in row-major order. */
function counting(shape: number[]): Nested {
  return tf.tidy(() =>
    tf
      .reshape(
        tf.range(
          0,
          shape.reduce((a, b) => a * b, 1)
        ),
        shape
      )
      .arraySync()
  );
}

describe("shapeOf(nested)", () => {
  it("gives the lengths from outside to inside", () => {
    expect(shapeOf(5)).toEqual([]);
    expect(shapeOf([1, 2])).toEqual([2]);
    expect(shapeOf([[[1], [2], [3]]])).toEqual([1, 3, 1]);
  });

  it.each([
    [[], "an array is empty"],
    [[1, []], "an array is empty"],
    [[[1], [1, 2]], "element 1 has shape [2], element 0 has [1]"],
    [[1, [2]], "element 1 has shape [1], element 0 has []"],
    [[1, "2"], '"2" is not a number or an array']
  ])("refuses %j", (nested, message) => {
    expect(() => shapeOf(nested as Nested)).toThrow(message);
  });
});

describe("flatten(nested), flatIndex(index, shape), nestedIndex(flat, shape)", () => {
  it("the last index runs fastest, as in tfjs", () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const size = shape.reduce((a, b) => a * b, 1);
        expect(flatten(counting(shape))).toEqual(Array.from({length: size}, (_, i) => i));
      })
    );
  });

  it("flatIndex is (i·J + j)·K + k", () => {
    expect(flatIndex([1, 2, 3], [2, 3, 4])).toBe((1 * 3 + 2) * 4 + 3);
  });

  it("flatIndex finds the value, nestedIndex finds the way back", () => {
    fc.assert(
      fc.property(shapes, fc.nat(), (shape, seed) => {
        const flat = seed % shape.reduce((a, b) => a * b, 1);
        const index = nestedIndex(flat, shape);
        expect(flatIndex(index, shape)).toBe(flat);
        const value = index.reduce<Nested>((nested, i) => (nested as Nested[])[i], counting(shape));
        expect(value).toBe(flat);
      })
    );
  });

  it("flatten of a number is one number", () => {
    expect(flatten(3)).toEqual([3]);
  });

  it.each([
    [[0], [2, 2], "index [0] has 1 parts, shape [2, 2] has 2"],
    [[0, 2], [2, 2], "index 2 of axis 1, which has 2"],
    [[-1, 0], [2, 2], "index 0 must be a whole number, 0 or more, got -1"]
  ])("flatIndex refuses %j of %j", (index, shape, message) => {
    expect(() => flatIndex(index, shape)).toThrow(message);
  });

  it("nestedIndex refuses what is beyond the end", () => {
    expect(() => nestedIndex(4, [2, 2])).toThrow("flat index 4 of shape [2, 2], which has 4 values");
  });
});

describe("flattenBatch(batch)", () => {
  it("flattens a batch of shape [4, 5, 5, 3] to [4, 75]", () => {
    const flat = flattenBatch(counting([4, 5, 5, 3]) as Nested[]);
    expect(shapeOf(flat)).toEqual([4, 75]);
    expect(flat[3][flatIndex([4, 2, 1], [5, 5, 3])]).toBe(flatIndex([3, 4, 2, 1], [4, 5, 5, 3]));
  });

  it("refuses what has no axis besides the batch, and examples of different shapes", () => {
    expect(() => flattenBatch([1, 2])).toThrow("at least two axes, got shape [2]");
    expect(() => flattenBatch([[1], [1, 2]])).toThrow("element 1 has shape [2]");
  });
});

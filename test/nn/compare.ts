import {expect} from "vitest";
import fc from "fast-check";
import type {Matrix} from "../../lib/nn/arithmetic/matrix.ts";
import type {Nested} from "../../lib/nn/arithmetic/flatten.ts";
import {flatten, shapeOf} from "../../lib/nn/arithmetic/flatten.ts";

/** Expects equal shapes, and values that differ by at most `tolerance`. */
export function expectClose(actual: Nested, expected: Nested, tolerance = 1e-9): void {
  expect(shapeOf(actual)).toEqual(shapeOf(expected));
  const [ours, theirs] = [flatten(actual), flatten(expected)];
  const worst = Math.max(...ours.map((value, i) => (Object.is(value, theirs[i]) ? 0 : Math.abs(value - theirs[i]))));
  if (!(worst <= tolerance)) expect(actual).toEqual(expected);
  expect(worst).toBeLessThanOrEqual(tolerance);
}

/** Matrices of whole numbers from −9 to 9. */
export function matrices(rows: number, columns: number): fc.Arbitrary<Matrix> {
  const row = fc.array(fc.integer({min: -9, max: 9}), {minLength: columns, maxLength: columns});
  return fc.array(row, {minLength: rows, maxLength: rows});
}

/** Sum of the products of the values of two matrices of one shape: ⟨a, b⟩. */
export function dot(a: Matrix, b: Matrix): number {
  const [left, right] = [flatten(a), flatten(b)];
  expect(left.length).toBe(right.length);
  return left.reduce((sum, value, i) => sum + value * right[i], 0);
}

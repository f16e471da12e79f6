import {checkWhole, show} from "./matrix.ts";
import {sizeOf} from "./values.ts";

/** Numbers in arrays in arrays, rectangular, to any depth. */
export type Nested = number | Nested[];

/**
 * Shape of nested arrays: `shapeOf([[1, 2, 3], [4, 5, 6]])` is [2, 3]; a number has shape [].
 * @throws RangeError when they are not rectangular or one is empty, TypeError when something is not a number.
 */
export function shapeOf(nested: Nested): number[] {
  if (typeof nested === "number") return [];
  if (!Array.isArray(nested)) throw new TypeError(`${show(nested)} is not a number or an array`);
  if (nested.length === 0) throw new RangeError("an array is empty: shape 0");
  // Most arrays are innermost ones, and nothing is to be compared there.
  if (nested.every((part) => typeof part === "number")) return [nested.length];
  const [first, ...others] = nested.map(shapeOf);
  others.forEach((shape, index) => {
    if (shape.join() !== first.join()) {
      throw new RangeError(`not rectangular: element ${index + 1} has shape ${show(shape)}, element 0 has ${show(first)}`);
    }
  });
  return [nested.length, ...first];
}

/**
 * All numbers in one row, the last index running fastest (row-major, as NumPy, PyTorch and TensorFlow).
 * @throws as `shapeOf`.
 */
export function flatten(nested: Nested): number[] {
  shapeOf(nested);
  const values: number[] = [];
  const visit = (part: Nested): void => {
    if (typeof part === "number") values.push(part);
    else for (const each of part) visit(each);
  };
  visit(nested);
  return values;
}

/**
 * Where the value at `index` stands in the flat row: ((i·J) + j)·K + k for a shape [I, J, K].
 * @throws RangeError when the index is not in the shape.
 */
export function flatIndex(index: number[], shape: number[]): number {
  if (index.length !== shape.length)
    throw new RangeError(`index ${show(index)} has ${index.length} parts, shape ${show(shape)} has ${shape.length}`);
  return index.reduce((flat, i, axis) => {
    if (checkWhole(i, `index ${axis}`) >= shape[axis])
      throw new RangeError(`index ${i} of axis ${axis}, which has ${shape[axis]}`);
    return flat * shape[axis] + i;
  }, 0);
}

/**
 * The index of number `flat` of the flat row: `flatIndex` backwards.
 * @throws RangeError when there is no such number in the shape.
 */
export function nestedIndex(flat: number, shape: number[]): number[] {
  const size = sizeOf(shape);
  if (checkWhole(flat, "flat index") >= size)
    throw new RangeError(`flat index ${flat} of shape ${show(shape)}, which has ${size} values`);
  const index: number[] = [];
  let rest = flat;
  for (const n of [...shape].reverse()) {
    index.unshift(rest % n);
    rest = Math.floor(rest / n);
  }
  return index;
}

/**
 * Each example of a batch flattened, the batch kept: shape [4, 5, 5, 3] becomes [4, 75].
 * @throws as `shapeOf`; RangeError when there is no axis besides the batch.
 */
export function flattenBatch(batch: Nested[]): number[][] {
  const shape = shapeOf(batch);
  if (shape.length < 2) throw new RangeError(`a batch has at least two axes, got shape ${show(shape)}`);
  return batch.map((example) => flatten(example));
}

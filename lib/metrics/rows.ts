/**
 * Vectors of numbers, one a row: features of images [count, features], probabilities [count, classes], points [count, 2]. A
 * `Values` of lib/nn with a shape of two is one.
 */
export interface Rows {
  shape: readonly number[];
  /** Row by row. */
  values: Float32Array | Float64Array;
}

/**
 * Holds rows against what a metric needs. Returns their count and size.
 * @throws RangeError when the shape is not [count, size], does not match the numbers, or has fewer rows than `least`; and naming row
 * and column of the first number that is not finite.
 */
export function checkRows(what: string, {shape, values}: Rows, least = 1): [count: number, size: number] {
  const [count, size] = shape;
  if (shape.length !== 2 || !(count >= 0) || !(size >= 1)) {
    throw new RangeError(`${what} must be rows of numbers [count, size], got shape [${shape.join(", ")}]`);
  }
  if (values.length !== count * size) {
    throw new RangeError(`${what} of shape [${count}, ${size}] need ${count * size} numbers, got ${values.length}`);
  }
  if (count < least) throw new RangeError(`${what} must be at least ${least} here, got ${count}`);
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      throw new RangeError(
        `${what}: row ${Math.floor(i / size)}, column ${i % size} is ${values[i]}, but every number must be finite`
      );
    }
  }
  return [count, size];
}

/** @throws RangeError when two sets of rows are not equally long vectors. */
export function checkSameSize(a: Rows, b: Rows): void {
  if (a.shape[1] !== b.shape[1]) {
    throw new RangeError(
      `both sets need vectors of one length, got ${a.shape[1]} and ${b.shape[1]}: were they made by the same layer?`
    );
  }
}

/** Rows from arrays of numbers, in double precision. */
export function rowsOf(vectors: readonly (readonly number[])[]): Rows {
  const size = vectors[0]?.length ?? 0;
  const odd = vectors.findIndex((vector) => vector.length !== size);
  if (odd >= 0) throw new RangeError(`row ${odd} has ${vectors[odd].length} numbers, row 0 has ${size}`);
  return {shape: [vectors.length, size], values: Float64Array.from(vectors.flat())};
}

/** The rows at these places, copied. */
export function pickRows({shape: [, size], values}: Rows, places: ArrayLike<number>): Rows {
  const picked = new Float64Array(places.length * size);
  for (let i = 0; i < places.length; i++) picked.set(values.subarray(places[i] * size, (places[i] + 1) * size), i * size);
  return {shape: [places.length, size], values: picked};
}

import type {Random} from "../../random.ts";

/**
 * A random matrix, row by row, whose columns (when it is tall) or rows (when it is wide) are orthonormal, evenly distributed over
 * all such matrices: normal numbers made orthonormal one vector after the other (Gram–Schmidt, twice, so that rounding does not
 * add up).
 */
export function orthogonalMatrix(rows: number, columns: number, source: Random): Float32Array {
  const length = Math.max(rows, columns);
  const vectors: Float64Array[] = [];
  while (vectors.length < Math.min(rows, columns)) {
    const vector = Float64Array.from({length}, () => source.normal());
    for (let pass = 0; pass < 2; pass++) {
      for (const other of vectors) subtract(vector, other, dot(vector, other));
    }
    const norm = Math.sqrt(dot(vector, vector));
    vectors.push(vector.map((value) => value / norm));
  }
  const tall = rows >= columns;
  return Float32Array.from({length: rows * columns}, (_, index) => {
    const row = Math.floor(index / columns);
    const column = index % columns;
    return tall ? vectors[column][row] : vectors[row][column];
  });
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function subtract(vector: Float64Array, other: Float64Array, factor: number): void {
  for (let i = 0; i < vector.length; i++) vector[i] -= factor * other[i];
}

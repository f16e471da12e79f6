import type {Rows} from "./rows.ts";
import {finish} from "./steps.ts";
import type {Steps} from "./steps.ts";

/** Rows of a tile: two tiles of features of 64 numbers stay in the processor's second cache. */
const tile = 64;

/**
 * Calls `see` with the squared Euclidean distance of every row of `a` (index i) from every row of `b` (index j), tile by tile: i does
 * not run in order. Differences are squared as they are, not expanded into products, so that close rows keep their digits.
 */
export function squaredDistances(a: Rows, b: Rows, see: (i: number, j: number, squared: number) => void): void {
  finish(distanceSteps(a, b, see));
}

/** The same, a tile of 64 × 64 pairs at a time. */
export function* distanceSteps(a: Rows, b: Rows, see: (i: number, j: number, squared: number) => void): Steps<void> {
  const [rows] = a.shape;
  const columns = b.shape[0];
  for (let top = 0; top < rows; top += tile) {
    const bottom = Math.min(rows, top + tile);
    for (let left = 0; left < columns; left += tile) {
      const right = Math.min(columns, left + tile);
      seeTile(a, b, [top, bottom, left, right], see);
      yield (top + ((bottom - top) * right) / columns) / rows;
    }
  }
}

function seeTile(
  a: Rows,
  b: Rows,
  [top, bottom, left, right]: readonly [number, number, number, number],
  see: (i: number, j: number, squared: number) => void
): void {
  const size = a.shape[1];
  for (let i = top; i < bottom; i++) {
    for (let j = left; j < right; j++) {
      let squared = 0;
      for (let k = 0, p = i * size, q = j * size; k < size; k++, p++, q++) {
        const difference = a.values[p] - b.values[q];
        squared += difference * difference;
      }
      see(i, j, squared);
    }
  }
}

/** The k nearest rows of `b` for each row of `a`, nearest first, ties by the lower index. */
export interface Neighbours {
  k: number;
  /** [rows of a, k] */
  places: Int32Array;
  /** [rows of a, k] Euclidean distances. */
  distances: Float64Array;
}

/**
 * The k nearest neighbours by brute force.
 * @param sameSet `a` and `b` are the same rows: a row is no neighbour of itself
 * @throws RangeError when there are fewer than k candidates.
 */
export function nearestNeighbours(a: Rows, b: Rows, k: number, sameSet = false): Neighbours {
  return finish(neighbourSteps(a, b, k, sameSet));
}

/** The same in pieces. */
export function* neighbourSteps(a: Rows, b: Rows, k: number, sameSet = false): Steps<Neighbours> {
  const {places, squared} = yield* squaredNeighbourSteps(a, b, k, sameSet);
  return {k, places, distances: squared.map((value) => Math.sqrt(value))};
}

/**
 * The same with squared distances, for what is compared with those of `distanceSteps`: the square of a root is seldom the number that
 * the root was taken of, and a sample at exactly the k-th distance would be in or out by chance.
 */
export function* squaredNeighbourSteps(
  a: Rows,
  b: Rows,
  k: number,
  sameSet = false
): Steps<{places: Int32Array; squared: Float64Array}> {
  const candidates = b.shape[0] - (sameSet ? 1 : 0);
  if (!Number.isInteger(k) || k < 1 || k > candidates) {
    throw new RangeError(`k must be a whole number from 1 to the ${candidates} candidates, got ${k}`);
  }
  const rows = a.shape[0];
  const places = new Int32Array(rows * k).fill(-1);
  const nearest = new Float64Array(rows * k).fill(Infinity);
  yield* distanceSteps(a, b, (i, j, squared) => {
    if (sameSet && i === j) return;
    const first = i * k;
    let at = first + k - 1;
    // Columns come in order within a row, so an equal distance stays behind the lower index.
    if (!(squared < nearest[at])) return;
    for (; at > first && squared < nearest[at - 1]; at--) {
      nearest[at] = nearest[at - 1];
      places[at] = places[at - 1];
    }
    nearest[at] = squared;
    places[at] = j;
  });
  return {places, squared: nearest};
}

import type {Point} from "../../data/points.ts";
import type {Values} from "../../nn/network/network-weights.ts";

/** The part of the plane that is shown. */
export interface Extent {
  x: readonly [low: number, high: number];
  y: readonly [low: number, high: number];
}

/** A line between two places of a grid, in columns and rows (fractional; the centre of the first cell is 0.5, 0.5). */
export type Segment = readonly [x1: number, y1: number, x2: number, y2: number];

/** What generated points say about the modes of the data. */
export interface ModeCount {
  /** Generated points within 3σ of each centre. */
  near: number[];
  /** Centres with at least one such point. */
  captured: number;
  /** Share of all points that lie within 3σ of a centre: "high quality" in the literature. */
  quality: number;
}

/**
 * Modes that generated points [n, 2] capture: a centre with at least one of them within 3σ, as in PacGAN (Lin et al. 2018). Each
 * point counts for its nearest centre; a σ of 0 is taken as 0.01.
 */
export function modesCaptured({values}: Values, centres: readonly Point[], sigma: number): ModeCount {
  const near = centres.map(() => 0);
  const reach = 3 * (sigma || 0.01);
  let within = 0;
  for (let i = 0; i + 1 < values.length; i += 2) {
    let best = -1;
    let distance = Infinity;
    centres.forEach(([x, y], c) => {
      const d = Math.hypot(values[i] - x, values[i + 1] - y);
      if (d < distance) [best, distance] = [c, d];
    });
    if (distance <= reach) {
      near[best]++;
      within++;
    }
  }
  const count = values.length / 2;
  return {near, captured: near.filter((n) => n > 0).length, quality: count > 0 ? within / count : 0};
}

/** The square around some centres, 4σ and a quarter of their spread away from the outermost. */
export function extentAround(centres: readonly Point[], sigma: number): Extent {
  const [xs, ys] = [centres.map(([x]) => x), centres.map(([, y]) => y)];
  const middle = [(Math.min(...xs) + Math.max(...xs)) / 2, (Math.min(...ys) + Math.max(...ys)) / 2];
  const spread = Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys));
  const half = Math.max(spread / 2 + 4 * sigma + spread / 8, 0.25);
  return {x: [middle[0] - half, middle[0] + half], y: [middle[1] - half, middle[1] + half]};
}

/** The centres of the cells of a grid over the plane as points [height · width, 2], row by row from the top left. */
export function gridPoints({x, y}: Extent, width: number, height: number): Float32Array {
  const points = new Float32Array(2 * width * height);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const at = 2 * (row * width + column);
      points[at] = x[0] + ((column + 0.5) / width) * (x[1] - x[0]);
      points[at + 1] = y[1] - ((row + 0.5) / height) * (y[1] - y[0]);
    }
  }
  return points;
}

/**
 * Where values on a grid, row by row, pass through zero: marching squares between the centres of cells, straight lines within.
 * Squares with a value that is not finite have none.
 */
export function zeroSegments(values: ArrayLike<number>, width: number, height: number): Segment[] {
  const segments: Segment[] = [];
  for (let row = 0; row + 1 < height; row++) {
    for (let column = 0; column + 1 < width; column++) {
      const at = row * width + column;
      const corners = [values[at], values[at + 1], values[at + width + 1], values[at + width]];
      if (!corners.every(Number.isFinite)) continue;
      const [x, y] = [column + 0.5, row + 0.5];
      const places = [[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1]]; // prettier-ignore
      const crossings: number[][] = [];
      for (let side = 0; side < 4; side++) {
        const [a, b] = [corners[side], corners[(side + 1) % 4]];
        if (a > 0 === b > 0) continue;
        const t = a / (a - b);
        const [from, to] = [places[side], places[(side + 1) % 4]];
        crossings.push([from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1])]);
      }
      for (let i = 0; i + 1 < crossings.length; i += 2)
        segments.push([crossings[i][0], crossings[i][1], crossings[i + 1][0], crossings[i + 1][1]]);
    }
  }
  return segments;
}

/** The length that nine of ten of some vectors [n, 2] do not exceed; 0 when none is finite. What arrows are scaled by. */
export function usualLength({values}: Values): number {
  const lengths: number[] = [];
  for (let i = 0; i + 1 < values.length; i += 2) {
    const length = Math.hypot(values[i], values[i + 1]);
    if (Number.isFinite(length)) lengths.push(length);
  }
  lengths.sort((a, b) => a - b);
  return lengths.length > 0 ? lengths[Math.floor(0.9 * (lengths.length - 1))] : 0;
}

/** How many points [n, 2] have a coordinate that is NaN or infinite. */
export function notFinitePoints({values}: Values): number {
  let count = 0;
  for (let i = 0; i + 1 < values.length; i += 2) if (!Number.isFinite(values[i]) || !Number.isFinite(values[i + 1])) count++;
  return count;
}

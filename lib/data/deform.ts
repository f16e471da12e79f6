import type {Random} from "../random.ts";

/** How far images may be changed: each image by its own random amounts. All default to 0. */
export interface Deformation {
  /** Largest shift in pixels, along each axis. */
  shift?: number;
  /** Largest rotation in degrees. */
  rotation?: number;
  /** Largest change of size: 0.1 for 0.9 to 1.1. */
  scale?: number;
  /** Largest slant: columns move by this share of their height. */
  slant?: number;
  /** Standard deviation, in pixels, of a smooth random displacement (after Simard, Steinkraus and Platt 2003). */
  elastic?: number;
}

/** Points along each side of the grid that an elastic displacement is drawn on. */
const GRID = 5;

/**
 * Images [n, height, width] changed a little, as handwriting differs: into `result`, which may not be the input.
 * @param background what lies outside: −1 for images in [−1, 1]
 */
export function deform(
  images: Float32Array,
  [height, width]: readonly [number, number, ...unknown[]],
  deformation: Deformation,
  random: Random,
  background: number,
  result = new Float32Array(images.length)
): Float32Array {
  const area = height * width;
  const {elastic = 0} = deformation;
  const [rows, columns] = [gridPlaces(height), gridPlaces(width)];
  for (let offset = 0; offset < images.length; offset += area) {
    const place = affine(deformation, (height - 1) / 2, (width - 1) / 2, random);
    const moves = elastic > 0 ? Float32Array.from({length: 2 * GRID * GRID}, () => random.normal(0, elastic)) : null;
    const image = images.subarray(offset, offset + area);
    for (let i = 0, at = offset; i < height; i++) {
      for (let j = 0; j < width; j++, at++) {
        let row = place.row(i, j);
        let column = place.column(i, j);
        if (moves) {
          row += between(moves, 0, rows[i], columns[j]);
          column += between(moves, GRID * GRID, rows[i], columns[j]);
        }
        result[at] = sample(image, height, width, row, column, background);
      }
    }
  }
  return result;
}

/** Where a pixel of the new image comes from. */
interface Affine {
  row: (i: number, j: number) => number;
  column: (i: number, j: number) => number;
}

function affine(
  {shift = 0, rotation = 0, scale = 0, slant = 0}: Deformation,
  middleRow: number,
  middleColumn: number,
  random: Random
): Affine {
  const angle = (random.uniform(-rotation, rotation) * Math.PI) / 180;
  const size = 1 / random.uniform(1 - scale, 1 + scale);
  const lean = random.uniform(-slant, slant);
  const [down, right] = [random.uniform(-shift, shift), random.uniform(-shift, shift)];
  const [cos, sin] = [Math.cos(angle) * size, Math.sin(angle) * size];
  const y = (i: number): number => i - middleRow - down;
  const x = (i: number, j: number): number => j - middleColumn - right + lean * y(i);
  return {
    row: (i, j) => cos * y(i) - sin * x(i, j) + middleRow,
    column: (i, j) => sin * y(i) + cos * x(i, j) + middleColumn
  };
}

/** The value at a place between pixels, by the four around it. */
function sample(image: Float32Array, height: number, width: number, row: number, column: number, background: number): number {
  const top = Math.floor(row);
  const left = Math.floor(column);
  if (top < -1 || left < -1 || top >= height || left >= width) return background;
  const [below, after] = [row - top, column - left];
  const at = top * width + left;
  const [up, down] = [top >= 0, top + 1 < height];
  const [west, east] = [left >= 0, left + 1 < width];
  const a = up && west ? image[at] : background;
  const b = up && east ? image[at + 1] : background;
  const c = down && west ? image[at + width] : background;
  const d = down && east ? image[at + width + 1] : background;
  return (1 - below) * ((1 - after) * a + after * b) + below * ((1 - after) * c + after * d);
}

/** Between which lines of the grid each row or column lies: smooth steps of the distance keep the displacement without kinks. */
function gridPlaces(size: number): {before: number; share: number}[] {
  return Array.from({length: size}, (_, i) => {
    const place = (i / size) * (GRID - 1);
    const before = Math.floor(place);
    const past = place - before;
    return {before, share: past * past * (3 - 2 * past)};
  });
}

function between(
  grid: Float32Array,
  start: number,
  row: {before: number; share: number},
  column: {before: number; share: number}
): number {
  const at = start + row.before * GRID + column.before;
  const above = grid[at] + column.share * (grid[at + 1] - grid[at]);
  const below = grid[at + GRID] + column.share * (grid[at + GRID + 1] - grid[at + GRID]);
  return above + row.share * (below - above);
}

import type {Path} from "./path.ts";

/** Rows and columns of a picture, and of the square that the ink fits, as MNIST's. */
export const side = 28;
const box = 20;

/** The width of the pen and the softness of its edge, in pixels. */
export interface Pen {
  pen: number;
  softness: number;
}

/**
 * Paths as MNIST's pictures (LeCun, Bottou, Bengio and Haffner, 1998): scaled in proportion so that the ink fits a square of
 * 20, drawn in shades of grey, then moved by whole pixels so that the centre of mass is the middle of the 28 × 28 picture,
 * as far as a border of one pixel of paper stays.
 * @param paths in any unit; they are scaled and moved in place
 * @param picture receives side · side values, 0 paper … 1 ink, from `offset`; must be 0 there
 */
export function ink(paths: Path[], {pen, softness}: Pen, picture: Float32Array, offset: number): void {
  const bounds = boundsOf(paths);
  const width = bounds.right - bounds.left;
  const height = bounds.bottom - bounds.top;
  const scale = (box - pen) / Math.max(width, height, 1e-6);
  const fromX = side / 2 - (bounds.left + width / 2) * scale;
  const fromY = side / 2 - (bounds.top + height / 2) * scale;
  const sheet = new Float32Array(side * side);
  for (const path of paths) {
    for (let i = 0; i < path.x.length; i++) {
      path.x[i] = path.x[i] * scale + fromX;
      path.y[i] = path.y[i] * scale + fromY;
    }
    for (let i = 1; i < path.x.length; i++) segment(sheet, path, i, pen, softness);
  }
  centre(sheet, picture, offset);
}

function boundsOf(paths: Path[]): {left: number; right: number; top: number; bottom: number} {
  const bounds = {left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity};
  for (const {x, y} of paths) {
    for (let i = 0; i < x.length; i++) {
      bounds.left = Math.min(bounds.left, x[i]);
      bounds.right = Math.max(bounds.right, x[i]);
      bounds.top = Math.min(bounds.top, y[i]);
      bounds.bottom = Math.max(bounds.bottom, y[i]);
    }
  }
  return bounds;
}

/** Inks the pixels near a line by how far inside the pen's edge their centres lie; where strokes cross, the darker stays. */
function segment(sheet: Float32Array, {x, y, width}: Path, i: number, pen: number, softness: number): void {
  const x0 = x[i - 1];
  const y0 = y[i - 1];
  const dx = x[i] - x0;
  const dy = y[i] - y0;
  const r0 = (pen / 2) * width[i - 1];
  const dr = (pen / 2) * width[i] - r0;
  const reach = Math.max(r0, r0 + dr) + softness / 2;
  const top = Math.max(0, Math.floor(Math.min(y0, y[i]) - reach));
  const bottom = Math.min(side - 1, Math.floor(Math.max(y0, y[i]) + reach));
  const left = Math.max(0, Math.floor(Math.min(x0, x[i]) - reach));
  const right = Math.min(side - 1, Math.floor(Math.max(x0, x[i]) + reach));
  const square = Math.max(dx * dx + dy * dy, 1e-12);
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      const px = column + 0.5 - x0;
      const py = row + 0.5 - y0;
      const along = Math.min(Math.max((px * dx + py * dy) / square, 0), 1);
      const ex = px - along * dx;
      const ey = py - along * dy;
      const shade = (r0 + along * dr - Math.sqrt(ex * ex + ey * ey)) / softness + 0.5;
      const at = row * side + column;
      if (shade > sheet[at]) sheet[at] = Math.min(shade, 1);
    }
  }
}

/** Copies a sheet, moved by whole pixels to its centre of mass, or as far as a border of one pixel allows. */
function centre(sheet: Float32Array, picture: Float32Array, offset: number): void {
  let mass = 0;
  let sumX = 0;
  let sumY = 0;
  let [top, bottom, left, right] = [side, -1, side, -1];
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const value = sheet[row * side + column];
      if (value === 0) continue;
      mass += value;
      sumX += value * (column + 0.5);
      sumY += value * (row + 0.5);
      top = Math.min(top, row);
      bottom = Math.max(bottom, row);
      left = Math.min(left, column);
      right = Math.max(right, column);
    }
  }
  if (mass === 0) return;
  const down = Math.min(Math.max(Math.round(side / 2 - sumY / mass), 1 - top), side - 2 - bottom);
  const across = Math.min(Math.max(Math.round(side / 2 - sumX / mass), 1 - left), side - 2 - right);
  for (let row = top; row <= bottom; row++) {
    const from = row * side;
    const to = offset + (row + down) * side + across;
    for (let column = left; column <= right; column++) picture[to + column] = sheet[from + column];
  }
}

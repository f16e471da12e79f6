import type {Matrix} from "../../nn/arithmetic/matrix.ts";
import {checkMatrix, checkWhole, fill} from "../../nn/arithmetic/matrix.ts";
import {resize} from "../image.ts";
import {centreOfMass} from "./strokes.ts";

/** How a digit is placed. */
export interface CentreOptions {
  /** Side of the result. Default 28. */
  size?: number;
  /** Side of the square that the ink is scaled to fit. Default 20 of 28, in proportion. */
  box?: number;
  /** Ink begins above this share of the brightest pixel. Default 0, as in MNIST; photographs need more. */
  threshold?: number;
}

/**
 * A picture of a digit, white ink on black, 0…1, placed as MNIST's digits are (LeCun, Bottou, Bengio and Haffner 1998): its ink scaled
 * with its proportions to fit a 20 × 20 box, then moved by whole pixels so that the centre of mass is the middle of a 28 × 28 picture;
 * only as far as the border allows. Half pixels go right and down, which is what MNIST did: its digits come back exactly.
 * @returns matrix of shape [size, size]; all 0 when there is no ink
 * @throws RangeError for what is no matrix, or a box larger than the picture.
 */
export function centreDigit(
  picture: Matrix,
  {size = 28, box = Math.round((20 * size) / 28), threshold = 0}: CentreOptions = {}
): Matrix {
  checkMatrix(picture, "picture");
  checkWhole(size, "size", 1);
  if (!(checkWhole(box, "box", 1) <= size)) throw new RangeError(`box must be at most the picture (${size}), got ${box}`);
  const most = picture.reduce((top, row) => row.reduce((a, b) => Math.max(a, b), top), 0);
  if (!(most > 0)) return fill(size, size);
  const inked = (value: number): boolean => value > threshold * most;
  const rows = picture.flatMap((row, i) => (row.some(inked) ? [i] : []));
  const columns = picture[0].flatMap((_, i) => (picture.some((row) => inked(row[i])) ? [i] : []));
  const [top, left] = [rows[0], columns[0]];
  const ink = picture.slice(top, rows[rows.length - 1] + 1).map((row) => row.slice(left, columns[columns.length - 1] + 1));
  const scale = box / Math.max(ink.length, ink[0].length);
  const fitted = resize(ink, Math.max(1, Math.round(ink.length * scale)), Math.max(1, Math.round(ink[0].length * scale)));
  const mass = centreOfMass(fitted);
  const place = (centre: number, length: number): number => Math.max(0, Math.min(size - length, Math.ceil(size / 2 - centre)));
  const [down, across] = [place(mass.y, fitted.length), place(mass.x, fitted[0].length)];
  const result = fill(size, size);
  fitted.forEach((row, i) => row.forEach((value, j) => (result[down + i][across + j] = value)));
  return result;
}

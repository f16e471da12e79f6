import {checkMatrix, checkVolume, checkWhole, fill, show} from "../nn/arithmetic/matrix.ts";
import type {Matrix, Volume} from "../nn/arithmetic/matrix.ts";

/** Pixels as a canvas gives them (`ImageData` is one): four bytes each, red, green, blue, opacity, row by row. */
export interface Pixels {
  data: ArrayLike<number>;
  width: number;
  height: number;
}

/** Pixels that a picture may have, 40 million: beyond it a phone's browser may not decode it. */
export const maxPixels = 40_000_000;

/** How much red, green and blue count in grey. */
const greyWeights = {
  /** ITU-R BT.709: high-definition video and sRGB screens. */
  rec709: [0.2126, 0.7152, 0.0722],
  /** ITU-R BT.601: older video; PIL, OpenCV and most data sets use it. */
  rec601: [0.299, 0.587, 0.114]
} as const;

/** Name of a rule for grey. */
export type GreyRule = keyof typeof greyWeights;

/** What lies behind pixels that are not opaque, and how grey is made. */
export interface PixelOptions {
  /** Colour behind transparency, 0 black … 1 white; default 1, as on paper. */
  background?: number;
}

/**
 * Checks what a canvas gave.
 * @throws RangeError when there are no pixels, more than `maxPixels`, or not four bytes for each.
 */
export function checkPixels({data, width, height}: Pixels): void {
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1) {
    throw new RangeError(`the picture has no pixels: its size is ${width} × ${height}`);
  }
  if (width * height > maxPixels)
    throw new RangeError(`the picture is too large: ${width} × ${height} pixels, the limit is ${maxPixels / 1e6} million`);
  if (data.length !== 4 * width * height) {
    throw new RangeError(`a picture of ${width} × ${height} needs ${4 * width * height} bytes, got ${data.length}`);
  }
}

/**
 * Pixels as grey values: the weighted sum of red, green and blue as they are stored (gamma-encoded "luma").
 * @returns matrix of shape [height, width], values in [0, 1], 0 is black
 * @throws RangeError as `checkPixels`.
 */
export function toGrey(pixels: Pixels, {rule = "rec709", background = 1}: PixelOptions & {rule?: GreyRule} = {}): Matrix {
  const weights = greyWeights[rule];
  if (!weights) throw new RangeError(`rule must be "rec709" or "rec601", got ${show(rule)}`);
  const [red, green, blue] = weights;
  return readPixels(pixels, background, (r, g, b) => red * r + green * g + blue * b);
}

/**
 * Pixels as colours.
 * @returns volume of shape [height, width, 3]: red, green, blue, values in [0, 1]
 * @throws RangeError as `checkPixels`.
 */
export function toVolume(pixels: Pixels, {background = 1}: PixelOptions = {}): Volume {
  return readPixels(pixels, background, (r, g, b) => [r, g, b]);
}

/** Dark ink on light paper as light ink on black, as MNIST is, and back: 1 − value. */
export function invert(picture: Matrix): Matrix {
  return picture.map((row) => row.map((value) => 1 - value));
}

/**
 * Resizes by area: every new pixel is the mean of the part of the picture that it covers, so nothing is skipped when
 * shrinking. Enlarging gives blocks.
 * @returns matrix of shape [rows, columns]
 * @throws RangeError when a size is not a whole number of at least 1.
 */
export function resize(picture: Matrix, rows: number, columns: number): Matrix {
  const [height, width] = checkMatrix(picture, "picture");
  const down = coverage(height, checkWhole(rows, "rows", 1));
  const across = coverage(width, checkWhole(columns, "columns", 1));
  // Columns first: each row shrinks once, not once for every new row that covers it.
  const narrow = picture.map((values) => across.map((part) => weigh(part, (x) => values[x])));
  return fill(rows, columns, (row, column) => weigh(down[row], (y) => narrow[y][column]));
}

/** `resize` for each channel; shape [rows, columns, channels]. */
export function resizeVolume(picture: Volume, rows: number, columns: number): Volume {
  const [height, width, channels] = checkVolume(picture, "picture");
  const down = coverage(height, checkWhole(rows, "rows", 1));
  const across = coverage(width, checkWhole(columns, "columns", 1));
  const channelList = Array.from({length: channels}, (_, channel) => channel);
  const narrow = picture.map((values) =>
    across.map((part) => channelList.map((channel) => weigh(part, (x) => values[x][channel])))
  );
  return down.map((part) =>
    across.map((_, column) => channelList.map((channel) => weigh(part, (y) => narrow[y][column][channel])))
  );
}

/** The largest square in the middle of a picture: a matrix or a volume. */
export function centreCrop<T>(picture: T[][]): T[][] {
  if (picture.length === 0 || picture[0].length === 0) throw new RangeError("the picture has no pixels to crop");
  const side = Math.min(picture.length, picture[0].length);
  const top = Math.floor((picture.length - side) / 2);
  const left = Math.floor((picture[0].length - side) / 2);
  return picture.slice(top, top + side).map((row) => row.slice(left, left + side));
}

/**
 * The size that fits in `maxSide` with the same proportions; never larger than it was, never below 1.
 * `fitWithin(4000, 3000, 256)` is {width: 256, height: 192}.
 */
export function fitWithin(width: number, height: number, maxSide: number): {width: number; height: number} {
  checkWhole(maxSide, "maxSide", 1);
  const scale = Math.min(1, maxSide / Math.max(checkWhole(width, "width", 1), checkWhole(height, "height", 1)));
  return {width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale))};
}

function readPixels<T>(pixels: Pixels, background: number, read: (red: number, green: number, blue: number) => T): T[][] {
  checkPixels(pixels);
  const {data, width, height} = pixels;
  const picture: T[][] = [];
  for (let row = 0; row < height; row++) {
    const values: T[] = [];
    for (let at = 4 * row * width; at < 4 * (row + 1) * width; at += 4) {
      const opacity = data[at + 3] / 255;
      const behind = background * (1 - opacity);
      const part = opacity / 255;
      values.push(read(data[at] * part + behind, data[at + 1] * part + behind, data[at + 2] * part + behind));
    }
    picture.push(values);
  }
  return picture;
}

/** Which old pixels a new one covers, and how much of it each fills; the parts sum to 1. */
interface Coverage {
  first: number;
  parts: number[];
}

function coverage(inputs: number, outputs: number): Coverage[] {
  return Array.from({length: outputs}, (_, output) => {
    const from = (output * inputs) / outputs;
    const to = ((output + 1) * inputs) / outputs;
    const first = Math.floor(from);
    const last = Math.min(Math.ceil(to), inputs);
    const parts = Array.from(
      {length: last - first},
      (_, i) => (Math.min(to, first + i + 1) - Math.max(from, first + i)) / (to - from)
    );
    return {first, parts};
  });
}

function weigh({first, parts}: Coverage, value: (index: number) => number): number {
  let sum = 0;
  for (let i = 0; i < parts.length; i++) sum += parts[i] * value(first + i);
  return sum;
}

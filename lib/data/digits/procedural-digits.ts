import type {Batch, Dataset} from "../dataset.ts";
import {checkBatchSize} from "../dataset.ts";
import type {Path, Skeleton} from "./hand.ts";
import {drawHand, parseSkeleton, writeStroke} from "./hand.ts";
import {digitStyles} from "./styles.ts";
import type {Random} from "../../random.ts";
import {random as seeded} from "../../random.ts";

interface Style {
  /** Share of the digit's examples, summed with those of the styles before it: the last is 1. */
  upTo: number;
  strokes: Skeleton[];
}

/** Which digits, from which seed. */
export interface ProceduralDigitsOptions {
  /** Seed of the digits that `batch(size)` gives; default 1. */
  seed?: number | string;
  /** The digits to write, each equally likely; default all ten. */
  labels?: readonly number[];
}

/** Digits without end. */
export interface ProceduralDigits extends Dataset {
  /** What `batch` without a generator draws from. */
  readonly seed: number | string;
  /** The digits that are written. */
  readonly digits: readonly number[];
  /**
   * Examples: with `random` as every data set; without, the next ones of the seed, the same whether they are taken in small
   * batches or large.
   */
  batch(size: number, random?: Random): Batch;
}

/**
 * Handwriting-like digits in MNIST's form, without end and without a file: one of several ways of writing the digit, by a hand
 * with its own slant, proportions, pen and unsteadiness, deformed, then normalised as MNIST's digits were. 28 × 28, [−1, 1].
 * @throws RangeError when `labels` is empty or has what is not a digit.
 */
export function proceduralDigits({
  seed = 1,
  labels = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
}: ProceduralDigitsOptions = {}): ProceduralDigits {
  if (labels.length === 0) throw new RangeError("labels must name at least one digit");
  for (const label of labels) {
    if (!Number.isInteger(label) || label < 0 || label > 9)
      throw new RangeError(`labels must be digits from 0 to 9, got ${String(label)}`);
  }
  const styles = digitStyles.map(prepare);
  const own = seeded(seed);
  const batch = (size: number, random = own): Batch => {
    checkBatchSize(size);
    const images = new Float32Array(size * side * side);
    const drawn = new Uint8Array(size);
    for (let i = 0; i < size; i++) {
      const label = random.choose(labels);
      drawn[i] = label;
      writeDigit(styles[label], random, images, i * side * side);
    }
    for (let i = 0; i < images.length; i++) images[i] = 2 * images[i] - 1;
    return {images, labels: drawn};
  };
  return {name: "procedural digits", shape: [side, side, 1], classes: 10, size: Infinity, seed, digits: labels, batch};
}

function prepare(styles: (typeof digitStyles)[number]): Style[] {
  const total = styles.reduce((sum, {weight}) => sum + weight, 0);
  let upTo = 0;
  return styles.map(({weight, strokes}) => ({upTo: (upTo += weight / total), strokes: strokes.map(parseSkeleton)}));
}

function writeDigit(styles: Style[], random: Random, picture: Float32Array, offset: number): void {
  const draw = random.uniform();
  const style = styles.find(({upTo}) => draw < upTo) ?? styles[styles.length - 1];
  const hand = drawHand(random);
  ink(
    style.strokes.map((stroke) => writeStroke(stroke, hand, random)),
    hand,
    picture,
    offset
  );
}

/** Rows and columns of a picture, and of the square that the ink fits, as MNIST's. */
const side = 28;
const box = 20;

/** The width of the pen and the softness of its edge, in pixels. */
interface Pen {
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
function ink(paths: Path[], {pen, softness}: Pen, picture: Float32Array, offset: number): void {
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

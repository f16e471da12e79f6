import type {Batch, Dataset} from "./dataset.ts";
import {DataError, checkBatchSize} from "./dataset.ts";
import type {Matrix} from "../nn/arithmetic/matrix.ts";
import type {Random} from "../random.ts";

/** Images held in memory, a byte for each value, with their labels. */
export interface ImageSet extends Dataset {
  readonly shape: readonly [height: number, width: number, channels: number];
  /** [size, height, width, channels] row by row, 0 … `white`. */
  readonly pixels: Uint8Array;
  /** One for each image, from 0 to classes − 1. */
  readonly labels: Uint8Array;
  /** The value of `pixels` that is full white: 255, or 16 in scikit-learn's digits. */
  readonly white: number;
  /** The images at these places, in this order. Throws a RangeError for a place that is not there. */
  select(places: ArrayLike<number>): Batch;
}

/** What `imageSet` makes a data set of. */
export interface ImageSetParts {
  name: string;
  shape: readonly [height: number, width: number, channels: number];
  pixels: Uint8Array;
  /** Default: all 0, for images without classes. */
  labels?: Uint8Array;
  /** Default: one more than the largest label. */
  classes?: number;
  /** Default 255. */
  white?: number;
}

/**
 * A data set of images in memory. Nothing is copied.
 * @throws DataError when there are no images, the pixels are not a whole number of them, labels and images differ in number,
 *   a label is not below `classes`, or a pixel is above `white`.
 */
export function imageSet({name, shape, pixels, labels: given, classes: named, white = 255}: ImageSetParts): ImageSet {
  const area = shape[0] * shape[1] * shape[2];
  if (!(area > 0) || !shape.every(Number.isInteger)) throw new DataError(`images of ${shape.join(" × ")} have no pixels`);
  if (pixels.length === 0) throw new DataError(`${name} has no images`);
  if (pixels.length % area !== 0)
    throw new DataError(`${pixels.length} pixels are not a whole number of images of ${shape.join(" × ")}`);
  const size = pixels.length / area;
  const labels = given ?? new Uint8Array(size);
  if (labels.length !== size) throw new DataError(`there are ${size} images but ${labels.length} labels`);
  const classes = named ?? labels.reduce((most, label) => Math.max(most, label), 0) + 1;
  const outside = labels.findIndex((label) => label >= classes);
  if (outside >= 0) throw new DataError(`label ${outside} is ${labels[outside]}, but labels are from 0 to ${classes - 1}`);
  if (white < 255) {
    const bright = pixels.findIndex((value) => value > white);
    if (bright >= 0)
      throw new DataError(`image ${Math.floor(bright / area)} has a pixel of ${pixels[bright]}, but they are from 0 to ${white}`);
  }

  const select = (places: ArrayLike<number>): Batch => {
    const images = new Float32Array(places.length * area);
    const chosen = new Uint8Array(places.length);
    for (let i = 0; i < places.length; i++) {
      const place = places[i];
      if (!Number.isInteger(place) || place < 0 || place >= size)
        throw new RangeError(`there are images 0 to ${size - 1}, not ${place}`);
      chosen[i] = labels[place];
      for (let j = 0; j < area; j++) images[i * area + j] = (2 * pixels[place * area + j]) / white - 1;
    }
    return {images, labels: chosen};
  };
  const batch = (count: number, random: Random): Batch =>
    select(Array.from({length: checkBatchSize(count)}, () => random.integer(0, size - 1)));
  return {name, shape, classes, size, pixels, labels, white, select, batch};
}

/**
 * Parts of a set, for training, validation and test: shuffled, then cut; together they have every image once.
 * `split(digits, [0.6, 0.2, 0.2], random(1))` is the split of the TinyML chapter's network.
 * @throws RangeError when a share is not above 0 or they do not sum to 1; when the set is too small to give each part an image.
 */
export function split(set: ImageSet, shares: readonly number[], random: Random): ImageSet[] {
  const sum = shares.reduce((total, share) => total + share, 0);
  if (shares.some((share) => !(share > 0)) || Math.abs(sum - 1) > 1e-6)
    throw new RangeError(`shares must be above 0 and sum to 1, got ${shares.join(", ")}`);
  const order = random.shuffle(Array.from({length: set.size}, (_, place) => place));
  let before = 0;
  let from = 0;
  return shares.map((share) => {
    before += share;
    const to = Math.round(Math.min(before, 1) * set.size);
    if (to === from) throw new RangeError(`${set.size} images are too few for shares of ${shares.join(", ")}`);
    const part = pick(set, order.slice(from, to));
    from = to;
    return part;
  });
}

/**
 * A set of some of the images, copied, in this order; it keeps the name and the number of classes.
 * @throws RangeError for a place that is not there; DataError for none.
 */
export function pick(set: ImageSet, places: readonly number[]): ImageSet {
  const area = set.pixels.length / set.size;
  const pixels = new Uint8Array(places.length * area);
  places.forEach((place, i) => {
    if (!Number.isInteger(place) || place < 0 || place >= set.size)
      throw new RangeError(`there are images 0 to ${set.size - 1}, not ${place}`);
    pixels.set(set.pixels.subarray(place * area, (place + 1) * area), i * area);
  });
  const {name, shape, classes, white} = set;
  return imageSet({name, shape, pixels, labels: Uint8Array.from(places, (place) => set.labels[place]), classes, white});
}

/**
 * Examples of a data set as a set in memory, each value rounded to a byte: so many procedural digits that can be split, counted
 * and made smaller. The same generator in the same state gives the same set.
 * @param count from 1 to a million
 * @throws DataError for points; RangeError as `batch`.
 */
export function sampleSet(dataset: Dataset, count: number, random: Random): ImageSet {
  const [height, width, channels, ...more] = dataset.shape;
  if (width === undefined || channels === undefined || more.length > 0)
    throw new DataError(`${dataset.name} has no images: its examples have the shape ${dataset.shape.join(" × ")}`);
  const {images, labels} = dataset.batch(count, random);
  const pixels = Uint8Array.from(images, (value) => Math.round((255 * (value + 1)) / 2));
  return imageSet({name: dataset.name, shape: [height, width, channels], pixels, labels, classes: dataset.classes});
}

/** A digit that the reader drew, and which one it is to be. */
export interface DrawnDigit {
  /** [side, side], 0 paper … 1 ink. */
  picture: Matrix;
  /** 0 … 9. */
  label: number;
}

/**
 * A few drawn digits as a data set: each in every place up to `shift` pixels away in both directions, (2 · shift + 1)² images of it
 * one after the other, the unmoved one first. Ink that would leave the picture is cut.
 * @throws DataError when there are none or they differ in size.
 */
export function drawnSet(digits: readonly DrawnDigit[], {shift = 2, name = "digits you drew"} = {}): ImageSet {
  const side = digits[0]?.picture.length ?? 0;
  if (side === 0) throw new DataError("there are no drawn digits yet");
  const odd = digits.find(({picture}) => picture.length !== side || picture.some((row) => row.length !== side));
  if (odd)
    throw new DataError(
      `drawn digits must all be ${side} × ${side}, one is ${odd.picture.length} × ${odd.picture[0]?.length ?? 0}`
    );
  const places = Array.from({length: 2 * shift + 1}, (_, i) => i - shift);
  const moves = places.flatMap((down) => places.map((right) => ({down, right})));
  moves.sort((a, b) => Math.abs(a.down) + Math.abs(a.right) - Math.abs(b.down) - Math.abs(b.right));
  const pixels = new Uint8Array(digits.length * moves.length * side * side);
  let at = 0;
  for (const {picture} of digits) {
    for (const {down, right} of moves) {
      for (let row = 0; row < side; row++)
        for (let column = 0; column < side; column++)
          pixels[at++] = Math.round(255 * (picture[row - down]?.[column - right] ?? 0));
    }
  }
  const labels = Uint8Array.from({length: digits.length * moves.length}, (_, i) => digits[Math.floor(i / moves.length)].label);
  return imageSet({name, shape: [side, side, 1], pixels, labels, classes: 10});
}

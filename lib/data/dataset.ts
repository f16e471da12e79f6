import type {Random} from "../random.ts";

/** Examples for one step of training. */
export interface Batch {
  /** [size, height, width, channels] row by row, each value in [−1, 1]: −1 is black, 1 is white. Points: [size, 2]. */
  images: Float32Array;
  /** One for each image, from 0 to classes − 1. All 0 when the data set has no classes. */
  labels: Uint8Array;
}

/** Where training takes its examples from: a file of digits, an endless generator, a reader's own pictures, points. */
export interface Dataset {
  /** For captions and logs: "MNIST", "procedural digits". */
  readonly name: string;
  /** Of one example: [height, width, channels] for images, [2] for points of the plane. */
  readonly shape: readonly number[];
  /** How many labels there are; 1 when the images have no classes. */
  readonly classes: number;
  /** How many examples there are; Infinity for a generator. */
  readonly size: number;
  /**
   * Examples drawn at random, with replacement: the same generator in the same state gives the same batch.
   * @param size how many, from 1 to a million
   * @throws RangeError when `size` is not such a number.
   */
  batch(size: number, random: Random): Batch;
}

/**
 * Holds a number of examples against what a batch can have, and gives it back.
 * @throws RangeError when it is not whole, from 1 to a million.
 */
export function checkBatchSize(size: number): number {
  if (!Number.isInteger(size) || size < 1 || size > 1e6)
    throw new RangeError(`a batch has a whole number of examples from 1 to 1000000, got ${String(size)}`);
  return size;
}

/** Data that cannot be read: the message is for the reader, says what was expected and what was found. */
export class DataError extends Error {
  override name = "DataError";
}

/** A data set whose values stand in another range. */
export interface Rescaled extends Dataset {
  readonly of: Dataset;
  /** What −1 and 1 have become. */
  readonly low: number;
  readonly high: number;
}

/**
 * A data set with −1 and 1 moved to `low` and `high`, and all between in proportion: what happens to a GAN whose pictures are in
 * [0, 1] while tanh paints in [−1, 1]?
 * @throws RangeError when `low` and `high` are not two finite numbers in this order.
 */
export function rescaled(of: Dataset, {low, high}: {low: number; high: number}): Rescaled {
  if (!(low < high && Number.isFinite(high - low))) throw new RangeError(`low must be below high, got ${low} and ${high}`);
  const {name, shape, classes, size} = of;
  return {
    ...{name: `${name} in [${low}, ${high}]`, shape, classes, size, of, low, high},
    batch(count, random) {
      const {images, labels} = of.batch(count, random);
      return {images: images.map((value) => low + ((value + 1) / 2) * (high - low)), labels};
    }
  };
}

/**
 * One example of each class, the first that comes, with the class as its name: what a figure offers to choose from. Of a class that does
 * not come among a thousand there is none.
 */
export function onePerClass(of: Dataset, random: Random): {name: string; values: Float32Array}[] {
  const {images, labels} = of.batch(1000, random);
  const size = images.length / labels.length;
  return Array.from({length: of.classes}, (_, label) => ({name: String(label), at: labels.indexOf(label)}))
    .filter(({at}) => at >= 0)
    .map(({name, at}) => ({name, values: images.slice(at * size, (at + 1) * size)}));
}

/** A data set some of whose labels are wrong. */
export interface ShuffledLabels extends Dataset {
  readonly of: Dataset;
  /** The share of the labels that are drawn anew, 0 to 1. */
  readonly share: number;
}

/**
 * The images of a data set, a share of them with a label drawn at random, each class alike: what a labelled data set becomes when its
 * labels have slipped. A batch has the same images as the set's own from the same generator.
 * @param share 1 by default: labels say nothing.
 * @throws RangeError when the share is not from 0 to 1, or the set has no classes.
 */
export function shuffledLabels(of: Dataset, share = 1): ShuffledLabels {
  if (!(share >= 0 && share <= 1)) throw new RangeError(`the share of shuffled labels is from 0 to 1, got ${share}`);
  if (of.classes < 2) throw new RangeError(`${of.name} has no classes whose labels could be shuffled`);
  const {shape, classes, size} = of;
  return {
    name: `${of.name}, ${Math.round(100 * share)} % of the labels shuffled`,
    shape,
    classes,
    size,
    of,
    share,
    batch(count: number, random: Random) {
      const {images, labels} = of.batch(count, random);
      const source = random.split("shuffled labels");
      return {images, labels: labels.map((label) => (source.uniform() < share ? source.integer(0, classes - 1) : label))};
    }
  };
}

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

/** @throws RangeError when it is not a number of examples that a batch can have: whole, from 1 to a million. */
export function checkBatchSize(size: number): number {
  if (!Number.isInteger(size) || size < 1 || size > 1e6)
    throw new RangeError(`a batch has a whole number of examples from 1 to 1000000, got ${String(size)}`);
  return size;
}

/** Data that cannot be read: the message is for the reader, says what was expected and what was found. */
export class DataError extends Error {
  override name = "DataError";
}

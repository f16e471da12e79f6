import type {Random} from "../../random.ts";
import type {Batch, Dataset} from "../dataset.ts";
import {checkBatchSize, DataError} from "../dataset.ts";

/** A batch of stacked digits. */
export interface StackedBatch extends Batch {
  /** The digits in the three channels of each image, [size, 3]: hundreds, tens and ones of its mode. */
  digits: Uint8Array;
}

/** Colour images whose red, green and blue are three digits drawn apart: 10³ modes, each as likely (Srivastava et al. 2017, section 5). */
export interface StackedDigits extends Dataset {
  readonly shape: readonly [height: number, width: number, channels: 3];
  /** Where the digits come from: [height, width, 1], ten classes. */
  readonly stackOf: Dataset;
  batch(size: number, random: Random): StackedBatch;
}

/**
 * Stacked digits, without end. They have no classes: the thousand modes are for counting (`stackedModes` of lib/metrics), not for a
 * label.
 * @throws DataError when the digits are not grey or not of ten classes.
 */
export function stackedDigits(of: Dataset): StackedDigits {
  const [height, width, channels] = of.shape;
  if (of.shape.length !== 3 || channels !== 1)
    throw new DataError(`stacked digits are made of grey images [height, width, 1], but ${of.name} has [${of.shape.join(", ")}]`);
  if (of.classes !== 10) throw new DataError(`stacked digits need the ten digits, but ${of.name} has ${of.classes} classes`);
  const area = height * width;
  const batch = (size: number, random: Random): StackedBatch => {
    const {images: grey, labels} = of.batch(3 * checkBatchSize(size), random);
    const images = new Float32Array(grey.length);
    for (let i = 0; i < size; i++)
      for (let channel = 0; channel < 3; channel++)
        for (let pixel = 0; pixel < area; pixel++)
          images[(i * area + pixel) * 3 + channel] = grey[(3 * i + channel) * area + pixel];
    return {images, labels: new Uint8Array(size), digits: labels};
  };
  return {name: `stacked ${of.name}`, shape: [height, width, 3], classes: 1, size: Infinity, stackOf: of, batch};
}

/**
 * The three channels of images [n, height, width, 3], each as grey images [n, height, width, 1]: what a classifier of digits reads.
 * @throws RangeError for another shape.
 */
export function channelsOf({
  shape,
  values
}: {
  shape: readonly number[];
  values: Float32Array;
}): {shape: number[]; values: Float32Array}[] {
  const [n, height, width, channels] = shape;
  if (shape.length !== 4 || channels !== 3 || values.length !== n * height * width * 3)
    throw new RangeError(`three channels are in images [n, height, width, 3], got [${shape.join(", ")}]`);
  return [0, 1, 2].map((channel) => ({
    shape: [n, height, width, 1],
    values: Float32Array.from({length: values.length / 3}, (_, i) => values[3 * i + channel])
  }));
}

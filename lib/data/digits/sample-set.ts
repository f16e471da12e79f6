import type {Random} from "../../random.ts";
import type {Dataset} from "../dataset.ts";
import {DataError} from "../dataset.ts";
import type {ImageSet} from "../image-set.ts";
import {imageSet} from "../image-set.ts";

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

import {DataError} from "./dataset.ts";
import type {ImageSet} from "./image-set.ts";
import {imageSet} from "./image-set.ts";
import type {Pixels} from "./image.ts";
import {centreCrop, resize, resizeVolume, toGrey, toVolume} from "./image.ts";

/** A decoded picture, and what it shows when that is known. */
export interface LabelledPixels {
  pixels: Pixels;
  /** The class's name; a zip's folder, for example. */
  label?: string;
}

/** How pictures become images of one size. */
export interface PictureSetOptions {
  /** Rows and columns of each image. */
  side: number;
  /** One channel instead of three; default false. */
  grey?: boolean;
  name?: string;
}

/** A reader's pictures as a data set: `classNames[label]` is what a label stands for. */
export interface PictureSet extends ImageSet {
  readonly classNames: readonly string[];
}

/**
 * The reader's own pictures as a data set: the largest square in the middle of each, resized by area, in colour or grey. Labels
 * are numbered in the order of their names.
 * @throws DataError when there are no pictures, or more than 256 labels; RangeError as `checkPixels` and for a bad side.
 */
export function pictureSet(pictures: readonly LabelledPixels[], options: PictureSetOptions): PictureSet {
  const {side, grey = false, name = "own pictures"} = options;
  if (pictures.length === 0) throw new DataError("there are no pictures");
  const classNames = [...new Set(pictures.map(({label = ""}) => label))].sort((a, b) => (a < b ? -1 : 1));
  if (classNames.length > 256) throw new DataError(`there are ${classNames.length} labels, 256 at most`);
  const values = pictures.map(({pixels}) => {
    const image: number[][] | number[][][] = grey
      ? resize(centreCrop(toGrey(pixels)), side, side)
      : resizeVolume(centreCrop(toVolume(pixels)), side, side);
    return image.flat(2);
  });
  const pixels = Uint8Array.from(values.flat(), (value) => Math.round(255 * value));
  const labels = Uint8Array.from(pictures, ({label = ""}) => classNames.indexOf(label));
  const set = imageSet({name, shape: [side, side, grey ? 1 : 3], pixels, labels, classes: classNames.length});
  return {...set, classNames};
}

import {DataError} from "../dataset.ts";
import type {ImageSet} from "../image-set.ts";
import {imageSet} from "../image-set.ts";
import type {Pixels} from "../image.ts";
import type {Channel} from "./png.ts";

/** What a sprite holds. */
export interface SpriteOptions {
  name?: string;
  /** Rows and columns of each image; default 28. */
  side?: number;
  /** Length of each one-hot label; default 10. */
  classes?: number;
}

/**
 * Digits as the examples of TensorFlow.js ship them: one picture whose every row is an image of side · side pixels, and a file of
 * one-hot labels, `classes` bytes each. (`mnist_images.png`, 784 × 65,000, and `mnist_labels_uint8`.) The page decodes the PNG.
 * A page that decodes the sprite in strips reads each with its part of the labels.
 * @param sprite red, green, blue and opacity of the whole picture; the red one is used
 * @throws DataError when the picture's width, its bytes or the labels do not fit, or a label is not one-hot.
 */
export function readSprite(sprite: Pixels, labels: Uint8Array, options: SpriteOptions = {}): ImageSet {
  const {data, width, height} = sprite;
  if (data.length !== 4 * width * height)
    throw new DataError(`a sprite of ${width} × ${height} needs ${4 * width * height} bytes, got ${data.length}`);
  return spriteSet({width, height, data: Uint8Array.from({length: width * height}, (_, i) => data[4 * i])}, labels, options);
}

/** The same from one channel of the picture, which `readPngChannel` reads without a page. Nothing is copied. */
export function spriteSet(sprite: Channel, labels: Uint8Array, options: SpriteOptions = {}): ImageSet {
  const {name = "MNIST", side = 28, classes = 10} = options;
  const {data, width, height} = sprite;
  if (width !== side * side)
    throw new DataError(`the sprite is ${width} pixels wide, images of ${side} × ${side} need ${side * side}`);
  if (labels.length !== height * classes) {
    throw new DataError(`${height} images need ${height * classes} bytes of labels (${classes} each), got ${labels.length}`);
  }
  const answers = Uint8Array.from({length: height}, (_, i) => hot(labels.subarray(i * classes, (i + 1) * classes), i));
  return imageSet({name, shape: [side, side, 1], pixels: data, labels: answers, classes});
}

function hot(values: Uint8Array, image: number): number {
  const at = values.indexOf(1);
  if (at < 0 || values.some((value, i) => value !== (i === at ? 1 : 0)))
    throw new DataError(`the label of image ${image} is not one-hot: ${values.join(" ")}`);
  return at;
}

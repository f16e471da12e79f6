import {DataError} from "../dataset.ts";
import {gunzip} from "./gunzip.ts";
import type {ImageSet} from "../image-set.ts";
import {imageSet} from "../image-set.ts";

/** An array of bytes and its shape, as an IDX file holds it. */
export interface IdxArray {
  shape: number[];
  /** Row by row. */
  data: Uint8Array;
}

const otherTypes: Readonly<Record<number, string>> = {
  0x09: "signed bytes",
  0x0b: "16-bit numbers",
  0x0c: "32-bit numbers",
  0x0d: "floats",
  0x0e: "doubles"
};

/**
 * An IDX file of unsigned bytes, gzipped or not: two zeros, the type, how many dimensions, each dimension as a 32-bit number with
 * the highest byte first, the values (LeCun, Cortes and Burges, the MNIST database, 1998).
 * @param what for messages: "the labels' file"
 * @throws DataError when it is something else, of another type, cut off, or longer than it says.
 */
export function readIdx(bytes: Uint8Array, what = "the file"): IdxArray {
  const content = gunzip(bytes, what);
  if (content.length < 4) throw new DataError(`${what} is cut off: ${content.length} bytes are too few for an IDX file`);
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const magic = view.getUint32(0);
  const type = content[2];
  const rank = content[3];
  if (magic >>> 16 !== 0 || (type !== 0x08 && !otherTypes[type]))
    throw new DataError(
      `${what} is not an IDX file: it begins with 0x${hex(magic)}, images begin with 0x00000803, labels with 0x00000801`
    );
  if (type !== 0x08)
    throw new DataError(`${what} holds ${otherTypes[type]} (type 0x${hex(type, 2)}), only unsigned bytes (0x08) are read`);
  if (rank === 0) throw new DataError(`${what} says that it has no dimensions`);
  const start = 4 + 4 * rank;
  if (content.length < start)
    throw new DataError(`${what} is cut off: its header needs ${start} bytes, there are ${content.length}`);
  const shape = Array.from({length: rank}, (_, i) => view.getUint32(4 + 4 * i));
  const count = shape.reduce((product, size) => product * size, 1);
  const found = content.length - start;
  if (found < count) throw new DataError(`${what} is cut off: it says ${shape.join(" × ")} = ${count} bytes, there are ${found}`);
  if (found > count)
    throw new DataError(`${what} is longer than it says: ${shape.join(" × ")} = ${count} bytes, there are ${found}`);
  return {shape, data: content.subarray(start)};
}

/**
 * A data set in MNIST's form: an IDX file of images and one of labels, each gzipped or not. Fashion-MNIST and others of ten
 * classes read too.
 * @throws DataError as `readIdx`; when the files are swapped, their numbers disagree, or a label is above 9.
 */
export function readMnist(images: Uint8Array, labels: Uint8Array, name = "MNIST"): ImageSet {
  const pictures = readIdx(images, "the images' file");
  const answers = readIdx(labels, "the labels' file");
  if (pictures.shape.length === 1 && answers.shape.length === 3)
    throw new DataError("the two files are swapped: the first holds labels, the second images");
  if (pictures.shape.length !== 3)
    throw new DataError(`the images' file must have 3 dimensions (images, rows, columns), it has ${pictures.shape.length}`);
  if (answers.shape.length !== 1) throw new DataError(`the labels' file must have 1 dimension, it has ${answers.shape.length}`);
  const [count, height, width] = pictures.shape;
  if (count !== answers.shape[0])
    throw new DataError(`the images' file has ${count} images, the labels' file ${answers.shape[0]} labels`);
  return imageSet({name, shape: [height, width, 1], pixels: pictures.data, labels: answers.data, classes: 10});
}

/** The bytes of an IDX file, not gzipped. Throws a RangeError when the data do not fill the shape. */
export function writeIdx({shape, data}: IdxArray): Uint8Array {
  const count = shape.reduce((product, size) => product * size, 1);
  if (shape.length < 1 || shape.length > 255 || count !== data.length)
    throw new RangeError(`a shape of ${shape.join(" × ")} needs ${count} bytes, got ${data.length}`);
  const bytes = new Uint8Array(4 + 4 * shape.length + data.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0, 0, 0x08, shape.length]);
  shape.forEach((size, i) => view.setUint32(4 + 4 * i, size));
  bytes.set(data, 4 + 4 * shape.length);
  return bytes;
}

function hex(value: number, digits = 8): string {
  return value.toString(16).padStart(digits, "0");
}

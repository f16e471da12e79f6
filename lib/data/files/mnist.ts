import {assetUrl, readAsset} from "../../asset.ts";
import {DataError} from "../dataset.ts";
import {carryOut} from "../../worker/service.ts";
import {gunzip, gunzipSteps} from "./gzip.ts";
import type {ImageSet} from "../image-set.ts";
import {imageSet} from "../image-set.ts";
import {sizeOf} from "../../nn/arithmetic/values.ts";

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
  const count = sizeOf(shape);
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
  const count = sizeOf(shape);
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

/** How a folder is read: Node's `readdir` and `readFile`, or a directory that the reader picked in the page. */
export interface Folder {
  /** Its path or name, for messages. */
  path: string;
  /** The names of the files in it. Rejects when there is no such folder. */
  list(): Promise<readonly string[]>;
  read(name: string): Promise<Uint8Array>;
}

/** Which of MNIST's two sets. */
export type MnistPart = "train" | "test";

/**
 * MNIST from a folder, under the names it is published with: `train-images-idx3-ubyte`, `t10k-labels-idx1-ubyte`…, with "." for
 * the last "-" as some copies have, with ".gz" or without. This file imports nothing of Node: who has a folder hands it in.
 * @throws DataError when the folder is not there, or has no such file (with what it has); else as `readMnist`.
 */
export async function loadMnistFolder(folder: Folder, part: MnistPart = "train"): Promise<ImageSet> {
  let names: readonly string[];
  try {
    names = await folder.list();
  } catch (error) {
    throw new DataError(`there is no folder ${folder.path}`, {cause: error});
  }
  const prefix = part === "train" ? "train" : "t10k";
  const find = (what: string): string => {
    const wanted = new RegExp(`^${prefix}-${what}[-.]idx[13]-ubyte(\\.gz)?$`);
    const name = names.find((candidate) => wanted.test(candidate));
    if (name !== undefined) return name;
    const found = names.length > 0 ? names.slice(0, 5).join(", ") : "nothing";
    throw new DataError(`${folder.path} has no ${prefix}-${what}-idx${what === "images" ? 3 : 1}-ubyte(.gz); it has ${found}`);
  };
  const [images, labels] = await Promise.all([folder.read(find("images")), folder.read(find("labels"))]);
  return readMnist(images, labels, `MNIST (${part})`);
}

/** Whether this book was built with MNIST in it (`GANTRY_MNIST=DIR npm run build`): in a page only. */
export function hasBookMnist(part: MnistPart = "train"): boolean {
  return urls(part) !== null;
}

/**
 * MNIST as this book has it, read from its own host.
 * @throws Error when the book has none, or a file cannot be read; DataError as `readMnist`.
 */
export async function loadBookMnist(part: MnistPart = "train"): Promise<ImageSet> {
  const found = urls(part);
  if (!found) throw new Error(`this book was built without MNIST's ${part === "train" ? "training" : "test"} digits`);
  const {signal} = new AbortController();
  // Few at a time, so that the page has its turns.
  const open = async (url: string) =>
    carryOut(gunzipSteps(await readAsset(url)), "unpacking", {progress: async () => {}, signal});
  const [images, labels] = await Promise.all(found.map(open));
  return readMnist(images, labels, part === "train" ? "MNIST" : "MNIST (test)");
}

function urls(part: MnistPart): string[] | null {
  try {
    const found = ["images", "labels"].map((what) => assetUrl(`gantry/mnist/${part}-${what}`));
    // Node resolves any name of the package; the files are in a book alone.
    return found.every((url) => !url.startsWith("file:")) ? found : null;
  } catch {
    return null;
  }
}

/** A file of MNIST as it is published, by which a download is known. */
export interface KnownFile {
  name: string;
  bytes: number;
  /** Hexadecimal; undefined where we know the size alone. */
  sha256?: string;
}

/** The four files of MNIST (LeCun, Cortes and Burges, 1998), gzipped, with the sums that every copy of them has. */
export const mnistFiles: Readonly<Record<"train" | "test", readonly [images: KnownFile, labels: KnownFile]>> = {
  train: [
    {
      name: "train-images-idx3-ubyte.gz",
      bytes: 9_912_422,
      sha256: "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"
    },
    {
      name: "train-labels-idx1-ubyte.gz",
      bytes: 28_881,
      sha256: "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"
    }
  ],
  test: [
    {
      name: "t10k-images-idx3-ubyte.gz",
      bytes: 1_648_877,
      sha256: "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"
    },
    {
      name: "t10k-labels-idx1-ubyte.gz",
      bytes: 4_542,
      sha256: "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"
    }
  ]
};

/** Where MNIST can be had. */
export interface MnistSource {
  /** For a choice: "Google's copy". */
  name: string;
  /** The folder, with "/" at its end. The book's pages may ask these and no other host (see the content security policy of the build). */
  folder: string;
  /** What is asked for there, images first. */
  files: readonly [images: Expected, labels: Expected];
}

/** A file of a source: a known one, or one of which we know the name, and how large it is at most. */
export type Expected = KnownFile | {name: string; about: number};

/** Public copies. Whether a host lets pages of other sites read them is its own to say, and may change: so there are three. */
export const mnistSources: readonly MnistSource[] = [
  {
    name: "Google's copy of the original files",
    folder: "https://storage.googleapis.com/cvdf-datasets/mnist/",
    files: mnistFiles.train
  },
  {
    name: "the one picture of TensorFlow.js's examples",
    folder: "https://storage.googleapis.com/learnjs-data/model-builder/",
    files: [
      {name: "mnist_images.png", about: 10_200_000},
      {name: "mnist_labels_uint8", bytes: 650_000}
    ]
  },
  {
    name: "PyTorch's copy of the original files",
    folder: "https://ossci-datasets.s3.amazonaws.com/mnist/",
    files: mnistFiles.train
  }
];

/** Bytes of a source's files together, as far as we know. */
export function sourceBytes({files}: MnistSource): number {
  return files.reduce((sum, file) => sum + ("bytes" in file ? file.bytes : file.about), 0);
}

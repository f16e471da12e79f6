import {DataError} from "../dataset.ts";
import {readDigitsCsv} from "../digits/eight-by-eight.ts";
import {contentStart, gunzipSteps} from "./gzip.ts";
import {Allowance} from "./inflate.ts";
import {readMnist} from "./mnist.ts";
import {folderOf, isZip, unzipSteps} from "./zip.ts";
import type {Channel} from "./png.ts";
import {pngHeader, pngSteps} from "./png.ts";
import {ImageError, sniffImage} from "./sniff-image.ts";
import type {ImageSet} from "../image-set.ts";
import {imageSet} from "../image-set.ts";
import type {Pixels} from "../image.ts";
import {carryOut} from "../../worker/service.ts";
import {centreCrop, resize, resizeVolume, toGrey, toVolume} from "../image.ts";

/** A file as the reader gave it. */
export interface NamedFile {
  /** With the folders it came in, if any: "cats/01.png". */
  name: string;
  bytes: Uint8Array;
}

/** How pictures are read. */
export interface ReadFilesOptions {
  /** Rows and columns that pictures are made to have; digits' files keep their own. Default 28. */
  side?: number;
  /** Decodes one picture whose format and size have been checked: the page's, for there is no decoder in Node. */
  decode: (bytes: Uint8Array, type: string) => Promise<Pixels>;
  /** Called as pictures are decoded: how many of how many. */
  progress?: (done: number, of: number) => void;
  /** Called as a file is unpacked: "unpacking digits.zip", and its share done, from 0 to 1. */
  unpacking?: (what: string, share: number) => void;
  signal?: AbortSignal;
}

/** What files were found to be. */
export interface FoundSet {
  set: ImageSet;
  /** What was left out, and why, for the reader. */
  notes: readonly string[];
}

/** What one file of an archive may unpack to: 64 MiB, enough for MNIST's images. */
const maxDigitsFile = 2 ** 26;

/** Archives that are opened one within another. */
const maxDepth = 3;

type Kind = "images" | "labels" | "sprite" | "picture" | "csv" | "other";

/**
 * A data set from files, known by their content and not their names: a pair of IDX files (MNIST and its like, gzipped or not; of two
 * pairs the larger), the picture and the labels of TensorFlow.js's examples, scikit-learn's digits, pictures of any size (made grey,
 * their middle square; a folder is a class), or a zip archive of any of these. What comes out of archives is counted, all together;
 * between two pieces of the work everything else has its turn.
 * @throws DataError that says what is missing, what each file is where they do not go together, or what is wrong in one of them; the
 *   signal's reason when it is aborted.
 */
export async function readFiles(files: readonly NamedFile[], options: ReadFilesOptions): Promise<FoundSet> {
  const {signal = new AbortController().signal, unpacking} = options;
  const allowance = new Allowance();
  const unpack: Unpack = (what, steps) => {
    const progress = async ({stage, share}: {stage: string; share: number}) => unpacking?.(stage, share);
    return carryOut(steps(allowance), `unpacking ${what}`, {progress, signal});
  };
  signal.throwIfAborted();
  return readFound(files, options, unpack, 0);
}

/** Carries out the unpacking of one file. */
type Unpack = <Result>(what: string, steps: (allowance: Allowance) => Iterator<number, Result>) => Promise<Result>;

/** @param depth how many archives they came out of, one within another */
async function readFound(
  files: readonly NamedFile[],
  options: ReadFilesOptions,
  unpack: Unpack,
  depth: number
): Promise<FoundSet> {
  if (files.length === 0) throw new DataError("there is no file");
  const [first] = files;
  if (files.length === 1 && isZip(first.bytes)) {
    if (depth === maxDepth)
      throw new DataError(
        `${first.name} is an archive within ${depth} archives: so many are opened one within another, and no more`
      );
    const {files: inside, skipped} = await unpack(first.name, (allowance) => unzipSteps(first.bytes, maxDigitsFile, allowance));
    const notes = skipped.map(({path, why}) => `${path}: ${why}`);
    if (inside.length === 0) throw new DataError(`the archive has no files${notes.length > 0 ? `; ${notes[0]}` : ""}`);
    const named = inside.map(({path, bytes}) => ({name: path, bytes}));
    const found = await readFound(named, options, unpack, depth + 1);
    return {...found, notes: [...notes, ...found.notes]};
  }
  const kinds = new Map(files.map((file) => [file, kindOf(file, files.length)] as const));
  const of = (kind: Kind) => files.filter((file) => kinds.get(file) === kind);
  const [images, labels, sprites, others] = [of("images"), of("labels"), of("sprite"), of("other")];
  if (images.length > 0 || (labels.length > 0 && sprites.length === 0))
    return readPair(images, labels, leftOut(files, [...images, ...labels]), unpack);
  if (sprites.length === 1 && others.length + labels.length === 1)
    return readSpriteFiles(sprites[0], others[0] ?? labels[0], unpack);
  const [csv] = of("csv");
  if (csv) {
    const text = await unpack(csv.name, (allowance) => gunzipSteps(csv.bytes, csv.name, allowance));
    return {set: readDigitsCsv(text), notes: leftOut(files, [csv])};
  }
  return readPictures([...sprites, ...of("picture")], files, options);
}

/** What a file seems to be. */
function kindOf({bytes}: NamedFile, among: number): Kind {
  const header = pngHeader(bytes);
  if (header) {
    // A sprite has an image in each row; alone, it is a picture like any other.
    const side = Math.sqrt(header.width);
    return among === 2 && Number.isInteger(side) && side >= 8 && header.height >= 10 ? "sprite" : "picture";
  }
  const start = contentStart(bytes, 400);
  if (start[0] === 0 && start[1] === 0 && start[2] >= 0x08 && start[2] <= 0x0e) {
    if (start[3] === 3) return "images";
    if (start[3] === 1) return "labels";
  }
  const text = String.fromCharCode(...start);
  if (/^[\x20-\x7e\r\n\t]+$/.test(text) && (text.split("\n")[0].match(/,/g)?.length ?? 0) >= 8) return "csv";
  try {
    sniffImage(bytes);
    return "picture";
  } catch (error) {
    // A picture that is cut off is one all the same: its own message says more than "unknown".
    return error instanceof ImageError && !error.message.startsWith("not a picture") && bytes.length > 0 ? "picture" : "other";
  }
}

async function readPair(
  images: readonly NamedFile[],
  labels: readonly NamedFile[],
  notes: readonly string[],
  unpack: Unpack
): Promise<FoundSet> {
  if (images.length === 0) throw new DataError(`${labels[0].name} holds labels: choose its images' file together with it`);
  if (labels.length === 0) throw new DataError(`${images[0].name} holds images: choose its labels' file together with it`);
  const open = async (file: NamedFile) => ({
    file,
    bytes: await unpack(file.name, (allowance) => gunzipSteps(file.bytes, file.name, allowance))
  });
  const opened: {file: NamedFile; bytes: Uint8Array}[] = [];
  for (const file of images) opened.push(await open(file));
  const [largest] = opened.sort((a, b) => b.bytes.length - a.bytes.length);
  const answers: typeof opened = [];
  for (const file of labels) answers.push(await open(file));
  // A wrong number of labels is the pair's mistake to report when there is no other to choose.
  const matching = answers.find(({bytes}) => count(bytes) === count(largest.bytes)) ?? answers[0];
  const rest = [...images, ...labels].filter((file) => file !== largest.file && file !== matching.file);
  const set = readMnist(largest.bytes, matching.bytes, nameOf(largest.file.name));
  return {set, notes: [...notes, ...rest.map(({name}) => `${name}: left out, the larger set was taken`)]};
}

function count(idx: Uint8Array): number {
  return idx.length < 8 ? 0 : new DataView(idx.buffer, idx.byteOffset, idx.byteLength).getUint32(4);
}

/** "train-images-idx3-ubyte.gz" → "MNIST"; other names as they are, without endings. */
function nameOf(file: string): string {
  const bare = file.split("/").at(-1) ?? file;
  return /^(train|t10k)-images[-.]idx3-ubyte(\.gz)?$/.test(bare) ? "MNIST" : bare.replace(/(\.idx)?(\.gz)?$/, "");
}

async function readSpriteFiles(picture: NamedFile, labels: NamedFile, unpack: Unpack): Promise<FoundSet> {
  const sprite = await unpack(picture.name, (allowance) => pngSteps(picture.bytes, picture.name, allowance));
  return {set: spriteSet(sprite, labels.bytes), notes: []};
}

async function readPictures(
  pictures: readonly NamedFile[],
  files: readonly NamedFile[],
  options: ReadFilesOptions
): Promise<FoundSet> {
  const {side = 28, decode, progress, signal} = options;
  if (pictures.length === 0) throw new DataError(`no digits and no pictures: ${files.slice(0, 3).map(describe).join("; ")}`);
  const notes = leftOut(files, pictures);
  const decoded: LabelledPixels[] = [];
  for (const {name, bytes} of pictures) {
    signal?.throwIfAborted();
    try {
      const {type} = sniffImage(bytes);
      decoded.push({pixels: await decode(bytes, type), label: folderOf(name)});
    } catch (error) {
      notes.push(`${name}: ${error instanceof ImageError ? error.message : "the browser cannot decode it; it may be damaged"}`);
    }
    progress?.(decoded.length, pictures.length);
  }
  if (decoded.length === 0) throw new DataError(notes[0] ?? "there are no pictures");
  return {set: pictureSet(decoded, {side, grey: true}), notes};
}

function describe({name, bytes}: NamedFile): string {
  try {
    sniffImage(bytes);
    return `${name}: a picture`;
  } catch (error) {
    return `${name}: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function leftOut(files: readonly NamedFile[], used: readonly NamedFile[]): string[] {
  return files.filter((file) => !used.includes(file)).map((file) => `${describe(file)}; left out`);
}

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
 * one-hot labels, `classes` bytes each. (`mnist_images.png`, 784 × 65,000, and `mnist_labels_uint8`.) Nothing is copied.
 * @param sprite one channel of the picture, which `readPngChannel` reads without a page
 * @throws DataError when the picture's width or the labels do not fit, or a label is not one-hot.
 */
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

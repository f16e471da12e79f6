import {readFile, readdir} from "node:fs/promises";
import {join} from "node:path";
import {gunzipSync, gzipSync} from "node:zlib";
import type {Asset} from "./assets.ts";
import {namedAsset} from "./assets.ts";

/** MNIST as it goes into a book: its files as assets ("gantry/mnist/train-images"), and a line about them for the terminal. */
export interface BookMnist {
  assets: readonly Asset[];
  /** "MNIST in the book: 60,000 digits to train with, 10,000 to test (11.6 MB)". */
  line: string;
}

/** A folder of MNIST that cannot go into a book; the message names the folder and the file. */
export class MnistError extends Error {
  override name = "MnistError";
}

/**
 * MNIST from the folder that `GANTRY_MNIST` names: the training pair, and the test pair if it is there, each file gzipped or not,
 * named as published. They are checked here, so that no reader meets a damaged one, and packed.
 * @throws MnistError when the folder or a file is not there, is no such IDX file, is cut off, or the pair does not fit.
 */
export async function bookMnist(folder: string): Promise<BookMnist> {
  const names = await readdir(folder).catch(() => {
    throw new MnistError(`GANTRY_MNIST: there is no folder ${folder}`);
  });
  const train = await readPair(folder, names, "train");
  const test = names.some((name) => name.startsWith("t10k-")) ? await readPair(folder, names, "t10k") : undefined;
  const assets = [...train.assets, ...(test?.assets ?? [])];
  const megabytes = assets.reduce((sum, {content}) => sum + content.length, 0) / 1e6;
  const tests = test ? `, ${count(test.digits)} to test` : "";
  return {assets, line: `MNIST in the book: ${count(train.digits)} digits to train with${tests} (${megabytes.toFixed(1)} MB)`};
}

async function readPair(folder: string, names: readonly string[], part: "train" | "t10k") {
  const read = async (what: "images" | "labels", rank: number) => {
    const wanted = new RegExp(`^${part}-${what}[-.]idx${rank}-ubyte(?:\\.gz)?$`);
    const name = names.find((candidate) => wanted.test(candidate));
    if (name === undefined) {
      const found = names.slice(0, 5).join(", ") || "nothing";
      throw new MnistError(`GANTRY_MNIST: ${folder} has no ${part}-${what}-idx${rank}-ubyte(.gz); it has ${found}`);
    }
    const file = join(folder, name);
    const bytes = await readFile(file);
    const {shape, data} = readIdx(bytes, rank, file);
    const content = isGzip(bytes) ? bytes : gzipSync(bytes, {level: 9});
    // Not ".gz": some servers would unpack it on the way, and it would no longer be the file that the service worker knows.
    const specifier = `gantry/mnist/${part === "train" ? "train" : "test"}-${what}`;
    return {shape, data, file, asset: namedAsset(`${specifier}.bin`, content), specifier};
  };
  const [images, labels] = await Promise.all([read("images", 3), read("labels", 1)]);
  if (images.shape[0] !== labels.shape[0])
    throw new MnistError(`GANTRY_MNIST: ${images.file} has ${images.shape[0]} images, ${labels.file} ${labels.shape[0]} labels`);
  const wrong = labels.data.findIndex((label) => label > 9);
  if (wrong >= 0)
    throw new MnistError(`GANTRY_MNIST: ${labels.file}: label ${wrong} is ${labels.data[wrong]}, digits are 0 to 9`);
  return {digits: labels.data.length, assets: [images, labels].map(({asset, specifier}) => ({...asset, specifier}))};
}

function readIdx(bytes: Uint8Array, rank: number, file: string): {shape: number[]; data: Uint8Array} {
  let content = bytes;
  try {
    if (isGzip(bytes)) content = gunzipSync(bytes, {maxOutputLength: 2 ** 28});
  } catch (error) {
    throw new MnistError(
      `GANTRY_MNIST: ${file} is cut off or damaged: ${error instanceof Error ? error.message : String(error)}`
    );
  }
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const start = 4 + 4 * rank;
  const magic = content.length < start ? -1 : view.getUint32(0);
  if (magic !== 0x0800 + rank) throw new MnistError(`GANTRY_MNIST: ${file} is not an IDX file of bytes with ${rank} dimensions`);
  const shape = Array.from({length: rank}, (_, i) => view.getUint32(4 + 4 * i));
  const size = shape.reduce((product, length) => product * length, 1);
  if (content.length - start !== size || size === 0)
    throw new MnistError(`GANTRY_MNIST: ${file} says ${shape.join(" × ")} = ${size} bytes, there are ${content.length - start}`);
  return {shape, data: content.subarray(start)};
}

const isGzip = (bytes: Uint8Array) => bytes[0] === 0x1f && bytes[1] === 0x8b;

function count(digits: number): string {
  return digits.toLocaleString("en");
}

import {assetUrl, readAsset} from "../asset.ts";
import {FileError, floats} from "../nn/files/safetensors.ts";
import {sha256 as sha256Of} from "../nn/files/sha256.ts";
import type {WeightsFile} from "../nn/files/weights-file.ts";
import {readWeights} from "../nn/files/weights-file.ts";
import type {Values} from "../nn/network/network-weights.ts";

/**
 * The weights that ship with the book:
 * - `mnist-classifier`: network "classifier", 28 × 28 digits in [−1, 1] to ten logits; the judge of generated digits;
 * - `compact-dcgan`: "generator" and "discriminator" of the default GAN, and a history of their training (`readHistory`);
 * - `collapsed-gan`: the same of a GAN that draws one digit at a time, whatever the noise;
 * - `cgan-xs`, `cgan-s`: "generator" and "discriminator" of the conditional GAN;
 * - `tinyml-cnn`: "classifier", 8 × 8 digits in [0, 1] to ten logits.
 */
export const weightNames = ["mnist-classifier", "compact-dcgan", "collapsed-gan", "cgan-xs", "cgan-s", "tinyml-cnn"] as const;

/** The name of weights that ship with the book. */
export type WeightName = (typeof weightNames)[number];

/** How a file of weights was made, and how good it is: what stands beside it as JSON. */
export interface WeightsRecord {
  what: string;
  /** Makes it again. */
  command: string;
  seed: string;
  steps: number;
  data: string;
  /** What was measured, by name; each says how. */
  metrics: Record<string, unknown>;
  /** How long it took, on what. */
  seconds: number;
  backend: string;
  machine: string;
  /** Bytes of the file, and their SHA-256 in hexadecimal. */
  size: number;
  sha256: string;
  [other: string]: unknown;
}

/** Weights with the record of their making. */
export interface ShippedWeights extends WeightsFile {
  record: WeightsRecord;
}

/**
 * Reads weights that ship with the book, in a page or in Node, and holds them against their record.
 * Rejects with a RangeError for another name, a FileError when the file is not the one that was recorded, an Error when it cannot be
 * read.
 */
export async function loadWeights(name: WeightName): Promise<ShippedWeights> {
  if (!weightNames.includes(name))
    throw new RangeError(`there are no weights "${String(name)}"; there are ${weightNames.join(", ")}`);
  const [file, text] = await Promise.all(
    ["safetensors", "json"].map((ending) => readAsset(assetUrl(`gantry/weights/${name}.${ending}`)))
  );
  const record = JSON.parse(new TextDecoder().decode(text)) as WeightsRecord;
  await checkWhole(name, file, record);
  return {...readWeights(file), record};
}

/** Rejects with a FileError when a file has another size or checksum than was recorded. */
export async function checkWhole(name: string, file: Uint8Array, {size, sha256}: {size: number; sha256: string}): Promise<void> {
  if (file.length !== size) throw new FileError(`the weights "${name}" have ${file.length} bytes, ${size} were recorded`);
  const found = await sha256Of(file);
  if (found !== sha256)
    throw new FileError(`the weights "${name}" are damaged: their checksum is ${found}, ${sha256} was recorded`);
}

/** How a shipped GAN came about. */
export interface ShippedHistory {
  /** What its generator made of the same noise after some steps: images [n, height, width, 1] in [−1, 1]. */
  sheets: {step: number; images: Values}[];
  /** Every tenth step. */
  losses: {step: number; discriminatorLoss: number; generatorLoss: number; realAccuracy: number; fakeAccuracy: number}[];
}

/** Steps between two of the losses. */
const EVERY = 10;

/**
 * The history in a file of weights.
 * @throws FileError when it has none.
 */
export function readHistory({others}: Pick<WeightsFile, "others">): ShippedHistory {
  const [steps, sheets, losses] = ["steps", "sheets", "losses"].map((name) => others.get(`history.${name}`));
  if (!steps || !sheets || !losses) throw new FileError("these weights have no history");
  const [, count, height, width] = sheets.shape;
  const size = count * height * width;
  const pixels = floats(sheets).map((value) => value / 127.5 - 1);
  const numbers = floats(losses);
  return {
    sheets: [...floats(steps)].map((step, i) => {
      return {step, images: {shape: [count, height, width, 1], values: pixels.slice(i * size, (i + 1) * size)}};
    }),
    losses: Array.from({length: losses.shape[0]}, (_, i) => {
      const [discriminatorLoss, generatorLoss, realAccuracy, fakeAccuracy] = numbers.subarray(4 * i, 4 * i + 4);
      return {step: EVERY * (i + 1), discriminatorLoss, generatorLoss, realAccuracy, fakeAccuracy};
    })
  };
}

import {zipSync} from "fflate";
import type {Zippable} from "fflate";
import type {Values} from "../../nn/network/network-weights.ts";
import {writePng} from "./png.ts";
import {sheetRaster} from "./raster.ts";

/** Where pictures come from: enough to make them again. */
export interface SampleOrigin {
  /** The weights of the generator, by name, and their checksum. */
  generator: string;
  sha256: string;
  seed: string;
}

/** Pictures that were asked for by class. */
export interface Samples {
  /** [n, height, width, 1 or 3] in [−1, 1] */
  images: Values;
  /** The class of each, by name, and its number among those of its class, from 1. */
  made: readonly {name: string; number: number}[];
}

/** The first moment that a zip file can name: the same pictures are the same bytes, whenever they are saved. */
const EPOCH = new Date(1980, 0, 1);

/** What a picture's file is called: "digit-7-seed-42-003.png". What a file's name cannot hold is left out of the seed. */
export function sampleName({name, number}: {name: string; number: number}, seed: string): string {
  const plain = (text: string): string => text.replace(/[^\p{L}\p{N}_-]+/gu, "-").slice(0, 40) || "-";
  return `digit-${plain(name)}-seed-${plain(seed)}-${String(number).padStart(3, "0")}.png`;
}

/**
 * A zip file with one PNG for each picture and `samples.json`, which says what each is and how to make it again. The same pictures give
 * the same bytes.
 * @throws RangeError when there are not as many names as pictures, or they are no images.
 */
export function sampleZip({images, made}: Samples, {generator, sha256, seed}: SampleOrigin): Uint8Array {
  const [count, ...shape] = images.shape;
  if (made.length !== count) throw new RangeError(`there are ${count} pictures, and names for ${made.length}`);
  const size = images.values.length / count;
  const files: Zippable = {};
  const told = made.map((one, i) => {
    const file = sampleName(one, seed);
    const image = {shape: [1, ...shape], values: images.values.subarray(i * size, (i + 1) * size)};
    files[file] = [writePng(sheetRaster(image, {scale: 1, gap: 0})), {level: 0}];
    return {file, class: one.name, number: one.number};
  });
  const record = {
    made: "Gantry, Generate by class",
    generator,
    sha256,
    seed,
    noise: "picture n of every class is drawn from the same numbers: N(0, 1), from the seed and n",
    images: told
  };
  files["samples.json"] = new TextEncoder().encode(`${JSON.stringify(record, null, 2)}\n`);
  return zipSync(files, {mtime: EPOCH});
}

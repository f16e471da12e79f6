import type {Zippable} from "fflate";
import {zipSync, zlibSync} from "fflate";
import {joinBytes} from "../../data/files/bytes.ts";
import type {Raster} from "./raster.ts";
import {checkRaster, sheetRaster} from "./raster.ts";
import type {Values} from "../../nn/network/network-weights.ts";

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/**
 * A picture as a PNG file (ISO/IEC 15948): 8 bits, grey or colour, without loss.
 * @throws RangeError when the picture has no pixels or the wrong number of bytes.
 */
export function writePng(picture: Raster): Uint8Array {
  checkRaster(picture);
  const {width, height, channels, data} = picture;
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  // 8 bits; colour type 0 grey, 2 colour; deflate, one filter for each row, not interlaced.
  header.set([8, channels === 1 ? 0 : 2, 0, 0, 0], 8);
  const stride = width * channels;
  const rows = new Uint8Array(height * (stride + 1));
  // Each row begins with its filter: 0, none. Enlarged pixels repeat, which deflate finds by itself.
  for (let row = 0; row < height; row++) rows.set(data.subarray(row * stride, (row + 1) * stride), row * (stride + 1) + 1);
  return joinBytes([
    SIGNATURE,
    chunk("IHDR", header),
    chunk("IDAT", zlibSync(rows, {level: 9})),
    chunk("IEND", new Uint8Array(0))
  ]);
}

/** Length, name, content, checksum of name and content. */
function chunk(name: string, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + content.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, content.length);
  bytes.set(
    [...name].map((letter) => letter.charCodeAt(0)),
    4
  );
  bytes.set(content, 8);
  view.setUint32(8 + content.length, crc32(bytes.subarray(4, 8 + content.length)));
  return bytes;
}

const crcTable = Uint32Array.from({length: 256}, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? 0xedb88320 ^ (rest >>> 1) : rest >>> 1;
  return rest;
});

function crc32(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = crcTable[(sum ^ byte) & 0xff] ^ (sum >>> 8);
  return ~sum >>> 0;
}

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

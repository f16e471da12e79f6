import {joinBytes} from "../../data/files/bytes.ts";
import type {Raster} from "./raster.ts";
import {checkRaster} from "./raster.ts";

/** One picture of an animation. */
export interface GifFrame {
  picture: Raster;
  /** How long it is shown, in milliseconds; GIF counts in hundredths of a second. Default 100. */
  milliseconds?: number;
}

/**
 * Pictures of one size as an animated GIF (GIF89a, CompuServe 1990). Greys and up to 256 colours are kept exactly; with more, each
 * colour goes to the nearest of a cube of 252.
 * @param options.loop how often it is shown; default 0, for ever
 * @throws RangeError when there is no frame, the frames differ in size, or a number is out of range.
 */
export function writeGif(frames: readonly GifFrame[], {loop = 0}: {loop?: number} = {}): Uint8Array {
  if (frames.length === 0) throw new RangeError("an animation needs at least one picture");
  whole(loop, "loop", 0, 65535);
  const [{picture: first}] = frames;
  const {width, height} = first;
  if (width > 65535 || height > 65535) throw new RangeError(`a GIF has at most 65535 × 65535 pixels, got ${width} × ${height}`);
  const pictures = frames.map(({picture}, i) => {
    checkRaster(picture);
    if (picture.width !== width || picture.height !== height || picture.channels !== first.channels)
      throw new RangeError(
        `all pictures must be alike: picture ${i} is ${picture.width} × ${picture.height} with ${picture.channels} channels, ` +
          `picture 0 ${width} × ${height} with ${first.channels}`
      );
    return picture;
  });
  const {bits, colours, indexed} = gifPalette(pictures);
  const bytes: number[] = [];
  const word = (value: number): void => void bytes.push(value & 255, value >> 8);
  const text = (value: string): void => void bytes.push(...[...value].map((letter) => letter.charCodeAt(0)));
  text("GIF89a");
  word(width);
  word(height);
  // One table of colours for all pictures, of 2^bits; first colour behind, pixels square.
  bytes.push(0x80 | ((bits - 1) << 4) | (bits - 1), 0, 0, ...colours);
  if (frames.length > 1) {
    bytes.push(0x21, 0xff, 11);
    text("NETSCAPE2.0");
    bytes.push(3, 1);
    // The extension counts repetitions after the first.
    word(loop === 0 ? 0 : loop - 1);
    bytes.push(0);
  }
  const parts: Uint8Array[] = [];
  pictures.forEach((picture, i) => {
    const {milliseconds = 100} = frames[i];
    bytes.push(0x21, 0xf9, 4, 0);
    word(whole(Math.round(milliseconds / 10), "milliseconds / 10", 0, 65535));
    bytes.push(0, 0, 0x2c, 0, 0, 0, 0);
    word(width);
    word(height);
    bytes.push(0, Math.max(2, bits));
    parts.push(Uint8Array.from(bytes.splice(0)), blocks(lzw(indexed(picture), Math.max(2, bits))));
  });
  parts.push(Uint8Array.of(0x3b));
  return joinBytes(parts);
}

/** Blocks of at most 255 bytes, each after its length; an empty one ends them. */
function blocks(data: Uint8Array): Uint8Array {
  const result = new Uint8Array(data.length + Math.ceil(data.length / 255) + 1);
  let to = 0;
  for (let from = 0; from < data.length; from += 255) {
    const part = data.subarray(from, from + 255);
    result[to] = part.length;
    result.set(part, to + 1);
    to += part.length + 1;
  }
  return result;
}

function whole(value: number, what: string, least: number, most: number): number {
  if (!Number.isInteger(value) || value < least || value > most)
    throw new RangeError(`${what} must be a whole number from ${least} to ${most}, got ${value}`);
  return value;
}

/** The colours of an animation, and its pictures in them. */
interface GifPalette {
  /** There are 2^bits colours. */
  bits: number;
  /** Red, green, blue of each. */
  colours: number[];
  /** The number of each pixel's colour. */
  indexed: (picture: Raster) => Uint8Array;
}

/** Levels of red, green and blue in the cube: the eye tells greens apart best. */
const LEVELS = [6, 7, 6] as const;

/** Colours for pictures that all have as many channels: exact while there are at most 256, else a cube. */
function gifPalette(pictures: readonly Raster[]): GifPalette {
  const found = new Map<number, number>();
  for (const {data, channels} of pictures) {
    for (let at = 0; at < data.length && found.size <= 256; at += channels) {
      const colour = colourAt(data, at, channels);
      if (!found.has(colour)) found.set(colour, found.size);
    }
  }
  const exact = found.size <= 256;
  const list = exact ? [...found.keys()] : cube();
  const bits = Math.max(1, Math.ceil(Math.log2(list.length)));
  const colours = list.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]);
  colours.push(...Array<number>(3 * (1 << bits) - colours.length).fill(0));
  const indexed = ({data, channels}: Raster): Uint8Array => {
    const pixels = new Uint8Array(data.length / channels);
    for (let i = 0; i < pixels.length; i++)
      pixels[i] = exact ? (found.get(colourAt(data, i * channels, channels)) ?? 0) : nearest(data, i * channels);
    return pixels;
  };
  return {bits, colours, indexed};
}

function colourAt(data: Uint8Array, at: number, channels: 1 | 3): number {
  return channels === 1 ? data[at] * 0x10101 : (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
}

function cube(): number[] {
  const [reds, greens, blues] = LEVELS;
  const level = (i: number, of: number): number => Math.round((255 * i) / (of - 1));
  return Array.from({length: reds * greens * blues}, (_, i) => {
    const [red, green, blue] = [Math.floor(i / (greens * blues)), Math.floor(i / blues) % greens, i % blues];
    return (level(red, reds) << 16) | (level(green, greens) << 8) | level(blue, blues);
  });
}

function nearest(data: Uint8Array, at: number): number {
  const [red, green, blue] = LEVELS.map((levels, i) => Math.round((data[at + i] * (levels - 1)) / 255));
  return (red * LEVELS[1] + green) * LEVELS[2] + blue;
}

/**
 * GIF's form of the compression of Lempel, Ziv and Welch (1984): runs of pixels that were seen before become one code, of `bits` + 1
 * to 12 bits, lowest bit first.
 * @param pixels numbers below 2^bits
 * @param bits from 2
 */
function lzw(pixels: Uint8Array, bits: number): Uint8Array {
  const clear = 1 << bits;
  const end = clear + 1;
  const out: number[] = [];
  let [held, count] = [0, 0];
  let size = bits + 1;
  let next = end + 1;
  // A run followed by a pixel → its code.
  let codes = new Map<number, number>();
  const emit = (code: number): void => {
    held |= code << count;
    count += size;
    while (count >= 8) {
      out.push(held & 255);
      held >>>= 8;
      count -= 8;
    }
  };
  emit(clear);
  let run = pixels[0];
  for (let i = 1; i < pixels.length; i++) {
    const key = (run << 8) | pixels[i];
    const known = codes.get(key);
    if (known !== undefined) {
      run = known;
      continue;
    }
    emit(run);
    run = pixels[i];
    if (next === 4096) {
      emit(clear);
      codes = new Map();
      size = bits + 1;
      next = end + 1;
      continue;
    }
    // The reader is one code behind: it widens when it has stored this one.
    if (next === 1 << size) size += 1;
    codes.set(key, next++);
  }
  emit(run);
  // The reader stores a code for the run just read.
  if (next === 1 << size && size < 12) size += 1;
  emit(end);
  if (count > 0) out.push(held & 255);
  return Uint8Array.from(out);
}

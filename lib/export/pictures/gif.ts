import {joinBytes} from "../../data/files/join-bytes.ts";
import {lzw} from "./gif-lzw.ts";
import {gifPalette} from "./gif-palette.ts";
import {checkRaster} from "./raster.ts";
import type {Raster} from "./raster.ts";

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

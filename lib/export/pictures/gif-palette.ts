import type {Raster} from "./raster.ts";

/** The colours of an animation, and its pictures in them. */
export interface GifPalette {
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
export function gifPalette(pictures: readonly Raster[]): GifPalette {
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

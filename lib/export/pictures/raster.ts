import type {Values} from "../../nn/network/network-weights.ts";

/** A picture of bytes: grey or red, green, blue for each pixel, row by row. */
export interface Raster {
  width: number;
  height: number;
  channels: 1 | 3;
  data: Uint8Array;
}

/** How images are laid out. */
export interface SheetLayout {
  /** Images in a row; default: as many as make a square, or more in a row than in a column. */
  columns?: number;
  /** Pixels of the picture for each pixel of an image, never blurred; default 2. */
  scale?: number;
  /** Pixels between images and around them; default 2. */
  gap?: number;
  /** Grey of the gaps, 0 black to 255; default 128. */
  background?: number;
}

/** Larger pictures are refused: most likely something was given in the wrong unit. */
const MOST_PIXELS = 100_000_000;

/**
 * Images [n, height, width, 1 or 3] in [−1, 1] side by side, row by row; values outside are cut off.
 * @throws RangeError when they are no such images, a number of the layout is out of range, or the picture would be too large.
 */
export function sheetRaster({shape, values}: Values, {columns, scale = 2, gap = 2, background = 128}: SheetLayout = {}): Raster {
  const [count, height, width, channels] = shape;
  if (shape.length !== 4 || (channels !== 1 && channels !== 3) || count < 1)
    throw new RangeError(`a sheet is made of images [n, height, width, 1 or 3], got [${shape.join(", ")}]`);
  const across = columns ?? Math.min(count, Math.ceil(Math.sqrt(count)));
  for (const [name, value, least] of [
    ["columns", across, 1],
    ["scale", scale, 1],
    ["gap", gap, 0],
    ["background", background, 0]
  ] as const) {
    if (!Number.isInteger(value) || value < least || (name === "background" && value > 255))
      throw new RangeError(`${name} must be a whole number from ${least}${name === "background" ? " to 255" : ""}, got ${value}`);
  }
  const total = {
    width: gap + across * (width * scale + gap),
    height: gap + Math.ceil(count / across) * (height * scale + gap)
  };
  if (total.width * total.height > MOST_PIXELS)
    throw new RangeError(`a picture of ${total.width} × ${total.height} pixels is too large`);
  const data = new Uint8Array(total.width * total.height * channels).fill(background);
  for (let image = 0; image < count; image++) {
    const top = gap + Math.floor(image / across) * (height * scale + gap);
    const left = gap + (image % across) * (width * scale + gap);
    for (let y = 0; y < height * scale; y++) {
      let at = ((top + y) * total.width + left) * channels;
      const row = (image * height + Math.floor(y / scale)) * width;
      for (let x = 0; x < width * scale; x++) {
        const from = (row + Math.floor(x / scale)) * channels;
        for (let channel = 0; channel < channels; channel++) data[at++] = byteOf(values[from + channel]);
      }
    }
  }
  return {...total, channels, data};
}

/** −1 … 1 as 0 … 255; not a number is black. */
function byteOf(value: number): number {
  return Math.max(0, Math.min(255, Math.round(127.5 * (value + 1)))) || 0;
}

/** @throws RangeError when a picture has no pixels, or not as many bytes as it needs. */
export function checkRaster({width, height, channels, data}: Raster): void {
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1)
    throw new RangeError(`a picture has a whole number of pixels from 1, got ${width} × ${height}`);
  if ((channels !== 1 && channels !== 3) || data.length !== width * height * channels)
    throw new RangeError(`a picture of ${width} × ${height} with ${channels} channels cannot have ${data.length} bytes`);
}

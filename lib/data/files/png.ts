import {unzlibSync} from "fflate";
import {DataError} from "../dataset.ts";
import {joinBytes, maxUnpackedBytes} from "./bytes.ts";

/** One channel of a picture. */
export interface Channel {
  width: number;
  height: number;
  /** Row by row, 0 … 255. */
  data: Uint8Array;
}

/** Channels of each colour type that is read. */
const channelsOf: Readonly<Record<number, number>> = {0: 1, 2: 3, 4: 2, 6: 4};

/** What a PNG's header says (its first 33 bytes); undefined when the bytes are no PNG. */
export function pngHeader(
  bytes: Uint8Array
): {width: number; height: number; depth: number; colour: number; interlaced: boolean} | undefined {
  if (bytes.length < 33 || bytes[0] !== 0x89 || String.fromCharCode(...bytes.subarray(1, 8)) !== "PNG\r\n\x1a\n")
    return undefined;
  const view = viewOf(bytes);
  return {
    width: view.getUint32(16),
    height: view.getUint32(20),
    depth: bytes[24],
    colour: bytes[25],
    interlaced: bytes[28] !== 0
  };
}

/**
 * The first channel of a PNG: grey, or red, as it is stored. A browser's own decoder would need four bytes for each pixel, and a
 * canvas that high; this needs one (PNG Specification, 3rd edition, W3C 2025).
 * @throws DataError when it is no PNG, has another depth than 8 bits or a palette or is interlaced, is too large, cut off or damaged.
 */
export function readPngChannel(bytes: Uint8Array, what = "the picture"): Channel {
  const header = pngHeader(bytes);
  if (!header) throw new DataError(`${what} is not a PNG`);
  const {width, height, depth, colour, interlaced} = header;
  const channels = channelsOf[colour];
  if (depth !== 8 || channels === undefined || interlaced)
    throw new DataError(
      `${what} is a PNG of ${depth} bits${colour === 3 ? " with a palette" : ""}${interlaced ? ", interlaced" : ""}: 8 bits of grey or colour are read`
    );
  const stride = width * channels;
  const size = height * (stride + 1);
  if (!(size > 0) || size > maxUnpackedBytes)
    throw new DataError(`${what} is too large: ${width} × ${height} pixels are ${size} bytes, the limit is ${maxUnpackedBytes}`);
  // A byte more than there should be: what unpacks to more is noticed, and no more than that is unpacked.
  const out = new Uint8Array(size + 1);
  const packed = joinBytes(imageData(bytes, what));
  let raw: Uint8Array;
  try {
    raw = unzlibSync(packed, {out});
  } catch (error) {
    throw new DataError(`${what} is damaged: ${error instanceof Error ? error.message : String(error)}`, {cause: error});
  }
  if (raw.length !== size)
    throw new DataError(`${what} is damaged: ${width} × ${height} pixels need ${size} bytes, it has ${raw.length}`);
  const data = new Uint8Array(width * height);
  for (let row = 0; row < height; row++) {
    const start = row * (stride + 1) + 1;
    unfilter(raw, start, stride, channels, row > 0, what);
    for (let column = 0; column < width; column++) data[row * width + column] = raw[start + column * channels];
  }
  return {width, height, data};
}

function imageData(bytes: Uint8Array, what: string): Uint8Array[] {
  const view = viewOf(bytes);
  const parts: Uint8Array[] = [];
  for (let at = 8; at + 12 <= bytes.length;) {
    const length = view.getUint32(at);
    const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (at + 12 + length > bytes.length) break;
    if (name === "IDAT") parts.push(bytes.subarray(at + 8, at + 8 + length));
    if (name === "IEND") return parts;
    at += 12 + length;
  }
  throw new DataError(`${what} is cut off: its end is missing after ${bytes.length} bytes`);
}

/** Undoes a row's filter in place: each byte was stored less a guess from the ones left (`channels` before), above and between. */
function unfilter(raw: Uint8Array, start: number, stride: number, channels: number, hasAbove: boolean, what: string): void {
  const filter = raw[start - 1];
  if (filter > 4) throw new DataError(`${what} is damaged: a row has the filter ${filter}`);
  if (filter === 0) return;
  const above = start - stride - 1;
  for (let i = 0; i < stride; i++) {
    const left = i >= channels ? raw[start + i - channels] : 0;
    const up = hasAbove ? raw[above + i] : 0;
    const corner = hasAbove && i >= channels ? raw[above + i - channels] : 0;
    const guess = filter === 1 ? left : filter === 2 ? up : filter === 3 ? (left + up) >> 1 : paeth(left, up, corner);
    raw[start + i] += guess;
  }
}

/** Whichever of the three is nearest to left + up − corner. */
function paeth(left: number, up: number, corner: number): number {
  const toLeft = Math.abs(up - corner);
  const toUp = Math.abs(left - corner);
  const toCorner = Math.abs(left + up - 2 * corner);
  return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

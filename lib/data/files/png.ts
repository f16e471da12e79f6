import {DataError} from "../dataset.ts";
import {joinBytes} from "./bytes.ts";
import {adler32, crc32} from "./checksums.ts";
import {maxUnpackedBytes} from "./gzip.ts";
import {Allowance, atOnce, inflateSteps} from "./inflate.ts";

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
 * canvas that high; this needs one (PNG Specification, 3rd edition, W3C 2025). Checksums are held.
 * @throws DataError when it is no PNG, has no pixels, another depth than 8 bits or a palette or is interlaced, is too large, cut off or
 *   damaged.
 */
export function readPngChannel(bytes: Uint8Array, what = "the picture"): Channel {
  return atOnce(pngSteps(bytes, what));
}

/** The same in small pieces: yields its share done. */
export function* pngSteps(bytes: Uint8Array, what = "the picture", allowance = new Allowance()): Generator<number, Channel> {
  const header = pngHeader(bytes);
  if (!header) throw new DataError(`${what} is not a PNG`);
  const {width, height, depth, colour, interlaced} = header;
  if (width === 0 || height === 0) throw new DataError(`${what} has no pixels: its size is ${width} × ${height}`);
  const channels = channelsOf[colour];
  if (depth !== 8 || channels === undefined || interlaced)
    throw new DataError(
      `${what} is a PNG of ${depth} bits${colour === 3 ? " with a palette" : ""}${interlaced ? ", interlaced" : ""}: 8 bits of grey or colour are read`
    );
  const stride = width * channels;
  const size = height * (stride + 1);
  if (size > maxUnpackedBytes)
    throw new DataError(`${what} is too large: ${width} × ${height} pixels are ${size} bytes, the limit is ${maxUnpackedBytes}`);
  // A zlib stream (RFC 1950): two bytes, of the kind and the window; deflate; four bytes of checksum.
  const packed = joinBytes(imageData(bytes, what));
  if (packed.length < 6 || (packed[0] & 0x0f) !== 8 || (256 * packed[0] + packed[1]) % 31 !== 0 || packed[1] & 0x20)
    throw new DataError(`${what} is damaged: its pixels are no zlib stream`);
  const steps = inflateSteps({bytes: packed.subarray(2, packed.length - 4), size, what, allowance});
  let raw: Uint8Array | undefined;
  while (!raw) {
    const step = steps.next();
    if (step.done) raw = step.value;
    else yield step.value / 2;
  }
  if (adler32(raw) !== viewOf(packed).getUint32(packed.length - 4))
    throw new DataError(`${what} is damaged: its pixels do not have the checksum that they were packed with`);
  const data = new Uint8Array(width * height);
  for (let row = 0; row < height; row++) {
    const start = row * (stride + 1) + 1;
    unfilter(raw, start, stride, channels, row > 0, what);
    for (let column = 0; column < width; column++) data[row * width + column] = raw[start + column * channels];
    if (row % 64 === 63) yield 0.5 + row / height / 2;
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
    // Of what is used: a picture goes on without its comments.
    const used = /^(IHDR|IDAT|IEND)$/.test(name);
    if (used && crc32(bytes.subarray(at + 4, at + 8 + length)) !== view.getUint32(at + 8 + length))
      throw new DataError(`${what} is damaged: its part ${name} at byte ${at} does not have its checksum`);
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

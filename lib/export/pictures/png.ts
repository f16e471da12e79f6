import {zlibSync} from "fflate";
import {joinBytes} from "../../data/files/bytes.ts";
import {checkRaster} from "./raster.ts";
import type {Raster} from "./raster.ts";

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

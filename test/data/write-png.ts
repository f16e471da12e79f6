import {crc32} from "node:zlib";
import {zlibSync} from "fflate";

/** A picture of 8 bits and 1 to 4 channels, row by row. */
export interface Picture {
  width: number;
  height: number;
  channels: number;
  data: Uint8Array;
}

const colourOf = [0, 0, 4, 2, 6];

/** A PNG of it, each row filtered as `filter` says. `content` replaces the pixels. */
export function writePng(picture: Picture, filter: (row: number) => number = () => 0, content?: Uint8Array): Uint8Array {
  const {width, height, channels, data} = picture;
  const stride = width * channels;
  const raw = new Uint8Array(content ? 0 : height * (stride + 1));
  for (let row = 0; row < height && !content; row++) {
    const kind = filter(row);
    raw[row * (stride + 1)] = kind;
    for (let i = 0; i < stride; i++) {
      const at = (r: number, c: number) => (r < 0 || c < 0 ? 0 : data[r * stride + c]!);
      const [left, up, corner] = [at(row, i - channels), at(row - 1, i), at(row - 1, i - channels)];
      const nearest = [left, up, corner].sort((a, b) => Math.abs(left + up - corner - a) - Math.abs(left + up - corner - b))[0]!;
      raw[row * (stride + 1) + 1 + i] = at(row, i) - ([0, left, up, Math.floor((left + up) / 2), nearest][kind] ?? 0);
    }
  }
  const header = new Uint8Array(13);
  new DataView(header.buffer).setUint32(0, width);
  new DataView(header.buffer).setUint32(4, height);
  header.set([8, colourOf[channels]!, 0, 0, 0], 8);
  const parts = [chunk("IHDR", header), chunk("IDAT", content ?? zlibSync(raw)), chunk("IEND", new Uint8Array(0))];
  return Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, ...parts.flatMap((part) => [...part])]);
}

function chunk(name: string, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + content.length);
  new DataView(bytes.buffer).setUint32(0, content.length);
  bytes.set(
    [...name].map((letter) => letter.charCodeAt(0)),
    4
  );
  bytes.set(content, 8);
  new DataView(bytes.buffer).setUint32(8 + content.length, crc32(bytes.subarray(4, 8 + content.length)));
  return bytes;
}

/** The same picture with its header's checksum right again, after something in the header was changed. */
export function headerSealed(png: Uint8Array): Uint8Array {
  const copy = png.slice();
  new DataView(copy.buffer).setUint32(29, crc32(copy.subarray(12, 29)));
  return copy;
}

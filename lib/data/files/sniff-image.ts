import {maxPixels} from "../image.ts";

/** Formats that every browser decodes. */
export type ImageFormat = "PNG" | "JPEG" | "GIF" | "WebP" | "BMP";

/** What a picture's bytes tell before anyone decodes them. */
export interface SniffedImage {
  format: ImageFormat;
  /** "image/png" and so on. */
  type: string;
  /** In pixels, from the header. */
  width: number;
  height: number;
}

/** A file that is no picture we can use; the message is for the reader and names what was found. */
export class ImageError extends Error {
  override name = "ImageError";
}

/** Bytes that a picture's file may have: 32 MiB. */
export const maxFileBytes = 32 * 2 ** 20;

/** What one format says of a file: its size, and whether all of the file is there. */
interface Header {
  width: number;
  height: number;
  whole: boolean;
}

/**
 * What picture the bytes of a file are, by their content; its name is not looked at. Nothing is decoded, so a file of a
 * few bytes that claims a giant picture is refused before it costs anything.
 * @param bytes the whole file
 * @throws ImageError when the file is empty, too large, not a picture (naming what it seems to be), cut off, without
 *   pixels, or of more than `maxPixels` pixels.
 */
export function sniffImage(bytes: Uint8Array): SniffedImage {
  if (bytes.length === 0) throw new ImageError("the file is empty (0 bytes)");
  if (bytes.length > maxFileBytes) {
    throw new ImageError(`the file is too large: ${megabytes(bytes.length)} MB, the limit is ${megabytes(maxFileBytes)} MB`);
  }
  const known = formats.find((format) => format.matches(bytes));
  if (!known) throw new ImageError(`not a picture: ${describe(bytes)}. PNG, JPEG, GIF, WebP and BMP work`);
  const {format, type} = known;
  const header = known.read(bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  if (!header?.whole) throw new ImageError(`this ${format} is cut off: its end is missing after ${bytes.length} bytes`);
  const {width, height} = header;
  if (width < 1 || height < 1) throw new ImageError(`this ${format} has no pixels: its size is ${width} × ${height}`);
  if (width * height > maxPixels) {
    throw new ImageError(`this ${format} is too large: ${width} × ${height} pixels, the limit is ${maxPixels / 1e6} million`);
  }
  return {format, type, width, height};
}

interface Format {
  format: ImageFormat;
  type: string;
  matches(bytes: Uint8Array): boolean;
  /** Undefined when the file ends before its size stands. */
  read(bytes: Uint8Array, view: DataView): Header | undefined;
}

const formats: Format[] = [
  {
    format: "PNG",
    type: "image/png",
    matches: (bytes) => text(bytes, 1, 7) === "PNG\r\n\x1a\n" && bytes[0] === 0x89,
    read: readPng
  },
  {
    format: "JPEG",
    type: "image/jpeg",
    matches: (bytes) => bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff,
    read: readJpeg
  },
  {format: "GIF", type: "image/gif", matches: (bytes) => /^GIF8[79]a$/.test(text(bytes, 0, 6)), read: readGif},
  {
    format: "WebP",
    type: "image/webp",
    matches: (bytes) => text(bytes, 0, 4) === "RIFF" && text(bytes, 8, 4) === "WEBP",
    read: readWebp
  },
  {format: "BMP", type: "image/bmp", matches: isBmp, read: readBmp}
];

/** Chunks of [length, name, data, checksum], the first IHDR, the last IEND. */
function readPng(bytes: Uint8Array, view: DataView): Header | undefined {
  if (bytes.length < 24) return undefined;
  let at = 8;
  while (at + 12 <= bytes.length && text(bytes, at + 4, 4) !== "IEND") at += 12 + view.getUint32(at);
  return {width: view.getUint32(16), height: view.getUint32(20), whole: at + 12 <= bytes.length};
}

/** Segments of [0xFF, marker, length, data] up to the scan; the frame's segment has the size; the file ends in 0xFFD9. */
function readJpeg(bytes: Uint8Array, view: DataView): Header | undefined {
  let size: {width: number; height: number} | undefined;
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1];
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const frame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (frame && at + 9 <= bytes.length) size = {height: view.getUint16(at + 5), width: view.getUint16(at + 7)};
    at += 2 + view.getUint16(at + 2);
    if (marker === 0xda) break;
  }
  if (!size) return undefined;
  let whole = false;
  for (let i = at; i + 1 < bytes.length && !whole; i++) whole = bytes[i] === 0xff && bytes[i + 1] === 0xd9;
  return {...size, whole};
}

/** The size stands after the signature; the last byte but for padding is 0x3B. */
function readGif(bytes: Uint8Array, view: DataView): Header | undefined {
  if (bytes.length < 13) return undefined;
  let last = bytes.length - 1;
  while (last > 13 && bytes[last] === 0) last--;
  return {width: view.getUint16(6, true), height: view.getUint16(8, true), whole: bytes[last] === 0x3b};
}

/** A RIFF file that says how long it is; the size stands in the first chunk, of one of three kinds. */
function readWebp(bytes: Uint8Array, view: DataView): Header | undefined {
  if (bytes.length < 30) return undefined;
  const whole = bytes.length >= view.getUint32(4, true) + 8;
  switch (text(bytes, 12, 4)) {
    case "VP8 ":
      return {width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff, whole};
    case "VP8L": {
      const bits = view.getUint32(21, true);
      return {width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1, whole};
    }
    case "VP8X":
      return {width: (view.getUint32(24, true) & 0xffffff) + 1, height: (view.getUint32(26, true) >>> 8) + 1, whole};
  }
  return undefined;
}

/** "BM", then a header whose length is one of those that Windows and OS/2 have used. */
function isBmp(bytes: Uint8Array): boolean {
  return text(bytes, 0, 2) === "BM" && (bytes.length < 18 || [12, 16, 40, 52, 56, 64, 108, 124].includes(bytes[14]));
}

/** The file's length and the size stand in the header; a negative height means rows from top to bottom. */
function readBmp(bytes: Uint8Array, view: DataView): Header | undefined {
  if (bytes.length < 26) return undefined;
  const whole = bytes.length >= view.getUint32(2, true);
  if (bytes[14] === 12) return {width: view.getUint16(18, true), height: view.getUint16(20, true), whole};
  return {width: view.getInt32(18, true), height: Math.abs(view.getInt32(22, true)), whole};
}

/** What a file that is no picture seems to be. */
function describe(bytes: Uint8Array): string {
  const start = text(bytes, 0, 512);
  const brand = text(bytes, 4, 4) === "ftyp" ? text(bytes, 8, 4) : "";
  if (/^(heic|heix|mif1|msf1)/.test(brand)) return "this is a HEIC photo, which browsers do not read; save it as JPEG";
  if (/^avi[fs]/.test(brand)) return "this is an AVIF, which not every browser reads; save it as PNG";
  if (brand) return "this is a video or audio file (MP4 family)";
  if (start.startsWith("%PDF-")) return "this is a PDF document";
  if (start.startsWith("PK\x03\x04")) return "this is a ZIP archive (or an office document)";
  if (start.startsWith("\x1f\x8b")) return "this is a gzip archive";
  if (start.startsWith("II*\0") || start.startsWith("MM\0*")) return "this is a TIFF, which browsers do not read; save it as PNG";
  if (start.startsWith("RIFF")) return "this is a RIFF file (sound or video)";
  if (/<svg[\s>]/i.test(start)) return "this is an SVG drawing, which is text and not pixels; save it as PNG";
  if (/^\s*<(!doctype html|html)/i.test(start)) return "this is a web page";
  const printable = [...start].every((character) => character >= " " || "\t\r\n".includes(character));
  if (printable) return `this is text that begins with ${JSON.stringify(start.slice(0, 20))}`;
  const first = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, "0"));
  return `unknown bytes that begin with ${first.join(" ")}`;
}

/** Bytes as characters, one each. */
function text(bytes: Uint8Array, start: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(start, start + length));
}

function megabytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1);
}

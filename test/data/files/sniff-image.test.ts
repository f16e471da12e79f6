import {describe, expect, it} from "vitest";
import fc from "fast-check";
import {ImageError, maxFileBytes, sniffImage} from "../../../lib/data/files/sniff-image.ts";
import {pictures} from "../../fixtures/pictures.ts";

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
const entries = Object.entries(pictures);

/** A copy with a 32-bit number, highest byte first or last, written at an offset. */
function patched(bytes: Uint8Array, offset: number, value: number, littleEndian = false): Uint8Array {
  const copy = bytes.slice();
  new DataView(copy.buffer).setUint32(offset, value, littleEndian);
  return copy;
}

describe("sniffImage(bytes)", () => {
  it.each([
    ["png", "PNG", "image/png"],
    ["jpeg", "JPEG", "image/jpeg"],
    ["gif", "GIF", "image/gif"],
    ["webpLossy", "WebP", "image/webp"],
    ["webpLossless", "WebP", "image/webp"],
    ["webpExtended", "WebP", "image/webp"],
    ["bmp", "BMP", "image/bmp"]
  ] as const)("knows %s by its bytes, and its size", (name, format, type) => {
    expect(sniffImage(pictures[name])).toEqual({format, type, width: 5, height: 3});
  });

  it("reads a view into a larger buffer", () => {
    const inside = new Uint8Array([1, 2, 3, ...pictures.png]).subarray(3);
    expect(sniffImage(inside)).toMatchObject({width: 5, height: 3});
  });

  it("says of every beginning of every picture that it is cut off, or not a picture", () => {
    for (const [, bytes] of entries) {
      for (let length = 1; length < bytes.length; length++) {
        expect(() => sniffImage(bytes.subarray(0, length))).toThrow(/cut off: its end is missing after \d+ bytes|not a picture/);
      }
    }
  });

  it.each(entries)("names the format of a %s that is cut off", (_, bytes) => {
    expect(() => sniffImage(bytes.subarray(0, bytes.length - 3))).toThrow(
      /^this (PNG|JPEG|GIF|WebP|BMP) is cut off: its end is missing after \d+ bytes$/
    );
  });

  it("is not misled by a JPEG within the header of a JPEG that is cut off", () => {
    const {jpeg} = pictures;
    const thumbnail = [0xff, 0xe1, 0, jpeg.length + 2, ...jpeg.subarray(0, 200), 0xff, 0xd9];
    thumbnail[3] = (thumbnail.length - 2) & 0xff;
    const carrying = new Uint8Array([...jpeg.subarray(0, 2), ...thumbnail, ...jpeg.subarray(2)]);
    expect(sniffImage(carrying)).toMatchObject({width: 5, height: 3});
    expect(() => sniffImage(carrying.subarray(0, carrying.length - 2))).toThrow("this JPEG is cut off");
  });

  it("takes bytes after a JPEG's or a GIF's end, as some cameras and tools leave", () => {
    expect(sniffImage(new Uint8Array([...pictures.jpeg, 0, 0, 7])).format).toBe("JPEG");
    expect(sniffImage(new Uint8Array([...pictures.gif, 0, 0])).format).toBe("GIF");
  });

  it("refuses an empty file", () => {
    expect(() => sniffImage(new Uint8Array())).toThrow("the file is empty (0 bytes)");
  });

  it("refuses a file that is too large, with both sizes", () => {
    expect(() => sniffImage(new Uint8Array(maxFileBytes + 2 ** 20))).toThrow(
      "the file is too large: 33.0 MB, the limit is 32.0 MB"
    );
  });

  it("refuses a picture without pixels", () => {
    expect(() => sniffImage(patched(pictures.png, 16, 0))).toThrow("this PNG has no pixels: its size is 0 × 3");
    expect(() => sniffImage(patched(pictures.bmp, 18, 0, true))).toThrow("this BMP has no pixels: its size is 0 × 3");
  });

  it("refuses a small file that claims a giant picture, before anyone decodes it", () => {
    expect(() => sniffImage(patched(pictures.png, 16, 20_000_000))).toThrow(
      "this PNG is too large: 20000000 × 3 pixels, the limit is 40 million"
    );
  });

  it("takes a BMP whose rows run from top to bottom", () => {
    expect(sniffImage(patched(pictures.bmp, 22, -3, true))).toMatchObject({width: 5, height: 3});
  });

  it.each([
    ["%PDF-1.7\n", "a PDF document"],
    ["PK\x03\x04....", "a ZIP archive"],
    ["\x1f\x8b\x08\0", "a gzip archive"],
    ["II*\0....", "a TIFF"],
    ["MM\0*....", "a TIFF"],
    ["RIFF\x10\0\0\0WAVEfmt ", "a RIFF file"],
    ["\0\0\0\x18ftypheic", "a HEIC photo, which browsers do not read; save it as JPEG"],
    ["\0\0\0\x1cftypavif", "an AVIF"],
    ["\0\0\0\x18ftypisom", "a video or audio file"],
    ['<?xml version="1.0"?>\n<svg xmlns="">', "an SVG drawing"],
    ["  <!DOCTYPE html><title>", "a web page"],
    ["Dear reader,\nthis is a letter", 'text that begins with "Dear reader,\\nthis is"'],
    ["BMW and other cars", 'text that begins with "BMW and other cars"'],
    ["\x00\x01\x02\x03\x04", "unknown bytes that begin with 00 01 02 03"]
  ])("says of %j what it is", (start, found) => {
    expect(() => sniffImage(ascii(start))).toThrow("not a picture");
    expect(() => sniffImage(ascii(start))).toThrow(found);
  });

  it("either describes any bytes at all or throws an ImageError", () => {
    const mutated = fc.constantFrom(...entries.map(([, bytes]) => bytes)).chain((bytes) =>
      fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)).map(([at, value]) => {
        const copy = bytes.slice();
        copy[at] = value;
        return copy;
      })
    );
    fc.assert(
      fc.property(fc.oneof(mutated, fc.uint8Array({maxLength: 64})), (bytes) => {
        try {
          const {width, height} = sniffImage(bytes);
          expect(Math.min(width, height)).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(ImageError);
        }
      }),
      {numRuns: 500}
    );
  });
});

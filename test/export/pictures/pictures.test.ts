import {inflateSync} from "node:zlib";
import {decodeFrames} from "modern-gif";
import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {writeGif} from "../../../lib/export/pictures/gif.ts";
import {writePng} from "../../../lib/export/pictures/png.ts";
import {sheetRaster} from "../../../lib/export/pictures/raster.ts";
import type {Raster} from "../../../lib/export/pictures/raster.ts";
import {numbers} from "../../fixtures/gan.ts";

/** Width, height, colour type and the bytes of the rows of a PNG, by Node's zlib. */
function readPng(file: Uint8Array): {width: number; height: number; type: number; data: Uint8Array} {
  const view = new DataView(file.buffer, file.byteOffset);
  const chunks = new Map<string, Uint8Array>();
  for (let at = 8; at < file.length;) {
    const length = view.getUint32(at);
    chunks.set(String.fromCharCode(...file.subarray(at + 4, at + 8)), file.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  const header = chunks.get("IHDR") as Uint8Array;
  const [width, height] = [0, 4].map((at) => new DataView(header.buffer, header.byteOffset).getUint32(at));
  const rows = inflateSync(chunks.get("IDAT") as Uint8Array);
  const stride = rows.length / height;
  const data = Array.from({length: height}, (_, row) => [...rows.subarray(row * stride + 1, (row + 1) * stride)]).flat();
  return {width, height, type: header[9], data: Uint8Array.from(data)};
}

const picture = (channels: 1 | 3, colours: number, most = 40) =>
  fc.tuple(fc.integer({min: 1, max: most}), fc.integer({min: 1, max: most}), fc.integer()).map(([width, height, tag]): Raster => {
    const length = width * height * channels;
    const data = Uint8Array.from(numbers(tag, length, 0.5, 0.5), (value) =>
      Math.min(255, Math.floor(value * colours) * Math.floor(256 / colours))
    );
    return {width, height, channels, data};
  });

const rgb = ({data, channels}: Raster): number[] =>
  channels === 3 ? [...data] : [...data].flatMap((grey) => [grey, grey, grey]);

describe("sheetRaster(images, {columns, scale, gap, background})", () => {
  const images = {shape: [3, 1, 2, 1], values: Float32Array.of(-1, 1, 0, 2, NaN, -0.5)};

  it("lays images out with sharp pixels and gaps", () => {
    const {width, height, data} = sheetRaster(images, {columns: 2, scale: 2, gap: 1, background: 7});
    expect([width, height]).toEqual([11, 7]);
    const rows = Array.from({length: 7}, (_, row) => [...data.subarray(row * 11, row * 11 + 11)]);
    const gap = Array<number>(11).fill(7);
    const top = [7, 0, 0, 255, 255, 7, 128, 128, 255, 255, 7];
    const bottom = [7, 0, 0, 64, 64, 7, 7, 7, 7, 7, 7];
    expect(rows).toEqual([gap, top, top, gap, bottom, bottom, gap]);
  });
  it("makes a square of what it is given, and keeps colours", () => {
    expect(sheetRaster({shape: [16, 28, 28, 1], values: new Float32Array(16 * 784)})).toMatchObject({
      width: 234,
      height: 234,
      channels: 1
    });
    const colour = sheetRaster({shape: [1, 1, 1, 3], values: Float32Array.of(-1, 0, 1)}, {scale: 1, gap: 0});
    expect(colour).toEqual({width: 1, height: 1, channels: 3, data: Uint8Array.of(0, 128, 255)});
  });
  it("refuses points, and numbers that are none", () => {
    expect(() => sheetRaster({shape: [4, 2], values: new Float32Array(8)})).toThrow(
      "a sheet is made of images [n, height, width, 1 or 3], got [4, 2]"
    );
    expect(() => sheetRaster(images, {scale: 0.5})).toThrow("scale must be a whole number from 1, got 0.5");
    expect(() => sheetRaster(images, {columns: 0})).toThrow("columns must be a whole number from 1, got 0");
    expect(() => sheetRaster(images, {background: 256})).toThrow("background must be a whole number from 0 to 255, got 256");
    expect(() => sheetRaster(images, {scale: 20_000})).toThrow("is too large");
  });
});

describe("writePng(picture)", () => {
  it("writes pixels that come back as they were", () => {
    fc.assert(
      fc.property(fc.oneof(picture(1, 256), picture(3, 256)), (given) => {
        const {width, height, type, data} = readPng(writePng(given));
        expect([width, height, type]).toEqual([given.width, given.height, given.channels === 1 ? 0 : 2]);
        expect(data).toEqual(given.data);
      }),
      {numRuns: 30}
    );
  });
  it("refuses a picture without pixels, or with too few bytes", () => {
    expect(() => writePng({width: 0, height: 1, channels: 1, data: new Uint8Array(0)})).toThrow(
      "a picture has a whole number of pixels from 1, got 0 × 1"
    );
    expect(() => writePng({width: 2, height: 1, channels: 3, data: new Uint8Array(5)})).toThrow(
      "a picture of 2 × 1 with 3 channels cannot have 5 bytes"
    );
  });
});

describe("writeGif(frames, {loop})", () => {
  const decoded = (file: Uint8Array): {width: number; height: number; delay: number; rgb: number[]}[] =>
    decodeFrames(file as Uint8Array<ArrayBuffer>).map(({width, height, delay, data}) => ({
      width,
      height,
      delay,
      rgb: [...data].filter((_, i) => i % 4 < 3)
    }));

  it("writes pictures that another reader shows as they were: greys, and up to 256 colours", () => {
    const kinds = fc.oneof(picture(1, 2), picture(1, 16), picture(1, 256, 90), picture(3, 6));
    fc.assert(
      fc.property(kinds, fc.integer({min: 1, max: 3}), (first, count) => {
        const frames = Array.from({length: count}, (_, i) => ({
          picture: {...first, data: first.data.map((_, j) => first.data[(j + i * first.channels) % first.data.length])},
          milliseconds: 50 * (i + 1)
        }));
        const read = decoded(writeGif(frames));
        expect(read.map(({width, height, delay}) => [width, height, delay])).toEqual(
          frames.map((_, i) => [first.width, first.height, 50 * (i + 1)])
        );
        read.forEach(({rgb: pixels}, i) => expect(pixels).toEqual(rgb(frames[i].picture)));
      }),
      {numRuns: 40}
    );
  });
  it("keeps exact what needs more than 4,096 codes", () => {
    const data = Uint8Array.from(numbers(5, 300 * 200, 128, 128), (value) => Math.min(255, Math.floor(value)));
    const given: Raster = {width: 300, height: 200, channels: 1, data};
    expect(Buffer.from(decoded(writeGif([{picture: given}]))[0].rgb).equals(Buffer.from(rgb(given)))).toBe(true);
  });
  it("with more colours takes the nearest of a cube: no channel is off by more than half a level", () => {
    const data = Uint8Array.from(numbers(6, 3 * 60 * 60, 128, 128), (value) => Math.min(255, Math.floor(value)));
    const given: Raster = {width: 60, height: 60, channels: 3, data};
    const [{rgb: pixels}] = decoded(writeGif([{picture: given}]));
    const off = (channel: number): number =>
      pixels.reduce((most, value, i) => (i % 3 === channel ? Math.max(most, Math.abs(value - data[i])) : most), 0);
    expect([off(0), off(1), off(2)]).toEqual([25, 21, 25]);
  });
  it("refuses nothing at all, pictures that differ, and times that GIF does not know", () => {
    const one: Raster = {width: 1, height: 1, channels: 1, data: Uint8Array.of(0)};
    const two: Raster = {width: 2, height: 1, channels: 1, data: Uint8Array.of(0, 1)};
    expect(() => writeGif([])).toThrow("an animation needs at least one picture");
    expect(() => writeGif([{picture: one}, {picture: two}])).toThrow(
      "all pictures must be alike: picture 1 is 2 × 1 with 1 channels, picture 0 1 × 1 with 1"
    );
    expect(() => writeGif([{picture: one, milliseconds: -10}])).toThrow(
      "milliseconds / 10 must be a whole number from 0 to 65535, got -1"
    );
    expect(() => writeGif([{picture: one}], {loop: 0.5})).toThrow("loop must be a whole number from 0 to 65535, got 0.5");
  });
});

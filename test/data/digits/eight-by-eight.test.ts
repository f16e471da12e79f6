import {describe, expect, it} from "vitest";
import fc from "fast-check";
import {gzipSync, strToU8} from "fflate";
import {DataError} from "../../../lib/data/dataset.ts";
import {eightByEight, readDigitsCsv} from "../../../lib/data/digits/eight-by-eight.ts";
import {imageSet} from "../../../lib/data/image-set.ts";

/** The first of scikit-learn's digits, a 0. */
const first = [
  [0, 0, 5, 13, 9, 1, 0, 0],
  [0, 0, 13, 15, 10, 15, 5, 0],
  [0, 3, 15, 2, 0, 11, 8, 0],
  [0, 4, 12, 0, 0, 8, 8, 0],
  [0, 5, 8, 0, 0, 9, 8, 0],
  [0, 4, 11, 0, 1, 12, 7, 0],
  [0, 2, 14, 5, 10, 12, 0, 0],
  [0, 0, 6, 13, 10, 0, 0, 0]
].flat();

function images(side: number, ...pictures: number[][]) {
  return imageSet({name: "some", shape: [side, side, 1], pixels: Uint8Array.from(pictures.flat())});
}

describe("eightByEight(set)", () => {
  it("is the mean of the area that each new pixel covers, from 0 to 16", () => {
    const grey = Array.from({length: 16 * 16}, (_, i) => (((i % 2) + (i >> 4)) % 2 === 0 ? 255 : 1));
    const {pixels, white, shape, name} = eightByEight(images(16, grey));
    expect({white, shape, name}).toEqual({white: 16, shape: [8, 8, 1], name: "some, 8 × 8"});
    expect([...pixels]).toEqual(Array(64).fill(8));
  });

  it("shows the ink's square wherever it was: what is 8 × 8 keeps its pixels", () => {
    const glyph = Array.from({length: 64}, (_, i) => (i % 9 === 0 || i < 8 ? 255 : 0));
    fc.assert(
      fc.property(fc.nat(20), fc.nat(20), (down, across) => {
        const picture = Array<number>(784).fill(0);
        glyph.forEach((value, i) => (picture[(down + (i >> 3)) * 28 + across + (i & 7)] = value));
        expect([...eightByEight(images(28, picture)).pixels]).toEqual(glyph.map((value) => (value * 16) / 255));
      })
    );
  });

  it("keeps proportions: a tall line stays in the middle, with paper beside it", () => {
    const line = Array.from({length: 784}, (_, i) => ([3, 4].includes(i % 28) && i >= 28 * 4 && i < 28 * 20 ? 255 : 0));
    const {pixels} = eightByEight(images(28, line));
    expect(Array.from({length: 8}, (_, row) => [...pixels.subarray(8 * row, 8 * row + 8)])).toEqual(
      Array(8).fill([0, 0, 0, 8, 8, 0, 0, 0])
    );
  });

  it("leaves an empty picture empty, and keeps labels and classes", () => {
    const set = imageSet({name: "x", shape: [2, 2, 1], pixels: new Uint8Array(4), labels: Uint8Array.of(3), classes: 10});
    expect(eightByEight(set)).toMatchObject({pixels: new Uint8Array(64), labels: Uint8Array.of(3), classes: 10});
  });

  it("refuses colours", () => {
    const colours = imageSet({name: "x", shape: [1, 1, 3], pixels: new Uint8Array(3)});
    expect(() => eightByEight(colours)).toThrow("images of one channel are needed, these have 3");
  });
});

describe("readDigitsCsv(file)", () => {
  const line = [...first, 0].join(",");
  const scientific = [...first, 0].map((value) => value.toExponential(18)).join(",");

  it("reads a line as scikit-learn and as UCI write it, gzipped or not", () => {
    for (const file of [line, `${scientific}\n`, strToU8(`${line}\r\n`), gzipSync(strToU8(`${scientific}\n\n`))]) {
      const set = readDigitsCsv(file);
      expect([...set.pixels]).toEqual(first);
      expect(set).toMatchObject({labels: Uint8Array.of(0), classes: 10, white: 16, shape: [8, 8, 1], size: 1});
    }
  });

  it("reads whatever digits were written, in their order", () => {
    const digit = fc.tuple(fc.array(fc.nat(16), {minLength: 64, maxLength: 64}), fc.nat(9));
    fc.assert(
      fc.property(fc.array(digit, {minLength: 1, maxLength: 5}), (digits) => {
        const set = readDigitsCsv(digits.map(([pixels, label]) => [...pixels, label].join(",")).join("\n"));
        expect([...set.pixels]).toEqual(digits.flatMap(([pixels]) => pixels));
        expect([...set.labels]).toEqual(digits.map(([, label]) => label));
      })
    );
  });

  it("passes over a line of names", () => {
    const names = [...first.keys()].map((i) => `pixel_${i >> 3}_${i & 7}`).join(",");
    expect(readDigitsCsv(`${names},target\n${line}\n`).size).toBe(1);
  });

  it.each([
    ["", "the file has no digits"],
    ["pixel,label", "the file has no digits"],
    [`${line}\n1,2,3`, "line 2 has 3 values, a digit has 64 pixels and its label"],
    [`${line}\n\n17${line.slice(1)}`, 'line 3: pixel 1 must be a whole number from 0 to 16, got "17"'],
    [`${line.slice(0, -1)}10`, 'line 1: the label must be a whole number from 0 to 9, got "10"'],
    [`${line.slice(0, -1)}`, 'line 1: the label must be a whole number from 0 to 9, got ""'],
    [`0.5${line.slice(1)}`, 'line 1: pixel 1 must be a whole number from 0 to 16, got "0.5"']
  ])("refuses %j", (text, message) => {
    expect(() => readDigitsCsv(text)).toThrow(DataError);
    expect(() => readDigitsCsv(text)).toThrow(message);
  });

  it("either reads any text at all or throws a DataError", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.uint8Array()), (file) => {
        try {
          expect(readDigitsCsv(file).size).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(DataError);
        }
      })
    );
  });
});

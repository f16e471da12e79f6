import {describe, expect, it} from "vitest";
import fc from "fast-check";
import {centreCrop, checkPixels, fitWithin, invert, resize, resizeVolume, toGrey, toVolume} from "../../lib/data/image.ts";
import type {GreyRule, Pixels} from "../../lib/data/image.ts";
import {channelOf, fill} from "../../lib/nn/arithmetic/matrix.ts";
import {pool} from "../../lib/nn/arithmetic/pooling.ts";
import {nearest} from "../../lib/nn/arithmetic/upsampling.ts";
import {expectClose, matrices} from "../nn/compare.ts";

const pixels = (width: number, height: number, ...data: number[]): Pixels => ({width, height, data: new Uint8ClampedArray(data)});
const pictures = fc.tuple(fc.integer({min: 1, max: 7}), fc.integer({min: 1, max: 7})).chain(([n, m]) => matrices(n, m));
const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

describe("toGrey(pixels, {rule, background})", () => {
  it("weighs red, green and blue as Rec. 709, or as Rec. 601", () => {
    const primaries = pixels(3, 1, 255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255);
    expectClose(toGrey(primaries), [[0.2126, 0.7152, 0.0722]]);
    expectClose(toGrey(primaries, {rule: "rec601"}), [[0.299, 0.587, 0.114]]);
  });

  it("makes black 0, white 1, and reads row by row", () => {
    expectClose(toGrey(pixels(1, 2, 0, 0, 0, 255, 255, 255, 255, 255)), [[0], [1]]);
  });

  it("lays transparent pixels on white, or on the background that is asked for", () => {
    const clear = pixels(2, 1, 0, 0, 0, 0, 0, 0, 0, 51);
    expectClose(toGrey(clear), [[1, 0.8]]);
    expectClose(toGrey(clear, {background: 0}), [[0, 0]]);
  });

  it("refuses a rule that does not exist", () => {
    expect(() => toGrey(pixels(1, 1, 0, 0, 0, 0), {rule: "mean" as GreyRule})).toThrow('"rec709" or "rec601", got "mean"');
  });
});

describe("toVolume(pixels, {background})", () => {
  it("gives red, green and blue from 0 to 1", () => {
    expectClose(toVolume(pixels(2, 1, 255, 51, 0, 255, 0, 0, 102, 255)), [
      [
        [1, 0.2, 0],
        [0, 0, 0.4]
      ]
    ]);
  });
});

describe("checkPixels(pixels)", () => {
  it.each([
    [{width: 0, height: 4, data: []}, "no pixels: its size is 0 × 4"],
    [{width: 2, height: 1.5, data: []}, "no pixels: its size is 2 × 1.5"],
    [{width: 2, height: 2, data: [1, 2, 3]}, "a picture of 2 × 2 needs 16 bytes, got 3"],
    [{width: 10_000, height: 10_000, data: []}, "too large: 10000 × 10000 pixels, the limit is 40 million"]
  ])("refuses %j", (bad, message) => {
    expect(() => checkPixels(bad)).toThrow(message);
    expect(() => toGrey(bad)).toThrow(message);
    expect(() => toVolume(bad)).toThrow(message);
  });
});

describe("resize(picture, rows, columns)", () => {
  it("shrinks by the mean of what each new pixel covers, parts of pixels included", () => {
    expectClose(resize([[0, 3, 6]], 1, 2), [[1, 5]]);
    expectClose(
      resize(
        [
          [1, 2],
          [3, 4]
        ],
        1,
        1
      ),
      [[2.5]]
    );
  });

  it("by a whole number is average pooling; enlarging by one is nearest", () => {
    fc.assert(
      fc.property(matrices(6, 4), (picture) => {
        expectClose(resize(picture, 3, 2), pool(picture, {kind: "average"}));
        expectClose(resize(picture, 12, 12), nearest(picture, [2, 3]));
      })
    );
  });

  it("keeps the mean, and an even picture even", () => {
    fc.assert(
      fc.property(pictures, fc.integer({min: 1, max: 9}), fc.integer({min: 1, max: 9}), (picture, rows, columns) => {
        const resized = resize(picture, rows, columns);
        expect([resized.length, resized[0].length]).toEqual([rows, columns]);
        expect(mean(resized.flat())).toBeCloseTo(mean(picture.flat()));
        expectClose(
          resize(
            picture.map((row) => row.map(() => 7)),
            rows,
            columns
          ),
          fill(rows, columns, () => 7)
        );
      })
    );
  });

  it("refuses sizes below 1 and pictures that are none", () => {
    expect(() => resize([[1]], 0, 1)).toThrow("rows must be a whole number, 1 or more, got 0");
    expect(() => resize([[1]], 1, 2.5)).toThrow("columns must be a whole number, 1 or more, got 2.5");
    expect(() => resize([], 1, 1)).toThrow("picture is empty");
  });
});

describe("resizeVolume(picture, rows, columns)", () => {
  it("resizes each channel", () => {
    const picture = fill(5, 4).map((row, y) => row.map((_, x) => [y, x * x, y - x]));
    const resized = resizeVolume(picture, 3, 3);
    for (const channel of [0, 1, 2]) expectClose(channelOf(resized, channel), resize(channelOf(picture, channel), 3, 3));
  });
});

describe("centreCrop(picture), fitWithin(width, height, maxSide), invert(picture)", () => {
  it("centreCrop keeps the largest square in the middle", () => {
    expect(centreCrop([[1, 2, 3, 4]])).toEqual([[2]]);
    expect(
      centreCrop([
        [1, 2],
        [3, 4],
        [5, 6],
        [7, 8]
      ])
    ).toEqual([
      [3, 4],
      [5, 6]
    ]);
    expect(() => centreCrop([[]])).toThrow("no pixels to crop");
  });

  it("fitWithin keeps the proportions, never enlarges and never gives 0", () => {
    expect(fitWithin(4000, 3000, 256)).toEqual({width: 256, height: 192});
    expect(fitWithin(10, 20, 256)).toEqual({width: 10, height: 20});
    expect(fitWithin(5000, 1, 100)).toEqual({width: 100, height: 1});
    expect(() => fitWithin(0, 5, 10)).toThrow("width must be a whole number, 1 or more, got 0");
  });

  it("invert turns ink into paper, and back", () => {
    expect(invert([[0, 0.25]])).toEqual([[1, 0.75]]);
    expect(invert(invert([[0, 0.25]]))).toEqual([[0, 0.25]]);
  });
});

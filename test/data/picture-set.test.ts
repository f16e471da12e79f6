import {describe, expect, it} from "vitest";
import type {Pixels} from "../../lib/data/image.ts";
import {pictureSet} from "../../lib/data/picture-set.ts";

/** A picture of one colour. */
function plain(width: number, height: number, colour: readonly [number, number, number]): Pixels {
  return {width, height, data: Uint8Array.from({length: 4 * width * height}, (_, i) => [...colour, 255][i % 4])};
}

describe("pictureSet(pictures, {side, grey, name})", () => {
  it("makes images of one size and numbers the labels by name", () => {
    const set = pictureSet(
      [
        {pixels: plain(5, 3, [255, 0, 51]), label: "roses"},
        {pixels: plain(2, 9, [0, 255, 102]), label: "grass"},
        {pixels: plain(1, 1, [0, 0, 0]), label: "roses"}
      ],
      {side: 2}
    );
    expect(set).toMatchObject({shape: [2, 2, 3], size: 3, classes: 2, classNames: ["grass", "roses"], name: "own pictures"});
    expect([...set.labels]).toEqual([1, 0, 1]);
    expect([...set.pixels.subarray(0, 6)]).toEqual([255, 0, 51, 255, 0, 51]);
    expect([...set.pixels.subarray(12, 15)]).toEqual([0, 255, 102]);
  });

  it("makes grey images on request", () => {
    const set = pictureSet([{pixels: plain(4, 4, [0, 255, 0])}], {side: 2, grey: true, name: "leaves"});
    expect(set).toMatchObject({shape: [2, 2, 1], classes: 1, name: "leaves"});
    expect([...set.pixels]).toEqual(Array(4).fill(Math.round(0.7152 * 255)));
  });

  it("takes the middle square: what is left and right of it does not count", () => {
    const data = Uint8Array.from([9, 200, 9].flatMap((value) => [value, value, value, 255]));
    expect([...pictureSet([{pixels: {width: 3, height: 1, data}}], {side: 1, grey: true}).pixels]).toEqual([200]);
  });

  it("refuses no pictures, too many labels and an impossible side", () => {
    expect(() => pictureSet([], {side: 2})).toThrow("there are no pictures");
    const pixels = plain(1, 1, [0, 0, 0]);
    const many = Array.from({length: 257}, (_, i) => ({pixels, label: String(i)}));
    expect(() => pictureSet(many, {side: 1})).toThrow("there are 257 labels, 256 at most");
    expect(() => pictureSet([{pixels}], {side: 0})).toThrow("rows must be a whole number, 1 or more, got 0");
  });
});

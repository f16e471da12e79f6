import {describe, expect, it} from "vitest";
import fc from "fast-check";
import {readSprite} from "../../../lib/data/files/sprite.ts";

/** A sprite of images of 2 × 2 and its labels of three classes, as the examples' scripts write them. */
function sprite(values: readonly (readonly number[])[], answers: readonly number[]) {
  const data = Uint8Array.from(values.flat().flatMap((value) => [value, value, value, 255]));
  const labels = Uint8Array.from(answers.flatMap((answer) => [0, 1, 2].map((i) => (i === answer ? 1 : 0))));
  return {pixels: {data, width: 4, height: values.length}, labels};
}

const options = {side: 2, classes: 3};

describe("readSprite({data, width, height}, labels)", () => {
  it("has a row of the picture for each image, a one-hot label for each", () => {
    const image = fc.array(fc.nat(255), {minLength: 4, maxLength: 4});
    fc.assert(
      fc.property(fc.array(fc.tuple(image, fc.nat(2)), {minLength: 1, maxLength: 6}), (examples) => {
        const {pixels, labels} = sprite(
          examples.map(([values]) => values),
          examples.map(([, answer]) => answer)
        );
        const set = readSprite(pixels, labels, options);
        expect(set).toMatchObject({shape: [2, 2, 1], classes: 3, size: examples.length});
        expect([...set.pixels]).toEqual(examples.flatMap(([values]) => values));
        expect([...set.labels]).toEqual(examples.map(([, answer]) => answer));
      })
    );
  });

  const {pixels, labels} = sprite([[1, 2, 3, 4], [5, 6, 7, 8]], [2, 0]); // prettier-ignore

  it("reads 28 × 28 and ten classes when nothing else is said", () => {
    const white = {data: new Uint8Array(4 * 784).fill(255), width: 784, height: 1};
    expect(readSprite(white, Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 1, 0, 0))).toMatchObject({shape: [28, 28, 1], name: "MNIST"});
    expect(() => readSprite(pixels, labels)).toThrow("the sprite is 4 pixels wide, images of 28 × 28 need 784");
  });

  it.each([
    [{...pixels, data: pixels.data.subarray(4)}, labels, "a sprite of 4 × 2 needs 32 bytes, got 28"],
    [pixels, labels.subarray(1), "2 images need 6 bytes of labels (3 each), got 5"],
    [pixels, Uint8Array.of(0, 0, 1, 0, 0, 0), "the label of image 1 is not one-hot: 0 0 0"],
    [pixels, Uint8Array.of(1, 0, 1, 1, 0, 0), "the label of image 0 is not one-hot: 1 0 1"],
    [pixels, Uint8Array.of(0, 0, 1, 2, 0, 0), "the label of image 1 is not one-hot: 2 0 0"]
  ])("refuses what does not fit", (picture, answers, message) => {
    expect(() => readSprite(picture, answers, options)).toThrow(message);
  });
});

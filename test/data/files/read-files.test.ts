import fc from "fast-check";
import {gzipSync, strToU8, zipSync} from "fflate";
import {describe, expect, it} from "vitest";
import {DataError} from "../../../lib/data/dataset.ts";
import {writeIdx} from "../../../lib/data/files/mnist.ts";
import type {NamedFile} from "../../../lib/data/files/read-files.ts";
import {pictureSet, readFiles, spriteSet} from "../../../lib/data/files/read-files.ts";
import type {Pixels} from "../../../lib/data/image.ts";
import {writePng} from "../write-png.ts";
import {pictures} from "../../fixtures/pictures.ts";

const images = (count: number) => writeIdx({shape: [count, 2, 3], data: Uint8Array.from({length: 6 * count}, (_, i) => i)});
const labels = (...values: number[]) => writeIdx({shape: [values.length], data: Uint8Array.from(values)});
const row = (label: number) => `${Array.from({length: 64}, (_, i) => i % 17).join(",")},${label}`;

/** Stands for the page's decoder: the upper half dark red, the rest white. */
const decode = async () => ({
  width: 2,
  height: 2,
  data: [200, 0, 0, 255, 200, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255, 255]
});
const read = (files: Record<string, Uint8Array>, side = 2) =>
  readFiles(
    Object.entries(files).map(([name, bytes]): NamedFile => ({name, bytes})),
    {decode, side}
  );
const refused = async (files: Record<string, Uint8Array>) => {
  const error = await read(files).then(
    () => null,
    (reason: unknown) => reason
  );
  expect(error).toBeInstanceOf(DataError);
  return (error as Error).message;
};

describe("readFiles(files, {side, decode})", () => {
  it.each([
    ["in any order", {"t10k-labels-idx1-ubyte": labels(3, 1), "t10k-images-idx3-ubyte": images(2)}],
    ["gzipped", {"train-images-idx3-ubyte.gz": gzipSync(images(2)), "train-labels-idx1-ubyte.gz": gzipSync(labels(3, 1))}],
    ["in a zip", {"mnist.zip": zipSync({"raw/train-images.idx3-ubyte": images(2), "raw/train-labels.idx1-ubyte": labels(3, 1)})}]
  ])("reads a pair of IDX files %s", async (_, files) => {
    const {set, notes} = await read(files as Record<string, Uint8Array>);
    expect(set).toMatchObject({name: "MNIST", size: 2, shape: [2, 3, 1], classes: 10, labels: Uint8Array.from([3, 1])});
    expect(notes).toEqual([]);
  });

  it("takes the larger of two pairs, whatever their names, and says so", async () => {
    const {set, notes} = await read({a: images(1), b: labels(7), "fashion.gz": images(3), d: labels(1, 2, 3)});
    expect(set).toMatchObject({name: "fashion", size: 3, labels: Uint8Array.from([1, 2, 3])});
    expect(notes).toEqual(["a: left out, the larger set was taken", "b: left out, the larger set was taken"]);
  });

  it("reads the picture and the labels of TensorFlow.js's examples", async () => {
    const data = Uint8Array.from({length: 784 * 12 * 3}, (_, i) => (i % 3 === 0 ? Math.floor(i / 3) % 256 : 9));
    const hot = Uint8Array.from({length: 120}, (_, i) => (i % 10 === Math.floor(i / 10) % 10 ? 1 : 0));
    const {set} = await read({
      mnist_labels_uint8: hot,
      "mnist_images.png": writePng({width: 784, height: 12, channels: 3, data})
    });
    expect(set).toMatchObject({name: "MNIST", size: 12, shape: [28, 28, 1]});
    expect([...set.labels]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]);
    expect([...set.pixels.subarray(784, 788)]).toEqual([16, 17, 18, 19]);
  });

  it("reads scikit-learn's digits", async () => {
    const {set} = await read({"digits.csv.gz": gzipSync(strToU8(`${row(4)}\n${row(5)}\n`))});
    expect(set).toMatchObject({name: "scikit-learn's digits", shape: [8, 8, 1], size: 2, white: 16});
  });

  it("reads pictures as grey ones of one size, a class for each folder, and says which it could not use", async () => {
    const {set, notes} = await read(
      {"cats/1.png": pictures.png, "dogs/2.jpg": pictures.jpeg, "dogs/cut.png": pictures.png.subarray(0, 40)},
      2
    );
    expect(set).toMatchObject({name: "own pictures", size: 2, shape: [2, 2, 1], classes: 2, labels: Uint8Array.from([0, 1])});
    expect(set.pixels[0]).toBe(Math.round(200 * 0.2126));
    expect(notes).toEqual(["dogs/cut.png: this PNG is cut off: its end is missing after 40 bytes"]);
  });

  it("reads a zip of pictures, with what is no picture in the notes", async () => {
    const zip = zipSync({"3/a.png": pictures.png, "7/b.gif": pictures.gif, "readme.txt": strToU8("Hello there")});
    const {set, notes} = await read({"my.zip": zip});
    expect(set).toMatchObject({size: 2, classes: 2});
    expect(notes[0]).toMatch(/^readme.txt: not a picture: this is text that begins with "Hello there".*; left out$/);
  });

  it("takes one picture that is as wide as a sprite for a picture", async () => {
    const wide = writePng({width: 64, height: 20, channels: 1, data: new Uint8Array(1280)});
    expect((await read({"wide.png": wide})).set.size).toBe(1);
  });

  it("says what is wrong, and in which file", async () => {
    expect(await refused({})).toBe("there is no file");
    expect(await refused({"train-images": images(2)})).toBe(
      "train-images holds images: choose its labels' file together with it"
    );
    expect(await refused({"my-labels": labels(1)})).toBe("my-labels holds labels: choose its images' file together with it");
    expect(await refused({a: images(2), b: labels(1, 2, 3)})).toBe("the images' file has 2 images, the labels' file 3 labels");
    expect(await refused({a: images(2), b: labels(1, 12)})).toBe("label 1 is 12, but labels are from 0 to 9");
    expect(await refused({a: images(2).subarray(0, 20), b: labels(1, 2)})).toMatch(
      "the images' file is cut off: it says 2 × 2 × 3 = 12 bytes, there are 4"
    );
    expect(await refused({"a.gz": gzipSync(images(2)).subarray(0, 30), b: labels(1, 2)})).toMatch(/^a.gz is cut off/);
    expect(await refused({"a.bin": Uint8Array.of(1, 2, 3, 4, 200)})).toMatch(
      /^no digits and no pictures: a.bin: not a picture: unknown bytes that begin with 01 02 03 04/
    );
    expect(await refused({"e.zip": zipSync({})})).toBe("the archive has no files");
    expect(await refused({"cut.png": pictures.png.subarray(0, 40)})).toBe(
      "cut.png: this PNG is cut off: its end is missing after 40 bytes"
    );
    expect(await refused({"d.csv": strToU8(`${row(4)}\n1,2,3\n`)})).toBe(
      "line 2 has 3 values, a digit has 64 pixels and its label"
    );
    const sprite = writePng({width: 784, height: 10, channels: 1, data: new Uint8Array(7840)});
    expect(await refused({"s.png": sprite, l: new Uint8Array(99).fill(7)})).toBe(
      "10 images need 100 bytes of labels (10 each), got 99"
    );
  });

  it("refuses an archive that unpacks to more than fits, before unpacking it", async () => {
    const bomb = zipSync(Object.fromEntries(Array.from({length: 9}, (_, i) => [`${i}.png`, pictures.png])));
    const view = new DataView(bomb.buffer, bomb.byteOffset, bomb.byteLength);
    // An entry of the archive's directory begins with "PK", 1, 2 and says at byte 24 what its file unpacks to.
    for (let at = 0; at + 28 <= bomb.length; at++) if (view.getUint32(at) === 0x504b0102) view.setUint32(at + 24, 2 ** 26, true);
    expect(await refused({"bomb.zip": bomb})).toBe("the archive unpacks to more than 512 MB");
  });

  it("opens three archives one within another, and no more, however small", async () => {
    const within = (levels: number): Uint8Array =>
      levels === 0 ? zipSync({"cats/1.png": pictures.png}) : zipSync({"in.zip": within(levels - 1)});
    const {set} = await readFiles([{name: "a.zip", bytes: within(2)}], {decode});
    expect(set.size).toBe(1);
    expect(await refused({"a.zip": within(3)})).toBe(
      "in.zip is an archive within 3 archives: so many are opened one within another, and no more"
    );
  });

  it("counts what comes out of all files together", async () => {
    const large = new Uint8Array(2 ** 27 + 2 ** 26);
    large.set([0, 0, 8, 3]);
    const packed = gzipSync(large, {level: 1});
    const labels = {name: "l", bytes: gzipSync(new Uint8Array([0, 0, 8, 1, 0, 0, 0, 0]))};
    const files = [...["a", "b", "c"].map((name) => ({name, bytes: packed})), labels];
    await expect(readFiles(files, {decode})).rejects.toThrow(
      "the files unpack to more than 512 MB in all, the most that is read"
    );
  });

  it("tells how far unpacking is, and lets everything else have its turn meanwhile", async () => {
    const told: [string, number][] = [];
    const archive = zipSync(Object.fromEntries(Array.from({length: 40}, (_, i) => [`${i}.png`, pictures.png])));
    await readFiles([{name: "a.zip", bytes: archive}], {decode, unpacking: (what, share) => told.push([what, share])});
    for (const [what, share] of told) {
      expect(what).toBe("unpacking a.zip");
      expect(share).toBeGreaterThanOrEqual(0);
      expect(share).toBeLessThanOrEqual(1);
    }
    // 160 MB are many pieces: a task that waits since the first of them has its turn before the last.
    const stop = new AbortController();
    const lines = strToU8("1,2,3,4,5,6,7,8,9\n".repeat(2 ** 23));
    const reading = readFiles([{name: "x.csv", bytes: gzipSync(lines, {level: 1})}], {decode, signal: stop.signal});
    setTimeout(() => stop.abort(new Error("enough")));
    await expect(reading).rejects.toThrow("enough");
  });

  it("stops when it is told to", async () => {
    const reason = new Error("enough");
    const files = [{name: "a.png", bytes: pictures.png}];
    await expect(readFiles(files, {decode, signal: AbortSignal.abort(reason)})).rejects.toBe(reason);
  });
});

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

/** A sprite of images of 2 × 2 and its labels of three classes, as the examples' scripts write them. */
function sprite(values: readonly (readonly number[])[], answers: readonly number[]) {
  const data = Uint8Array.from(values.flat());
  const labels = Uint8Array.from(answers.flatMap((answer) => [0, 1, 2].map((i) => (i === answer ? 1 : 0))));
  return {pixels: {data, width: 4, height: values.length}, labels};
}

const options = {side: 2, classes: 3};

describe("spriteSet({data, width, height}, labels)", () => {
  it("has a row of the picture for each image, a one-hot label for each", () => {
    const image = fc.array(fc.nat(255), {minLength: 4, maxLength: 4});
    fc.assert(
      fc.property(fc.array(fc.tuple(image, fc.nat(2)), {minLength: 1, maxLength: 6}), (examples) => {
        const {pixels, labels} = sprite(
          examples.map(([values]) => values),
          examples.map(([, answer]) => answer)
        );
        const set = spriteSet(pixels, labels, options);
        expect(set).toMatchObject({shape: [2, 2, 1], classes: 3, size: examples.length});
        expect([...set.pixels]).toEqual(examples.flatMap(([values]) => values));
        expect([...set.labels]).toEqual(examples.map(([, answer]) => answer));
      })
    );
  });

  const {pixels, labels} = sprite([[1, 2, 3, 4], [5, 6, 7, 8]], [2, 0]); // prettier-ignore

  it("reads 28 × 28 and ten classes when nothing else is said", () => {
    const white = {data: new Uint8Array(784).fill(255), width: 784, height: 1};
    expect(spriteSet(white, Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 1, 0, 0))).toMatchObject({shape: [28, 28, 1], name: "MNIST"});
    expect(() => spriteSet(pixels, labels)).toThrow("the sprite is 4 pixels wide, images of 28 × 28 need 784");
  });

  it.each([
    [pixels, labels.subarray(1), "2 images need 6 bytes of labels (3 each), got 5"],
    [pixels, Uint8Array.of(0, 0, 1, 0, 0, 0), "the label of image 1 is not one-hot: 0 0 0"],
    [pixels, Uint8Array.of(1, 0, 1, 1, 0, 0), "the label of image 0 is not one-hot: 1 0 1"],
    [pixels, Uint8Array.of(0, 0, 1, 2, 0, 0), "the label of image 1 is not one-hot: 2 0 0"]
  ])("refuses what does not fit", (picture, answers, message) => {
    expect(() => spriteSet(picture, answers, options)).toThrow(message);
  });
});

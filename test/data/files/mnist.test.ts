import fc from "fast-check";
import {gzipSync} from "fflate";
import {describe, expect, it} from "vitest";
import {DataError} from "../../../lib/data/dataset.ts";
import type {Folder} from "../../../lib/data/files/mnist.ts";
import {loadMnistFolder, readIdx, readMnist, writeIdx} from "../../../lib/data/files/mnist.ts";
import {mnistPath, noMnist, nodeFolder} from "../real-mnist.ts";

const images = writeIdx({shape: [3, 2, 2], data: Uint8Array.of(0, 255, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)});
const labels = writeIdx({shape: [3], data: Uint8Array.of(7, 0, 9)});

/** A copy with one byte changed. */
const patched = (bytes: Uint8Array, at: number, value: number): Uint8Array => bytes.map((byte, i) => (i === at ? value : byte));

const arrays = fc
  .array(fc.integer({min: 0, max: 4}), {minLength: 1, maxLength: 4})
  .chain((shape) =>
    fc
      .uint8Array({minLength: shape.reduce((a, b) => a * b, 1), maxLength: shape.reduce((a, b) => a * b, 1)})
      .map((data) => ({shape, data}))
  );

describe("readIdx(bytes)", () => {
  it("reads what the format's page has: MNIST's header, highest byte first", () => {
    const bytes = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 1, 20, 30);
    expect(readIdx(bytes)).toEqual({shape: [1, 2, 1], data: Uint8Array.of(20, 30)});
  });

  it("reads what writeIdx wrote, gzipped or not, within a larger buffer or not", () => {
    fc.assert(
      fc.property(arrays, ({shape, data}) => {
        const bytes = writeIdx({shape, data});
        const inside = new Uint8Array([1, 2, 3, ...bytes]).subarray(3);
        for (const file of [bytes, inside, gzipSync(bytes)]) {
          const read = readIdx(file);
          expect(read.shape).toEqual(shape);
          expect([...read.data]).toEqual([...data]);
        }
      })
    );
  });

  it("says of every beginning of a file that it is cut off", () => {
    for (let length = 0; length < images.length; length++)
      expect(() => readIdx(images.subarray(0, length), "the images' file")).toThrow(/^the images' file is cut off: /);
    const packed = gzipSync(images);
    for (let length = 3; length < packed.length; length++)
      expect(() => readIdx(packed.subarray(0, length))).toThrow(/^the file is cut off/);
  });

  it.each([
    [images.subarray(0, 20), "the file is cut off: it says 3 × 2 × 2 = 12 bytes, there are 4"],
    [new Uint8Array([...images, 1]), "the file is longer than it says: 3 × 2 × 2 = 12 bytes, there are 13"],
    [
      new TextEncoder().encode("<!DOCTYPE html>"),
      "the file is not an IDX file: it begins with 0x3c21444f, images begin with 0x00000803, labels with 0x00000801"
    ],
    [patched(images, 2, 0x07), "not an IDX file: it begins with 0x00000703"],
    [patched(images, 2, 0x0d), "the file holds floats (type 0x0d), only unsigned bytes (0x08) are read"],
    [patched(images, 3, 0), "the file says that it has no dimensions"],
    [patched(images, 4, 0xff), "the file is cut off: it says 4278190083 × 2 × 2"]
  ])("refuses %j", (bytes, message) => {
    expect(() => readIdx(bytes)).toThrow(DataError);
    expect(() => readIdx(bytes)).toThrow(message);
  });

  it("refuses a gzip file with any of its content's bytes changed", () => {
    const packed = gzipSync(images, {mtime: 0});
    for (let at = 10; at < packed.length; at++)
      expect(() => readIdx(patched(packed, at, packed[at] ^ 0x15)), String(at)).toThrow(DataError);
  });

  it("refuses a gzip file that claims to unpack to gigabytes before unpacking it", () => {
    const packed = gzipSync(images);
    expect(() => readIdx(patched(packed, packed.length - 1, 0xff))).toThrow(/unpacks to 42\d+ bytes, the limit is 268435456/);
  });

  it("gives a gzip file up at the first byte beyond what it says that it unpacks to", () => {
    const bomb = gzipSync(new Uint8Array(2 ** 26));
    new DataView(bomb.buffer, bomb.byteOffset).setUint32(bomb.length - 4, 100, true);
    expect(() => readIdx(bomb)).toThrow(
      /^the file is damaged: it says that it unpacks to 100 bytes, and there is more \((\d{4,6}|1\d{7}) bytes so far\)$/
    );
  });

  it("reads a gzip file with a name, a comment, an extra field and a checksum of its header", () => {
    const packed = gzipSync(images, {mtime: 0});
    const header = [0x1f, 0x8b, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 3, 2, 0, 9, 9, 0x61, 0, 0x62, 0x63, 0, 1, 2];
    expect(readIdx(Uint8Array.from([...header, ...packed.subarray(10)])).shape).toEqual(readIdx(images).shape);
  });

  it("either reads any bytes at all or throws a DataError", () => {
    const damaged = fc
      .tuple(fc.constantFrom(images, labels, gzipSync(images)), fc.nat(), fc.nat(255), fc.nat(40))
      .map(([bytes, at, value, cut]) =>
        patched(bytes, at % bytes.length, value).subarray(0, bytes.length - (cut > 20 ? cut - 20 : 0))
      );
    const withHeader = fc.uint8Array({maxLength: 24}).map((rest) => new Uint8Array([0, 0, 8, ...rest]));
    fc.assert(
      fc.property(fc.oneof(damaged, withHeader, fc.uint8Array({maxLength: 64})), (bytes) => {
        try {
          const {shape, data} = readIdx(bytes);
          expect(shape.reduce((a, b) => a * b, 1)).toBe(data.length);
        } catch (error) {
          expect(error).toBeInstanceOf(DataError);
        }
      }),
      {numRuns: 500}
    );
  });
});

describe("readMnist(images, labels)", () => {
  it("is a data set of the images with their labels", () => {
    const set = readMnist(images, gzipSync(labels));
    expect(set).toMatchObject({name: "MNIST", shape: [2, 2, 1], classes: 10, size: 3, white: 255});
    expect([...set.labels]).toEqual([7, 0, 9]);
    expect([...set.select([0]).images].slice(0, 2)).toEqual([-1, 1]);
  });

  it.each([
    [labels, images, "the two files are swapped: the first holds labels, the second images"],
    [images, images, "the labels' file must have 1 dimension, it has 3"],
    [labels, labels, "the images' file must have 3 dimensions (images, rows, columns), it has 1"],
    [images, writeIdx({shape: [2], data: new Uint8Array(2)}), "the images' file has 3 images, the labels' file 2 labels"],
    [images, writeIdx({shape: [3], data: Uint8Array.of(1, 10, 2)}), "label 1 is 10, but labels are from 0 to 9"],
    [images.subarray(0, 18), labels, "the images' file is cut off"],
    [images, labels.subarray(0, 9), "the labels' file is cut off"],
    [
      writeIdx({shape: [0, 28, 28], data: new Uint8Array(0)}),
      writeIdx({shape: [0], data: new Uint8Array(0)}),
      "MNIST has no images"
    ]
  ])("refuses what does not belong together", (first, second, message) => {
    expect(() => readMnist(first, second)).toThrow(DataError);
    expect(() => readMnist(first, second)).toThrow(message);
  });
});

describe("writeIdx({shape, data})", () => {
  it("refuses data that do not fill the shape", () => {
    expect(() => writeIdx({shape: [2, 2], data: new Uint8Array(3)})).toThrow("a shape of 2 × 2 needs 4 bytes, got 3");
  });
});

function folder(files: Record<string, Uint8Array>): Folder {
  return {path: "/digits", list: () => Promise.resolve(Object.keys(files)), read: (name) => Promise.resolve(files[name])};
}

describe("loadMnistFolder(folder, part)", () => {
  const images = writeIdx({shape: [2, 1, 1], data: Uint8Array.of(5, 6)});
  const labels = writeIdx({shape: [2], data: Uint8Array.of(3, 4)});

  it("finds the files by the names they are published with", async () => {
    const published = folder({"train-images-idx3-ubyte.gz": gzipSync(images), "train-labels-idx1-ubyte.gz": gzipSync(labels)});
    expect(await loadMnistFolder(published)).toMatchObject({name: "MNIST (train)", size: 2, labels: Uint8Array.of(3, 4)});
    const dotted = folder({
      "t10k-images.idx3-ubyte": images,
      "t10k-labels.idx1-ubyte": labels,
      "train-images-idx3-ubyte": labels
    });
    expect(await loadMnistFolder(dotted, "test")).toMatchObject({name: "MNIST (test)", size: 2});
  });

  it("says which file it misses, and what the folder has", async () => {
    const half = folder({"train-images-idx3-ubyte": images, "notes.txt": labels});
    await expect(loadMnistFolder(half)).rejects.toThrow(
      "/digits has no train-labels-idx1-ubyte(.gz); it has train-images-idx3-ubyte, notes.txt"
    );
    await expect(loadMnistFolder(folder({}))).rejects.toThrow("has no train-images-idx3-ubyte(.gz); it has nothing");
  });

  it("says that there is no such folder", async () => {
    await expect(loadMnistFolder(nodeFolder("/nowhere/at/all"))).rejects.toThrow("there is no folder /nowhere/at/all");
  });

  it.skipIf(noMnist !== undefined)(`reads MNIST in ${mnistPath}${noMnist === undefined ? "" : ` (${noMnist})`}`, async () => {
    const set = await loadMnistFolder(nodeFolder(mnistPath));
    expect(set.shape).toEqual([28, 28, 1]);
    expect(set.size).toBeGreaterThanOrEqual(10_000);
    const mean = set.pixels.reduce((sum, value) => sum + value, 0) / set.pixels.length / 255;
    expect(mean).toBeCloseTo(0.131, 2);
    expect(new Set(set.labels).size).toBe(10);
  });
});

import {describe, expect, it} from "vitest";
import fc from "fast-check";
import {strToU8, zipSync} from "fflate";
import {DataError} from "../../../lib/data/dataset.ts";
import {readImageZip} from "../../../lib/data/files/image-zip.ts";
import {maxFileBytes} from "../../../lib/data/files/sniff-image.ts";
import {pictures} from "../../fixtures/pictures.ts";

const {png, jpeg, gif} = pictures;

describe("readImageZip(bytes)", () => {
  it("has each picture's bytes, path, folder and size, 2 before 10", () => {
    const {images, skipped} = readImageZip(
      zipSync({"cats/10.png": png, "cats/2.jpg": jpeg, "dogs/big/a.gif": gif, "x.png": png})
    );
    expect(images.map(({path, folder, image}) => [path, folder, image.format, image.width])).toEqual([
      ["cats/2.jpg", "cats", "JPEG", 5],
      ["cats/10.png", "cats", "PNG", 5],
      ["dogs/big/a.gif", "dogs/big", "GIF", 5],
      ["x.png", "", "PNG", 5]
    ]);
    expect([...images[1].bytes]).toEqual([...png]);
    expect(skipped).toEqual([]);
  });

  it("reads what was stored as well as what was compressed", () => {
    expect(readImageZip(zipSync({"a.png": [png, {level: 0}]})).images).toHaveLength(1);
  });

  it("passes over folders, hidden files and what macOS leaves", () => {
    const zip = zipSync({"a/": new Uint8Array(0), "a/1.png": png, "__MACOSX/a/._1.png": png, "a/.DS_Store": strToU8("x")});
    expect(readImageZip(zip)).toMatchObject({images: [{path: "a/1.png"}], skipped: []});
  });

  it("says which files are no pictures, and why", () => {
    const {images, skipped} = readImageZip(
      zipSync({"1.png": png, "notes.txt": strToU8("Dear reader"), "cut.png": png.subarray(0, 40)})
    );
    expect(images).toHaveLength(1);
    expect(skipped).toEqual([
      {path: "cut.png", why: "this PNG is cut off: its end is missing after 40 bytes"},
      {path: "notes.txt", why: expect.stringContaining('text that begins with "Dear reader"') as string}
    ]);
  });

  it("does not unpack a file that is too large", () => {
    const {skipped} = readImageZip(zipSync({"a.png": png, "zeros.png": new Uint8Array(maxFileBytes + 1)}));
    expect(skipped).toEqual([{path: "zeros.png", why: "the file is too large: 33554433 bytes, the limit is 33554432"}]);
  });

  it.each([
    [new Uint8Array(0), "the file is not a zip archive: it does not begin with PK"],
    [png, "the file is not a zip archive"],
    [zipSync({"a.png": png}).subarray(0, 100), "the archive is cut off or damaged"],
    [zipSync({}), "the archive has no pictures"],
    [zipSync({"a.txt": strToU8("hello")}), "the archive has no pictures; a.txt: not a picture"]
  ])("refuses %#", (bytes, message) => {
    expect(() => readImageZip(bytes)).toThrow(DataError);
    expect(() => readImageZip(bytes)).toThrow(message);
  });

  it("either reads any bytes at all or throws a DataError", () => {
    const zip = zipSync({"a/1.png": png, "2.gif": gif});
    const damaged = fc.array(fc.tuple(fc.nat(zip.length - 1), fc.nat(255)), {minLength: 1, maxLength: 3}).map((changes) => {
      const copy = zip.slice();
      for (const [at, value] of changes) copy[at] = value;
      return copy;
    });
    fc.assert(
      fc.property(fc.oneof(damaged, fc.uint8Array({maxLength: 64})), (bytes) => {
        try {
          expect(readImageZip(bytes).images.length).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(DataError);
        }
      }),
      {numRuns: 300}
    );
  });
});

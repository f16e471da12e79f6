import {describe, expect, it} from "vitest";
import fc from "fast-check";
import {strToU8, zipSync} from "fflate";
import {DataError} from "../../../lib/data/dataset.ts";
import {folderOf, unzip} from "../../../lib/data/files/zip.ts";
import {maxFileBytes} from "../../../lib/data/files/sniff-image.ts";
import {pictures} from "../../fixtures/pictures.ts";

const {png, jpeg, gif} = pictures;

describe("unzip(bytes)", () => {
  it("has each file's bytes and path, 2 before 10", () => {
    const {files, skipped} = unzip(zipSync({"cats/10.png": png, "cats/2.jpg": jpeg, "dogs/big/a.gif": gif, "x.png": png}));
    expect(files.map(({path}) => [path, folderOf(path)])).toEqual([
      ["cats/2.jpg", "cats"],
      ["cats/10.png", "cats"],
      ["dogs/big/a.gif", "dogs/big"],
      ["x.png", ""]
    ]);
    expect([...files[1].bytes]).toEqual([...png]);
    expect(skipped).toEqual([]);
  });

  it("reads what was stored as well as what was compressed", () => {
    expect(unzip(zipSync({"a.png": [png, {level: 0}]})).files).toHaveLength(1);
  });

  it("passes over folders, hidden files and what macOS leaves", () => {
    const zip = zipSync({"a/": new Uint8Array(0), "a/1.png": png, "__MACOSX/a/._1.png": png, "a/.DS_Store": strToU8("x")});
    expect(unzip(zip)).toMatchObject({files: [{path: "a/1.png"}], skipped: []});
  });

  it("does not unpack a file that is too large", () => {
    const {skipped} = unzip(zipSync({"a.png": png, "zeros.png": new Uint8Array(maxFileBytes + 1)}));
    expect(skipped).toEqual([{path: "zeros.png", why: "the file is too large: 33554433 bytes, the limit is 33554432"}]);
  });

  it.each([
    [new Uint8Array(0), "the file is not a zip archive: it does not begin with PK"],
    [png, "the file is not a zip archive"],
    [zipSync({"a.png": png}).subarray(0, 100), "the archive is cut off or damaged"]
  ])("refuses %#", (bytes, message) => {
    expect(() => unzip(bytes)).toThrow(DataError);
    expect(() => unzip(bytes)).toThrow(message);
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
          expect(unzip(bytes).files.length).toBeGreaterThanOrEqual(0);
        } catch (error) {
          expect(error).toBeInstanceOf(DataError);
        }
      }),
      {numRuns: 300}
    );
  });
});

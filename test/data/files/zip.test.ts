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

  it("keeps a file whatever it is called", () => {
    const names = ["constructor", "hasOwnProperty", "toString", "valueOf"];
    const zip = zipSync(Object.fromEntries(names.map((name) => [name, png])));
    expect(unzip(zip).files.map(({path}) => path)).toEqual([...names].sort(new Intl.Collator("en", {numeric: true}).compare));
    // No object has such a key of its own without a trick: the name is written over another of its length.
    const other = zipSync({aaaaaaaaa: png});
    const named = Uint8Array.from(
      Buffer.from(Buffer.from(other).toString("latin1").replaceAll("aaaaaaaaa", "__proto__"), "latin1")
    );
    const {files} = unzip(named);
    expect(files.map(({path}) => path)).toEqual(["__proto__"]);
    expect([...files[0]!.bytes]).toEqual([...png]);
  });

  it("takes the later of two files with one path, as other programs do", () => {
    const other = zipSync({"a.png": png, "b.png": jpeg}, {level: 0});
    const text = Buffer.from(other).toString("latin1").replaceAll("b.png", "a.png");
    const {files} = unzip(Uint8Array.from(Buffer.from(text, "latin1")));
    expect(files.map(({path, bytes}) => [path, bytes.length])).toEqual([["a.png", jpeg.length]]);
  });

  it("counts what comes out, and not what the archive says of it", () => {
    const bomb = zipSync({"a.png": new Uint8Array(2 ** 25)});
    const view = new DataView(bomb.buffer, bomb.byteOffset, bomb.byteLength);
    for (let at = 0; at + 28 <= bomb.length; at++) if (view.getUint32(at) === 0x504b0102) view.setUint32(at + 24, 100, true);
    expect(() => unzip(bomb)).toThrow(
      /^a\.png in the archive is damaged: it says that it unpacks to 100 bytes, and there is more \(\d+ bytes so far\)$/
    );
  });

  it("finds every single changed byte of a file's content", () => {
    for (const level of [0, 6] as const) {
      const zip = zipSync({"a.png": [png, {level}]});
      const start = 30 + "a.png".length;
      const length = new DataView(zip.buffer, zip.byteOffset).getUint32(18, true);
      for (let at = start; at < start + length; at++) {
        const copy = zip.slice();
        copy[at]! ^= 0x15;
        expect(() => unzip(copy), String(at)).toThrow(DataError);
      }
    }
  });

  it("says what it does not read", () => {
    const zip = zipSync({"a.png": png});
    const patched = (offset: number, value: number) => {
      const copy = zip.slice();
      const view = new DataView(copy.buffer);
      for (let at = 0; at + 28 <= copy.length; at++)
        if (view.getUint32(at) === 0x504b0102) view.setUint16(at + offset, value, true);
      return copy;
    };
    expect(() => unzip(patched(10, 93))).toThrow(
      "a.png in the archive is compressed by method 93: 0 (stored) and 8 (deflate) are read"
    );
    expect(() => unzip(patched(8, 1))).toThrow("the archive is encrypted: a.png cannot be read");
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

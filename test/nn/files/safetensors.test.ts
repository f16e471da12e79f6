import {execFile} from "node:child_process";
import {existsSync, readFileSync} from "node:fs";
import {mkdtemp, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join, resolve} from "node:path";
import {promisify} from "node:util";
import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {
  FileError,
  float16Tensor,
  float32Tensor,
  floats,
  integerTensor,
  readSafetensors,
  writeSafetensors
} from "../../../lib/nn/files/safetensors.ts";
import type {FileTensor, Safetensors} from "../../../lib/nn/files/safetensors.ts";

const fixtures = resolve(import.meta.dirname, "../../fixtures");
const python = "/usr/bin/python3";

interface Described {
  dtype: string;
  shape: number[];
  values: number[];
}

/** Bytes of a file with this header and data, right or wrong. */
function fileOf(header: unknown, data = 0, length?: bigint): Uint8Array {
  const text = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const file = new Uint8Array(8 + text.length + data);
  new DataView(file.buffer).setBigUint64(0, length ?? BigInt(text.length), true);
  file.set(text, 8);
  return file;
}

const entry = (start: number, end: number, changes: object = {}): object => ({
  dtype: "F32",
  shape: [(end - start) / 4],
  data_offsets: [start, end],
  ...changes
});

const shape = fc.array(fc.nat(4), {maxLength: 4});
const size = (of: number[]): number => of.reduce((product, side) => product * side, 1);
const tensor = shape.chain((of) => {
  const each = {minLength: size(of), maxLength: size(of)};
  return fc.oneof(
    fc.float32Array(each).map((values) => float32Tensor(of, values)),
    fc.float32Array(each).map((values) => float16Tensor(of, values)),
    fc.int8Array(each).map((values) => integerTensor(of, values)),
    fc.uint8Array(each).map((values) => integerTensor(of, values)),
    fc.int32Array(each).map((values) => integerTensor(of, values))
  );
});
const name = fc.string({unit: "grapheme"}).filter((text) => text !== "__metadata__");
const anyFile = fc.record({
  metadata: fc.dictionary(name, fc.string({unit: "grapheme"})),
  tensors: fc.uniqueArray(fc.tuple(name, tensor), {selector: ([key]) => key, maxLength: 5}).map((all) => new Map(all))
});

const plain = ({metadata, tensors}: Safetensors): unknown => ({
  metadata: {...metadata},
  tensors: Object.fromEntries(
    [...tensors].map(([key, {dtype, shape: of, bytes}]) => [`"${key}"`, {dtype, of, bytes: [...bytes]}])
  )
});

describe("readSafetensors(file)", () => {
  it("reads what was written from PyTorch: every type, at odd places", () => {
    const {metadata, tensors} = readSafetensors(readFileSync(join(fixtures, "torch.safetensors")));
    expect(metadata).toEqual({format: "pt", greeting: 'Grüße, "世界"'});
    const expected = JSON.parse(readFileSync(join(fixtures, "torch-safetensors.json"), "utf8")) as Record<string, Described>;
    expect([...tensors.keys()].sort()).toEqual(Object.keys(expected).sort());
    for (const [key, found] of tensors) {
      expect({dtype: found.dtype, shape: found.shape}).toEqual({dtype: expected[key].dtype, shape: expected[key].shape});
      expect(floats(found), key).toEqual(Float32Array.from(expected[key].values));
    }
  });

  it("gives back what was written, whatever the names, shapes and values", () => {
    fc.assert(fc.property(anyFile, (file) => void expect(plain(readSafetensors(writeSafetensors(file)))).toEqual(plain(file))));
  });

  it("throws a FileError for a file cut off anywhere, and for one with bytes after its end", () => {
    fc.assert(
      fc.property(anyFile, fc.double({min: 0, max: 1, maxExcluded: true, noNaN: true}), (file, share) => {
        const bytes = writeSafetensors(file);
        expect(() => readSafetensors(bytes.subarray(0, Math.floor(share * bytes.length)))).toThrow(FileError);
        const long = new Uint8Array(bytes.length + 1);
        long.set(bytes);
        expect(() => readSafetensors(long)).toThrow(new FileError("the last 1 bytes belong to no tensor"));
      })
    );
  });

  it("reads a file with changed bytes as one that makes sense, or throws a FileError: nothing else", () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.oneof(fc.nat(255), fc.constantFrom(...'{}[]",:0123456789-.e'))), {
      minLength: 1
    });
    fc.assert(
      fc.property(anyFile, changes, (file, list) => {
        const bytes = writeSafetensors(file);
        for (const [at, to] of list) bytes[at % bytes.length] = typeof to === "number" ? to : to.charCodeAt(0);
        try {
          for (const found of readSafetensors(bytes).tensors.values()) expect(floats(found).length).toBe(size(found.shape));
        } catch (error) {
          if (!(error instanceof FileError)) throw error;
        }
      }),
      {numRuns: 500}
    );
  });

  it("throws a FileError, and nothing else, for bytes of any kind", () => {
    fc.assert(
      fc.property(fc.uint8Array({maxLength: 200}), (bytes) => void expect(() => readSafetensors(bytes)).toThrow(FileError))
    );
    fc.assert(
      fc.property(fc.json(), (json) => {
        try {
          readSafetensors(fileOf(json));
        } catch (error) {
          if (!(error instanceof FileError)) throw error;
        }
      })
    );
  });

  const wrong: [what: string, file: Uint8Array, message: string | RegExp][] = [
    ["no file", new Uint8Array(0), "the file is cut off: 0 bytes are too few for a safetensors file"],
    [
      "a PNG",
      Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0),
      /^not a safetensors file: it should begin with the length/
    ],
    ["a header beyond the end", fileOf({}, 0, 50n), "the file is cut off: its header should end at byte 58, there are 10 bytes"],
    ["a header of no length", fileOf({}, 0, 0n), "not a safetensors file: its header does not begin with {"],
    ["a header that is a list", fileOf([]), "not a safetensors file: its header does not begin with {"],
    ["a header that is not JSON", fileOf("{a: 1}"), "the header is not JSON"],
    ["a header that is not UTF-8", Uint8Array.of(5, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x22, 0xff, 0x22, 0x7d), "the header is not JSON"],
    [
      "a name twice",
      fileOf(`{"a": ${JSON.stringify(entry(0, 4))}, "\\u0061" : ${JSON.stringify(entry(0, 4))}}`, 4),
      'the header has "a" twice'
    ],
    [
      "a field twice",
      fileOf('{"a": {"dtype": "F32", "dtype": "F16", "shape": [], "data_offsets": [0, 4]}}', 4),
      'the header has "dtype" twice'
    ],
    ["metadata that is no text", fileOf({__metadata__: {step: 1}}), "__metadata__ must be an object of texts"],
    ["a tensor that is a number", fileOf({a: 1}), '"a" is not described by an object'],
    ["an unknown type", fileOf({a: entry(0, 4, {dtype: "F4"})}, 4), /^"a" has the type "F4"; these are read: F64, I64, F32/],
    ["a type of JavaScript's making", fileOf({a: entry(0, 4, {dtype: "toString"})}, 4), /^"a" has the type "toString"/],
    [
      "a shape of halves",
      fileOf({a: entry(0, 4, {shape: [0.5, 2]})}, 4),
      '"a" has the shape [0.5,2]: it must be a list of whole numbers'
    ],
    ["a shape beyond all numbers", fileOf({a: entry(0, 4, {shape: [2 ** 40, 2 ** 40]})}, 4), /^"a" has the shape/],
    [
      "offsets in disorder",
      fileOf({a: entry(4, 0, {shape: [1]})}, 4),
      '"a" has the offsets [4,0]: they must be two whole numbers in order'
    ],
    ["an offset below 0", fileOf({a: entry(-4, 0)}, 4), /^"a" has the offsets \[-4,0\]/],
    [
      "an offset beyond the end",
      fileOf({a: entry(0, 8)}, 4),
      'the file is cut off: "a" should end at byte 8 of the data, there are 4 bytes'
    ],
    ["too few bytes", fileOf({a: entry(0, 4, {shape: [2]})}, 4), '"a" of F32 [2] needs 8 bytes, it has 4'],
    ["the wrong type's size", fileOf({a: entry(0, 4, {dtype: "I8"})}, 4), '"a" of I8 [1] needs 1 bytes, it has 4'],
    [
      "tensors that overlap",
      fileOf({a: entry(0, 8), b: entry(4, 12)}, 12),
      '"b" begins at byte 4, inside the tensor before it, which ends at 8'
    ],
    ["the same bytes twice", fileOf({a: entry(0, 8), b: entry(0, 8)}, 8), /^"b" begins at byte 0, inside the tensor before it/],
    ["a hole", fileOf({a: entry(0, 4), b: entry(8, 12)}, 12), 'the bytes 4 to 8 before "b" belong to no tensor']
  ];
  for (const [what, file, message] of wrong) {
    it(`throws for ${what}`, () => {
      let caught: unknown;
      try {
        readSafetensors(file);
      } catch (error) {
        caught = error;
      }
      expect(caught).toBeInstanceOf(FileError);
      if (typeof message === "string") expect((caught as Error).message).toBe(message);
      else expect((caught as Error).message).toMatch(message);
    });
  }

  it("keeps names that are JavaScript's own, and long metadata", () => {
    const metadata = Object.fromEntries([
      ["__proto__", "x"],
      ["long", '\\"{'.repeat(200_000)]
    ]);
    const one = integerTensor([1], Uint8Array.of(1));
    const file = readSafetensors(
      writeSafetensors({
        metadata,
        tensors: new Map([
          ["__proto__", one],
          ["constructor", one]
        ])
      })
    );
    expect(Object.entries(file.metadata)).toEqual(Object.entries(metadata));
    expect([...file.tensors.keys()]).toEqual(["__proto__", "constructor"]);
  });
});

describe("writeSafetensors({metadata, tensors})", () => {
  it("puts every tensor at a multiple of its size", () => {
    const tensors = new Map<string, FileTensor>([
      ["bytes", integerTensor([3], Uint8Array.of(1, 2, 3))],
      ["halves", float16Tensor([1], [1])],
      ["floats", float32Tensor([1], Float32Array.of(1))]
    ]);
    const file = writeSafetensors({metadata: {}, tensors});
    for (const {dtype, bytes} of readSafetensors(file).tensors.values()) {
      expect(bytes.byteOffset % {F32: 4, F16: 2, U8: 1}[dtype as "F32"]).toBe(0);
    }
  });

  it.skipIf(!existsSync(python))("writes what a reader in Python reads", async () => {
    const folder = await mkdtemp(join(tmpdir(), "gantry-"));
    try {
      const values = Float32Array.of(1.5, -0.1, 3e-8, 70000, 1 / 3, -0);
      const tensors = new Map([
        ["signed", integerTensor([3], Int8Array.of(-128, 0, 127))],
        ["a.kernel", float32Tensor([2, 3], values)],
        ["half", float16Tensor([2, 3], values)],
        ["counts", integerTensor([2, 1], Int32Array.of(-7, 2 ** 31 - 1))]
      ]);
      const path = join(folder, "ours.safetensors");
      await writeFile(path, writeSafetensors({metadata: {note: 'ü "quoted"'}, tensors}));
      const {stdout} = await promisify(execFile)(python, [join(fixtures, "safetensors.py"), "read", path]);
      const file = JSON.parse(stdout) as {metadata: unknown; tensors: Record<string, Described>};
      expect(file.metadata).toEqual({note: 'ü "quoted"'});
      for (const [key, mine] of tensors) {
        const theirs = file.tensors[key];
        expect({dtype: theirs.dtype, shape: theirs.shape}).toEqual({dtype: mine.dtype, shape: mine.shape});
        expect(
          Float32Array.from(theirs.values, (value) => Number(String(value).replace("inf", "Infinity"))),
          key
        ).toEqual(floats(mine));
      }
    } finally {
      await rm(folder, {recursive: true});
    }
  });

  it("refuses bytes that do not fill a shape, and the name of the metadata", () => {
    expect(() => float32Tensor([2, 2], new Float32Array(3))).toThrow(
      new RangeError('"the tensor" of F32 [2, 2] needs 16 bytes, it has 12')
    );
    const tensors = new Map([["__metadata__", integerTensor([0], new Uint8Array(0))]]);
    expect(() => writeSafetensors({metadata: {}, tensors})).toThrow(new RangeError('a tensor cannot be called "__metadata__"'));
  });
});

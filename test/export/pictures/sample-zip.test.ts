import fc from "fast-check";
import {unzipSync} from "fflate";
import {describe, expect, it} from "vitest";
import {sampleName, sampleZip, writePng} from "../../../lib/export/pictures/png.ts";

const origin = {generator: "cgan-s", sha256: "ab12", seed: "42"};
const made = [{name: "7", number: 1}, {name: "7", number: 2}, {name: "0", number: 1}]; // prettier-ignore
const images = {shape: [3, 2, 2, 1], values: Float32Array.of(-1, 1, 0, 1, 1, 1, 1, 1, -1, -1, -1, -1)};
const text = (bytes: Uint8Array | undefined) => JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;

describe("sampleZip({images, made}, origin)", () => {
  it("has a PNG for each picture, named by class, seed and number, and a record of all", () => {
    const files = unzipSync(sampleZip({images, made}, origin));
    const names = ["digit-7-seed-42-001.png", "digit-7-seed-42-002.png", "digit-0-seed-42-001.png"];
    expect(Object.keys(files).sort()).toEqual([...names, "samples.json"].sort());
    expect(files[names[0]!]).toEqual(writePng({width: 2, height: 2, channels: 1, data: Uint8Array.of(0, 255, 128, 255)}));
    expect(text(files["samples.json"])).toMatchObject({
      ...origin,
      images: made.map(({name, number}, i) => ({file: names[i], class: name, number}))
    });
  });

  it("is the same bytes for the same pictures", () => {
    expect(sampleZip({images, made}, origin)).toEqual(sampleZip({images, made}, origin));
  });

  it("refuses another number of names than of pictures", () => {
    expect(() => sampleZip({images, made: made.slice(1)}, origin)).toThrow("there are 3 pictures, and names for 2");
  });
});

describe("sampleName({name, number}, seed)", () => {
  it("is a file's name for any seed: no folders, no blanks, never empty", () => {
    fc.assert(
      fc.property(fc.string({unit: "grapheme"}), fc.integer({min: 1, max: 100}), (seed, number) => {
        expect(sampleName({name: "3", number}, seed)).toMatch(/^digit-3-seed-[\p{L}\p{N}_-]+-\d{3}\.png$/u);
      })
    );
    expect(sampleName({name: "3", number: 7}, "a/b c")).toBe("digit-3-seed-a-b-c-007.png");
  });
});

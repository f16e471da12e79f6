import {createHash} from "node:crypto";
import {readFileSync} from "node:fs";
import {describe, expect, it} from "vitest";
import {FileError} from "../../lib/nn/files/safetensors.ts";
import {readWeights} from "../../lib/nn/files/weights-file.ts";
import type {WeightName} from "../../lib/weights/load.ts";
import {checkWhole, loadWeights, readHistory, weightNames} from "../../lib/weights/load.ts";

describe("loadWeights(name)", () => {
  for (const name of weightNames) {
    it(`reads ${name}: the file that was recorded, at most 500 KB, with how it was made`, async () => {
      const {networks, record} = await loadWeights(name);
      expect(Object.keys(networks)).toEqual(/gan/.test(name) ? ["generator", "discriminator"] : ["classifier"]);
      const file = readFileSync(new URL(`../../lib/weights/${name}.safetensors`, import.meta.url));
      expect(file.length).toBeLessThanOrEqual(500_000);
      expect([record.size, record.sha256]).toEqual([file.length, createHash("sha256").update(file).digest("hex")]);
      for (const key of ["what", "command", "seed", "steps", "data", "metrics", "seconds", "backend", "machine"])
        expect(record, key).toHaveProperty(key);
      for (const {weights} of Object.values(networks)) {
        for (const [weight, {values}] of Object.entries(weights)) expect(values.every(Number.isFinite), weight).toBe(true);
      }
    });
  }
  it("refuses a name that is not there", async () => {
    await expect(loadWeights("mnist" as WeightName)).rejects.toThrow(
      'there are no weights "mnist"; there are mnist-classifier, compact-dcgan'
    );
  });
});

describe("checkWhole(name, file, {size, sha256})", () => {
  it("refuses a file of another size, and one whose bytes have changed", async () => {
    const file = Uint8Array.of(1, 2, 3);
    const sha256 = createHash("sha256").update(file).digest("hex");
    await expect(checkWhole("a", file, {size: 3, sha256})).resolves.toBeUndefined();
    await expect(checkWhole("a", file.subarray(1), {size: 3, sha256})).rejects.toThrow(
      new FileError('the weights "a" have 2 bytes, 3 were recorded')
    );
    await expect(checkWhole("a", Uint8Array.of(1, 2, 4), {size: 3, sha256})).rejects.toThrow(
      'the weights "a" are damaged: their checksum is'
    );
  });
});

describe("readHistory(weights)", () => {
  it("gives the sheets of the compact DCGAN, images in [−1, 1], and its losses", async () => {
    const {sheets, losses} = readHistory(await loadWeights("compact-dcgan"));
    expect(sheets.slice(0, 3).map(({step}) => step)).toEqual([0, 600, 2200]);
    for (const {images} of sheets) {
      expect(images.shape).toEqual([16, 28, 28, 1]);
      expect(images.values.every((value) => value >= -1 && value <= 1)).toBe(true);
    }
    expect(losses[0].step).toBe(10);
    expect(losses.at(-1)?.step).toBe(sheets.at(-1)?.step);
    for (const {realAccuracy} of losses) expect(realAccuracy).toBeLessThanOrEqual(1);
  });
  it("refuses weights that have none", async () => {
    const file = readFileSync(new URL("../../lib/weights/mnist-classifier.safetensors", import.meta.url));
    expect(() => readHistory(readWeights(file))).toThrow(new FileError("these weights have no history"));
  });
});

import {describe, expect, it} from "vitest";
import {gzipSync} from "fflate";
import {writeIdx} from "../../../lib/data/files/idx.ts";
import type {Folder} from "../../../lib/data/files/mnist-folder.ts";
import {loadMnistFolder} from "../../../lib/data/files/mnist-folder.ts";
import {mnistPath, noMnist, nodeFolder} from "../real-mnist.ts";

const images = writeIdx({shape: [2, 1, 1], data: Uint8Array.of(5, 6)});
const labels = writeIdx({shape: [2], data: Uint8Array.of(3, 4)});

function folder(files: Record<string, Uint8Array>): Folder {
  return {path: "/digits", list: () => Promise.resolve(Object.keys(files)), read: (name) => Promise.resolve(files[name])};
}

describe("loadMnistFolder(folder, part)", () => {
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

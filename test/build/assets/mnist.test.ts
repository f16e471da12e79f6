import {mkdir, mkdtemp, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {gunzipSync, gzipSync} from "node:zlib";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {bookMnist, MnistError} from "../../../site/build/assets/mnist.ts";
import {contentSecurityPolicy, mnistFolders} from "../../../site/build/pages/policy.ts";
import {mnistSources, writeIdx} from "../../../lib/data/files/mnist.ts";

let folder = "";
let made = 0;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "gantry-mnist-"))));
afterAll(() => rm(folder, {recursive: true, force: true}));

async function withFiles(files: Record<string, Uint8Array>): Promise<string> {
  const path = join(folder, String(++made));
  await mkdir(path);
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(path, name), bytes);
  return path;
}

const images = (count: number) => writeIdx({shape: [count, 28, 28], data: new Uint8Array(784 * count).fill(7)});
const labels = (...values: number[]) => writeIdx({shape: [values.length], data: Uint8Array.from(values)});
const refused = async (files: Record<string, Uint8Array>) => {
  const path = await withFiles(files);
  const error = await bookMnist(path).then(
    () => null,
    (reason: unknown) => reason
  );
  expect(error).toBeInstanceOf(MnistError);
  return (error as Error).message.replaceAll(path, "DIR");
};

describe("bookMnist(folder)", () => {
  it("has the training pair, and the test pair if there is one, packed, under the names that a page asks for", async () => {
    const {assets, line} = await bookMnist(
      await withFiles({
        "train-images-idx3-ubyte": images(3),
        "train-labels-idx1-ubyte.gz": gzipSync(labels(1, 2, 9)),
        "t10k-images.idx3-ubyte": images(2),
        "t10k-labels.idx1-ubyte": labels(0, 1)
      })
    );
    expect(assets.map(({specifier}) => specifier)).toEqual([
      "gantry/mnist/train-images",
      "gantry/mnist/train-labels",
      "gantry/mnist/test-images",
      "gantry/mnist/test-labels"
    ]);
    expect(assets[0]?.path).toMatch(/^assets\/files\/train-images-[A-Z2-7]{8}\.bin$/);
    expect(new Uint8Array(gunzipSync(assets[0]!.content))).toEqual(images(3));
    expect(line).toBe("MNIST in the book: 3 digits to train with, 2 to test (0.0 MB)");
  });

  it("says what is wrong, with the folder and the file", async () => {
    const pair = {"train-images-idx3-ubyte": images(2), "train-labels-idx1-ubyte": labels(1, 2)};
    await expect(bookMnist("/no/such")).rejects.toThrow("GANTRY_MNIST: there is no folder /no/such");
    expect(await refused({})).toBe("GANTRY_MNIST: DIR has no train-images-idx3-ubyte(.gz); it has nothing");
    expect(await refused({"train-images-idx3-ubyte": images(2)})).toBe(
      "GANTRY_MNIST: DIR has no train-labels-idx1-ubyte(.gz); it has train-images-idx3-ubyte"
    );
    expect(await refused({...pair, "t10k-images-idx3-ubyte": images(1)})).toMatch("DIR has no t10k-labels-idx1-ubyte(.gz)");
    expect(await refused({...pair, "train-labels-idx1-ubyte": labels(1)})).toBe(
      "GANTRY_MNIST: DIR/train-images-idx3-ubyte has 2 images, DIR/train-labels-idx1-ubyte 1 labels"
    );
    expect(await refused({...pair, "train-labels-idx1-ubyte": labels(1, 10)})).toBe(
      "GANTRY_MNIST: DIR/train-labels-idx1-ubyte: label 1 is 10, digits are 0 to 9"
    );
    expect(await refused({...pair, "train-labels-idx1-ubyte": images(2)})).toBe(
      "GANTRY_MNIST: DIR/train-labels-idx1-ubyte is not an IDX file of bytes with 1 dimensions"
    );
    expect(await refused({...pair, "train-images-idx3-ubyte": images(2).subarray(0, 900)})).toBe(
      "GANTRY_MNIST: DIR/train-images-idx3-ubyte says 2 × 28 × 28 = 1568 bytes, there are 884"
    );
    const {"train-labels-idx1-ubyte": ours} = pair;
    const packed = {"train-images-idx3-ubyte.gz": gzipSync(images(2)).subarray(0, 30), "train-labels-idx1-ubyte": ours};
    expect(await refused(packed)).toMatch(/^GANTRY_MNIST: DIR\/train-images-idx3-ubyte.gz is cut off or damaged: /);
  });
});

describe("the content security policy", () => {
  it("allows the folders that lib asks for MNIST, and no other host", () => {
    expect(mnistSources.map((source) => source.folder)).toEqual(mnistFolders);
    const [connect] = /connect-src [^;]*/.exec(contentSecurityPolicy([])) ?? [];
    expect(connect).toBe(`connect-src 'self' blob: data: ${mnistFolders.join(" ")}`);
    expect(mnistFolders.every((url) => /^https:\/\/[^/]+\/.+\/$/.test(url))).toBe(true);
  });
});

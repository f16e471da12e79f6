import {writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {gzipSync} from "node:zlib";
import {describe, expect, it} from "vitest";
import {proceduralDigits} from "../../lib/data/digits/procedural-digits.ts";
import {random} from "../../lib/random.ts";
import {openChapter} from "./chapters.ts";

/** Files of digits as MNIST has them: a header, then bytes; gzipped. */
async function idxFiles(count: number): Promise<string[]> {
  const {images, labels} = proceduralDigits({seed: "files"}).batch(count, random(1));
  const idx = (shape: number[], bytes: Uint8Array) => {
    const header = new DataView(new ArrayBuffer(4 + 4 * shape.length));
    header.setUint32(0, 0x0800 + shape.length);
    shape.forEach((length, i) => header.setUint32(4 + 4 * i, length));
    return gzipSync(Buffer.concat([new Uint8Array(header.buffer), bytes]));
  };
  const pixels = Uint8Array.from(images, (value) => Math.round((255 * (value + 1)) / 2));
  const paths = ["train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"].map((name) =>
    join(tmpdir(), `gantry-${process.pid}-${name}`)
  );
  await writeFile(paths[0]!, idx([count, 28, 28], pixels));
  await writeFile(paths[1]!, idx([count], labels));
  return paths;
}

describe("the chapter CGAN", () => {
  it("trains on the reader's MNIST files in the worker, reads what was asked for meanwhile, and draws a chosen digit", async () => {
    const page = await openChapter("cgan");
    const data = page.locator(".fig-data-input");
    await data.getByRole("radio", {name: "My files"}).check({force: true});
    await data
      .locator("input[type=file]")
      .first()
      .setInputFiles(await idxFiles(200));
    await expect.poll(() => data.textContent()).toContain("200 images, 10 classes, 28 × 28 pixels");

    const controls = page.locator("#cell-controls .fig-cockpit");
    await controls.getByRole("button", {name: "Play"}).click();
    const curves = page.locator("#cell-asked .fig-class-accuracy-curves");
    await expect.poll(() => curves.locator(".fig-reading").textContent()).toMatch(/step (2|4|6|8)0: XS [\d.]+ %/);
    await controls.getByRole("button", {name: "Pause"}).click();
    expect(await page.locator("#cell-controls .fig-board-foot span").count()).toBe(10);

    const order = page.locator("#cell-order .fig-class-samples");
    await order.getByRole("radio", {name: "3"}).check({force: true});
    await order.getByRole("button", {name: "Draw them"}).click();
    await expect
      .poll(() => order.locator("[role=status].fig-readout").textContent())
      .toMatch(/^12 pictures asked for as 3, at step \d+: the classifier reads \d+ as 3/);
  });
});

import {describe, expect, it} from "vitest";
import {bundlePage, openPage} from "./harness.ts";

/** Chromium's own decoder on what we write, in a worker as well as in the page. */
const source = `
  import {writeGif} from "gantry/gif";
  import {writePng} from "gantry/png";
  import {sheetRaster} from "./lib/export/pictures/raster.ts";
  async function decode(file, type) {
    const decoder = new ImageDecoder({data: file, type});
    await decoder.tracks.ready;
    await decoder.completed;
    const {frameCount, repetitionCount} = decoder.tracks.selectedTrack;
    const frames = [];
    for (let frameIndex = 0; frameIndex < frameCount; frameIndex++) {
      const {image} = await decoder.decode({frameIndex});
      const canvas = new OffscreenCanvas(image.displayWidth, image.displayHeight);
      const context = canvas.getContext("2d");
      context.drawImage(image, 0, 0);
      const {data} = context.getImageData(0, 0, canvas.width, canvas.height);
      frames.push({width: canvas.width, duration: image.duration, grey: Array.from(data).filter((_, i) => i % 4 === 0), opaque: data.every((value, i) => i % 4 < 3 || value === 255)});
      image.close();
    }
    return {frames, repetitionCount: String(repetitionCount)};
  }
  const sheet = (step) => sheetRaster({shape: [4, 28, 28, 1], values: Float32Array.from({length: 4 * 784}, (_, i) => Math.sin(i * i * 0.01 + step))});
  const pictures = [0, 1, 2].map(sheet);
  const gif = writeGif(pictures.map((picture, i) => ({picture, milliseconds: 100 + 100 * i})));
  const once = writeGif([{picture: pictures[0]}, {picture: pictures[1]}], {loop: 2});
  Object.assign(globalThis, {found: (async () => ({
    expected: pictures.map(({data}) => Array.from(data)),
    gif: await decode(gif, "image/gif"),
    once: await decode(once, "image/gif"),
    png: await decode(writePng(pictures[2]), "image/png")
  }))()});
  const image = document.createElement("img");
  image.alt = "";
  image.src = URL.createObjectURL(new Blob([gif], {type: "image/gif"}));
  document.body.append(image);
`;

interface Decoded {
  frames: {width: number; duration: number | null; grey: number[]; opaque: boolean}[];
  repetitionCount: string;
}

describe("writeGif, writePng in Chromium", () => {
  it("shows every pixel, for its time, as often as was asked", async () => {
    const page = await openPage(await bundlePage(source));
    const found = await page.evaluate(
      () => (globalThis as unknown as {found: Promise<{expected: number[][]} & Record<"gif" | "once" | "png", Decoded>>}).found
    );
    expect(found.gif.frames.map(({grey}) => grey)).toEqual(found.expected);
    expect(found.gif.frames.map(({duration}) => duration)).toEqual([100_000, 200_000, 300_000]);
    expect(found.gif.frames.every(({opaque}) => opaque)).toBe(true);
    expect(found.gif.repetitionCount).toBe("Infinity");
    expect(found.once.repetitionCount).toBe("1");
    expect(found.png.frames.map(({grey}) => grey)).toEqual([found.expected[2]]);
    expect(await page.locator("img").evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))).toBe(
      118
    );
  });
});

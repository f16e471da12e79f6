import type {SampleSheet} from "../training/run-types.ts";
import {element} from "./element.ts";
import {paintSheet, sampleKind, sheetLayout} from "./sample-image.ts";

const gap = 6;
const nameHeight = 18;

/** Sheets of images side by side as a PNG, each with its step under it; every pixel of an image becomes 2 × 2. */
export async function filmPng(sheets: readonly SampleSheet[], columns?: number): Promise<Blob> {
  const drawn = sheets.map((sheet) => sheetCanvas(sheet, columns));
  const [width, height] = [drawn[0].width * 2, drawn[0].height * 2];
  const canvas = element("canvas");
  canvas.width = drawn.length * (width + gap) + gap;
  canvas.height = height + 2 * gap + nameHeight;
  const context = canvas.getContext("2d")!;
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingEnabled = false;
  context.fillStyle = "#1c1b19";
  context.font = "13px system-ui, sans-serif";
  drawn.forEach((sheet, i) => {
    const left = gap + i * (width + gap);
    context.drawImage(sheet, left, gap, width, height);
    context.fillText(`step ${sheets[i].step}`, left, height + gap + 14);
  });
  return new Promise((done, fail) =>
    canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("there is no room for the picture"))), "image/png")
  );
}

/** A sheet on a canvas of its own. @throws TypeError for points, which have no pixels. */
function sheetCanvas({images}: SampleSheet, columns?: number): HTMLCanvasElement {
  const kind = sampleKind(images);
  if (kind?.kind !== "images")
    throw new TypeError(`a film is made of images; these samples have shape [${images.shape.join(", ")}]`);
  const canvas = element("canvas");
  paintSheet(canvas, images, sheetLayout(kind, Infinity, columns ? {columns} : {}));
  return canvas;
}

/** Sheets of images one after another as a GIF that repeats, 8 a second, the last one for two seconds. */
export async function filmGif(sheets: readonly SampleSheet[], columns?: number): Promise<Blob> {
  const {encode} = await import("modern-gif");
  const frames = sheets.map((sheet, i) => {
    const small = sheetCanvas(sheet, columns);
    const large = element("canvas");
    large.width = small.width * 2;
    large.height = small.height * 2;
    const context = large.getContext("2d")!;
    // A GIF has no half-transparent pixels: the gaps become paper.
    context.fillStyle = "#ffffff";
    context.fillRect(0, 0, large.width, large.height);
    context.imageSmoothingEnabled = false;
    context.drawImage(small, 0, 0, large.width, large.height);
    return {data: large, delay: i === sheets.length - 1 ? 2000 : 125};
  });
  const {width, height} = frames[0].data;
  return new Blob([await encode({width, height, frames, looped: true, maxColors: 255})], {type: "image/gif"});
}

import {writeGif} from "../../export/pictures/gif.ts";
import {sheetRaster} from "../../export/pictures/raster.ts";
import type {SampleSheet} from "../../training/run/types.ts";
import {element} from "../kit/element.ts";
import {paintSheet, sampleKind, sheetLayout} from "./sample-surface.ts";

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

/**
 * Sheets of images one after another as a GIF that repeats, 8 a second, the last one for two seconds.
 * @throws RangeError when the sheets are no images or differ in size.
 */
export function filmGif(sheets: readonly SampleSheet[], columns?: number): Blob {
  const frames = sheets.map(({images}, i) => ({
    picture: sheetRaster(images, {...(columns ? {columns} : {}), background: 255}),
    milliseconds: i === sheets.length - 1 ? 2000 : 120
  }));
  return new Blob([writeGif(frames) as Uint8Array<ArrayBuffer>], {type: "image/gif"});
}

import type {Values} from "../../nn/network/network-weights.ts";
import {element} from "../kit/element.ts";

/** What some samples are: how many images of which size, or points of the plane. */
export type SampleKind =
  {kind: "images"; count: number; height: number; width: number; channels: number} | {kind: "points"; count: number};

/** What a tensor of samples is; null when it is neither images [n, height, width, 1 or 3] nor points [n, 2]. */
export function sampleKind({shape}: Values): SampleKind | null {
  const [count, height, width, channels] = shape;
  if (shape.length === 4 && (channels === 1 || channels === 3)) return {kind: "images", count, height, width, channels};
  if (shape.length === 3) return {kind: "images", count, height, width, channels: 1};
  if (shape.length === 2 && height === 2) return {kind: "points", count};
  return null;
}

/** Why samples cannot be drawn, as a sentence; null when they can. */
export function unfitSamples(samples: Values | null | undefined, name = "samples"): string | null {
  if (!samples || samples.values.length === 0) return `This figure is waiting for ${name}: there are none yet.`;
  const kind = sampleKind(samples);
  if (!kind)
    return `This figure needs ${name} of shape [n, height, width, 1 or 3] or [n, 2]; it was given [${samples.shape.join(", ")}].`;
  const bad = samples.values.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return null;
  const each = samples.values.length / kind.count;
  return `This figure needs ${name} of finite numbers; in sample ${Math.floor(bad / each)} there is ${samples.values[bad]}.`;
}

/** Where samples stand in a grid of images, in pixels of the images; `gap` pixels lie between them. */
export interface SheetLayout {
  columns: number;
  rows: number;
  /** Of the whole sheet, in pixels of the images. */
  width: number;
  height: number;
  /** CSS pixels of one pixel: a whole number where there is room. */
  scale: number;
}

/**
 * The layout of `count` images in `columns` (default: nearly a square) within `room` CSS pixels; fewer columns when they would be
 * narrower than `least` CSS pixels.
 */
export function sheetLayout(
  {count, height, width}: {count: number; height: number; width: number},
  room: number,
  options: {columns?: number; gap?: number; most?: number; least?: number} = {}
): SheetLayout {
  const {gap = 1, most = 4, least = 20} = options;
  let columns = Math.max(1, Math.min(count, options.columns ?? Math.ceil(Math.sqrt(count))));
  while (columns > 1 && room / columns < Math.min(least, width)) columns--;
  const whole = columns * (width + gap) - gap;
  const exact = Math.min(most, room / whole);
  const rows = Math.ceil(count / columns);
  return {columns, rows, width: whole, height: rows * (height + gap) - gap, scale: exact >= 1 ? Math.floor(exact) : exact};
}

/** Writes images in [−1, 1] into a canvas as a sheet, one canvas pixel for each of theirs. */
export function paintSheet(canvas: HTMLCanvasElement, images: Values, layout: SheetLayout, gap = 1): void {
  const kind = sampleKind(images);
  if (kind?.kind !== "images") throw new TypeError(`a sheet needs images, got shape [${images.shape.join(", ")}]`);
  if (canvas.width !== layout.width) canvas.width = layout.width;
  if (canvas.height !== layout.height) canvas.height = layout.height;
  const context = canvas.getContext("2d")!;
  const pixels = context.createImageData(layout.width, layout.height);
  for (let i = 0; i < kind.count; i++) {
    const left = (i % layout.columns) * (kind.width + gap);
    const top = Math.floor(i / layout.columns) * (kind.height + gap);
    writeImage(pixels, images.values, i, kind, left, top);
  }
  context.putImageData(pixels, 0, 0);
}

/** A canvas with one image of a tensor, one canvas pixel for each of its pixels. */
export function imageCanvas(images: Values, index: number, into: HTMLCanvasElement = element("canvas")): HTMLCanvasElement {
  const kind = sampleKind(images);
  if (kind?.kind !== "images") throw new TypeError(`there is no image in shape [${images.shape.join(", ")}]`);
  if (into.width !== kind.width) into.width = kind.width;
  if (into.height !== kind.height) into.height = kind.height;
  const context = into.getContext("2d")!;
  const pixels = context.createImageData(kind.width, kind.height);
  writeImage(pixels, images.values, index, kind, 0, 0);
  context.putImageData(pixels, 0, 0);
  return into;
}

/** Makes an image a part of `pixels`: −1 black, 1 white; what is beyond is clipped, NaN is left transparent. */
function writeImage(
  pixels: ImageData,
  values: Float32Array,
  index: number,
  {height, width, channels}: {height: number; width: number; channels: number},
  left: number,
  top: number
): void {
  const {data} = pixels;
  let from = index * height * width * channels;
  for (let row = 0; row < height; row++) {
    let to = 4 * ((top + row) * pixels.width + left);
    for (let column = 0; column < width; column++, to += 4, from += channels) {
      // A clamped array rounds and clips by itself.
      data[to] = (values[from] + 1) * 127.5;
      data[to + 1] = channels === 3 ? (values[from + 1] + 1) * 127.5 : data[to];
      data[to + 2] = channels === 3 ? (values[from + 2] + 1) * 127.5 : data[to];
      data[to + 3] = Number.isNaN(values[from]) ? 0 : 255;
    }
  }
}

import type {Values} from "../../nn/network/network-weights.ts";
import {inksOf, onTheme} from "../kit/colours.ts";
import {element} from "../kit/element.ts";
import type {Cell, MovePointer} from "../kit/pointer.ts";
import {pointable} from "../kit/pointer.ts";

/** Options of `sampleSurface`. */
export interface SurfaceOptions {
  /** What a screen reader calls it. */
  title: string;
  signal: AbortSignal;
  /** Images in a row; default: nearly a square. */
  columns?: number;
  /** CSS pixels of an image's pixel, at most; default 4. */
  most?: number;
  /** The samples are real data: filled points. Default false. */
  real?: boolean;
  /** Images can be pointed at, with these words for each. */
  label?: (index: number) => string;
  point?: (index: number) => void;
  choose?: (index: number) => void;
}

/** Samples on a canvas: a sheet of sharp images, or points of the plane. */
export interface SampleSurface {
  readonly element: HTMLElement;
  /**
   * Draws samples within `room` CSS pixels; points from −limit to limit (default: what holds them), images in `columns` (default: as
   * the option).
   */
  draw(samples: Values, room: number, limit?: number, columns?: number): void;
  /** Outlines an image (−1: none): "point" for what is looked at, "tap" for what is chosen. */
  mark(kind: "point" | "tap", index: number): void;
}

/** A surface for images [n, height, width, channels] in [−1, 1] or points [n, 2]. */
export function sampleSurface(options: SurfaceOptions): SampleSurface {
  const canvas = element("canvas", {class: "fig-pixels", "aria-hidden": "true"});
  const marks = {point: mark("point"), tap: mark("tap")};
  const surface = element("div", {class: "fig-grid fig-sheet"}, [canvas, marks.tap, marks.point]);
  let layout: SheetLayout = {columns: 1, rows: 1, width: 1, height: 1, scale: 1};
  let count = 0;
  let pointer: MovePointer | null = null;
  // Colours on a canvas do not follow the page by themselves.
  let again: (() => void) | null = null;
  const marked = {point: -1, tap: -1};
  const indexOf = ({row, column}: Cell) => Math.min(count - 1, row * layout.columns + column);

  function beginPointing(): void {
    let at = 0;
    pointer = pointable(surface, options.title, {
      signal: options.signal,
      size: () => layout,
      label: (cell) => options.label?.(indexOf(cell)) ?? `sample ${indexOf(cell)}`,
      point: (cell) => options.point?.((at = indexOf(cell))),
      ...(options.choose ? {choose: (cell: Cell) => options.choose?.(indexOf(cell))} : {})
    });
    surface.addEventListener("click", () => options.choose?.(at), {signal: options.signal});
  }

  function place(kind: "point" | "tap"): void {
    const index = marked[kind];
    const shown = marks[kind];
    shown.hidden = index < 0 || index >= count;
    const [row, column] = [Math.floor(index / layout.columns), index % layout.columns];
    const share = (part: number, whole: number) => `${(100 * part) / whole}%`;
    const [across, down] = [(layout.width + 1) / layout.columns, (layout.height + 1) / layout.rows];
    shown.style.left = share(column * across, layout.width);
    shown.style.top = share(row * down, layout.height);
    shown.style.width = share(across - 1, layout.width);
    shown.style.height = share(down - 1, layout.height);
  }

  function draw(samples: Values, room: number, limit?: number, columns = options.columns): void {
    const kind = sampleKind(samples);
    if (!kind) throw new TypeError(`neither images nor points: shape [${samples.shape.join(", ")}]`);
    count = kind.count;
    again = kind.kind === "points" ? () => draw(samples, room, limit) : null;
    if (kind.kind === "points") {
      const side = Math.min(room, 320);
      surface.style.width = `${side}px`;
      surface.style.aspectRatio = "1";
      const {real, fake} = inksOf(surface);
      const look = options.real ? {colour: real, filled: true} : {colour: fake, filled: false};
      paintPoints(canvas, samples, {side, limit: limit ?? pointLimit([samples]), ...look});
    } else {
      layout = sheetLayout(kind, room, {...options, ...(columns ? {columns} : {})});
      surface.style.width = `${layout.width * layout.scale}px`;
      surface.style.aspectRatio = `${layout.width} / ${layout.height}`;
      paintSheet(canvas, samples, layout);
      if (!pointer && options.point) beginPointing();
      else pointer?.refresh();
      place("point");
      place("tap");
    }
    if (pointer) return;
    surface.setAttribute("role", "img");
    surface.setAttribute("aria-label", `${options.title}: ${kind.count} ${kind.kind}`);
  }

  onTheme(options.signal, () => again?.());
  return {
    element: surface,
    draw,
    mark(kind, index) {
      marked[kind] = index;
      place(kind);
    }
  };
}

function mark(kind: string): HTMLElement {
  return element("div", {class: `fig-sheet-mark fig-sheet-${kind}`, "aria-hidden": "true", hidden: ""});
}

/** What some samples are: how many images of which size, or points of the plane. */
type SampleKind =
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
interface SheetLayout {
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

/** The half side of a square around the origin that holds all points [n, 2]: at least `least`, rounded up to quarters. */
export function pointLimit(points: readonly Values[], least = 1): number {
  let most = least;
  for (const {values} of points) for (const value of values) if (Number.isFinite(value)) most = Math.max(most, Math.abs(value));
  return Math.ceil(most * 4) / 4;
}

/**
 * Draws points [n, 2] on a square canvas of `side` CSS pixels, y upwards, from −limit to limit: filled circles for real data,
 * hollow ones for generated. `lit` is drawn larger.
 */
function paintPoints(
  canvas: HTMLCanvasElement,
  {values, shape}: Values,
  options: {side: number; limit: number; colour: string; filled: boolean; lit?: number; clear?: boolean}
): void {
  const {side, limit, colour, filled, lit = -1} = options;
  const dense = Math.min(2, globalThis.devicePixelRatio || 1);
  const size = Math.round(side * dense);
  const context = canvas.getContext("2d")!;
  if (options.clear !== false) {
    canvas.width = size;
    canvas.height = size;
  }
  context.setTransform(size / 2 / limit, 0, 0, -size / 2 / limit, size / 2, size / 2);
  const radius = ((shape[0] > 300 ? 1.8 : 3) * dense * 2 * limit) / size;
  context.fillStyle = context.strokeStyle = colour;
  context.lineWidth = (1.4 * dense * 2 * limit) / size;
  for (let i = 0; i < shape[0]; i++) {
    context.beginPath();
    context.arc(values[2 * i], values[2 * i + 1], i === lit ? radius * 2 : radius, 0, 2 * Math.PI);
    if (filled) context.fill();
    else context.stroke();
  }
}

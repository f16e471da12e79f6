import type {Values} from "../../nn/network/network-weights.ts";
import {element} from "../kit/element.ts";
import {inksOf, onTheme} from "../kit/inks.ts";
import type {Cell, MovePointer} from "../kit/pointer.ts";
import {pointable} from "../kit/pointer.ts";
import {paintSheet, sampleKind, sheetLayout} from "./sample-image.ts";
import type {SheetLayout} from "./sample-image.ts";
import {paintPoints, pointLimit} from "./sample-points.ts";

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

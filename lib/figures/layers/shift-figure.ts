import {convolve} from "../../nn/arithmetic/convolution.ts";
import {kernelNamed} from "../../nn/arithmetic/kernels.ts";
import type {Matrix} from "../../nn/arithmetic/matrix.ts";
import {fill} from "../../nn/arithmetic/matrix.ts";
import {pool} from "../../nn/arithmetic/pooling.ts";
import {colourScale, scaleFor, valuesOf} from "../kit/colours.ts";
import {slider} from "../kit/controls.ts";
import {element} from "../kit/element.ts";
import {formatNumber} from "../kit/format.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame, unfit} from "../kit/frame.ts";
import {plane} from "../kit/plane.ts";

/** `.value` of `shiftFigure`. */
export interface ShiftValue {
  /** Pixels; negative ones are to the left and up. */
  shift: {right: number; down: number};
  /** Share of values that changed, by name of the reduction ("input" for none); 0…1. See `shareChanged`. */
  changed: Record<string, number>;
}

const reductions: readonly {name: string; note: string; reduce: (image: Matrix) => Matrix}[] = [
  {name: "input", note: "as it is", reduce: (image) => image},
  {name: "max pooling", note: "4 × 4", reduce: (image) => pool(image, {kind: "max", size: sideFor(image)})},
  {name: "average pooling", note: "4 × 4", reduce: (image) => pool(image, {kind: "average", size: sideFor(image)})},
  {
    name: "strided convolution",
    note: "Sobel, stride 4",
    reduce: (image) => convolve(image, kernelNamed("sobel-x").matrix, {stride: sideFor(image), padding: 1})
  }
];

/**
 * Shifts an image `[height][width]` (0…1) by a few pixels and counts what changes after max pooling, average pooling and a
 * strided convolution.
 * @example
 * ```ts height=829/1201
 * import {shiftFigure} from "gantry/figures/shift-figure";
 * import {sampleDigit} from "gantry/strokes";
 *
 * display(
 *   shiftFigure(sampleDigit(4), {
 *     caption: "What changes when the digit moves? Drag it.",
 *     invalidation
 *   })
 * );
 * ```
 */
export function shiftFigure(image: Matrix, options: FigureOptions = {}): Figure<ShiftValue> {
  const made = frame<ShiftValue>("shift", options, {shift: {right: 1, down: 0}, changed: {}});
  const wrong =
    unfit(image, "an image") ??
    (image.length < 4 || image[0].length < 4
      ? `This figure needs at least 4 × 4 pixels to pool, it was given ${image.length} × ${image[0].length}.`
      : null);
  if (wrong) {
    made.complain(wrong);
    return made.figure;
  }
  const shift = {right: 1, down: 0};
  const rows = reductions.map(({name, note, reduce}) => {
    const before = reduce(image);
    const scale = scaleFor(valuesOf(before));
    const limit = Math.max(Math.abs(scale.domain[0]), Math.abs(scale.domain[1]));
    const common = {signal: made.signal, note: "", cell: 112 / before[0].length, numbers: false, legend: false};
    const planes = [
      plane(before, {...common, title: "before", scale}),
      plane(before, {...common, title: "after", scale, legend: scale.kind !== "signed"}),
      plane(before, {...common, title: "difference", scale: colourScale("signed", [-limit, limit]), legend: true})
    ];
    const result = element("p", {class: "fig-readout"});
    const lane = element("div", {class: "fig-shift-lane"}, [
      element("div", {class: "fig-shift-name"}, [
        element("span", {class: "fig-title"}, [name]),
        element("span", {class: "fig-note"}, [note]),
        result
      ]),
      element(
        "div",
        {class: "fig-results"},
        planes.map(({whole}) => whole)
      )
    ]);
    return {name, reduce, before, planes, result, lane};
  });
  const draw = (): ShiftValue => {
    const moved = shiftImage(image, shift);
    const changed: Record<string, number> = {};
    for (const {name, reduce, before, planes, result} of rows) {
      const after = reduce(moved);
      const share = shareChanged(before, after);
      changed[name] = share;
      planes[1].draw(after);
      planes[2].draw(after.map((line, row) => line.map((value, column) => value - before[row][column])));
      const count = before.length * before[0].length;
      result.textContent = `${Math.round(share * count)} of ${count} values change (${formatNumber(share * 100, 2)} %)`;
    }
    return {shift: {...shift}, changed};
  };
  made.figure.value = draw();
  const control = (label: string, key: "right" | "down") =>
    slider(label, {min: -4, max: 4, value: shift[key], unit: "px"}, (next) => {
      shift[key] = next;
      const value = draw();
      made.say(rows.map(({name, result}) => `${name}: ${result.textContent}`).join(". "));
      made.emit(value);
    }).element;
  made.controls.append(control("shift right", "right"), control("shift down", "down"));
  made.body.append(
    element(
      "div",
      {class: "fig-column fig-whole"},
      rows.map(({lane}) => lane)
    )
  );
  return made.figure;
}

/** The image moved by whole pixels; black comes in from the side, what leaves is lost. */
export function shiftImage(image: Matrix, {right, down}: {right: number; down: number}): Matrix {
  return fill(image.length, image[0].length, (row, column) => image[row - down]?.[column - right] ?? 0);
}

/** Share of values, 0…1, that differ by more than 5 % of the largest size of any value of `before`. */
export function shareChanged(before: Matrix, after: Matrix): number {
  const most = Math.max(...before.flat().map(Math.abs), 1e-9);
  const changes = before.flatMap((line, row) => line.map((value, column) => Math.abs(after[row][column] - value) > 0.05 * most));
  return changes.filter(Boolean).length / changes.length;
}

function sideFor(image: Matrix): number {
  return Math.min(4, image.length, image[0].length);
}

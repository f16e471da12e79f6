import type {Matrix} from "../../nn/arithmetic/matrix.ts";
import type {ScaleKind} from "../kit/colours.ts";
import {scaleFor, valuesOf} from "../kit/colours.ts";
import {element} from "../kit/element.ts";
import {formatNumber} from "../kit/format.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame, unfit} from "../kit/frame.ts";
import {plane} from "../kit/plane.ts";

/** Options of `matrixFigure`. */
export interface MatrixFigureOptions extends FigureOptions {
  /** Names the matrix above it, and to screen readers. Default "matrix". */
  title?: string;
  /** Default: grey when every value lies in 0…1, signed when one is negative, else magnitude. */
  scale?: ScaleKind;
  /** The values at both ends of the scale. Default: those of the data (signed: symmetric; grey: 0 and 1). */
  domain?: [number, number];
  /** Writes numbers into the cells. Default: when there are at most 10 columns. */
  numbers?: boolean;
  /**
   * Numbers can be changed: typing, Enter or a click edits; Page Up and Page Down step; dragging up and down too. Default
   * false.
   */
  editable?: boolean;
  /** What one step adds when editing. Default 1, for grey 0.1. */
  step?: number;
  /** Limits of an edited value. */
  min?: number;
  max?: number;
}

/**
 * One matrix as a grid of coloured cells, `[height][width]`, up to 64 × 64; pointing at a cell says its value.
 * `.value` is the matrix (a copy); editing fires "input".
 * @example
 * ```ts height=261/261
 * import {matrixFigure} from "gantry/figures/matrix-figure";
 *
 * display(matrixFigure([[1, 0, -1], [2, 0, -2], [1, 0, -1]], {
 *   title: "Sobel",
 *   editable: true,
 *   caption: "Which edges does it find? Change a number.",
 *   invalidation
 * }));
 * ```
 */
export function matrixFigure(matrix: Matrix, options: MatrixFigureOptions = {}): Figure<Matrix> {
  const wrong = unfit(matrix);
  const values = wrong ? [] : matrix.map((row) => Array.from(row));
  const made = frame<Matrix>("matrix", options, values);
  if (wrong) {
    made.complain(wrong);
    return made.figure;
  }
  const scale = () => scaleFor(valuesOf(values), options.scale, options.domain);
  const readout = element("p", {class: "fig-readout"});
  const drawn = plane(values, {
    title: options.title ?? "matrix",
    scale: scale(),
    signal: made.signal,
    cell: sizeOf(values[0].length),
    ...(options.numbers === undefined ? {} : {numbers: options.numbers}),
    point: ({row, column}) => show(row, column),
    ...(options.editable
      ? {edit: {step: options.step ?? (scale().kind === "grey" ? 0.1 : 1), min: options.min, max: options.max, write}}
      : {})
  });

  function show(row: number, column: number): void {
    drawn.mark("point", [{row, column, kind: "point"}]);
    readout.textContent = `row ${row}, column ${column}: ${formatNumber(values[row][column], 6)}`;
  }
  function write({row, column}: {row: number; column: number}, value: number): void {
    values[row][column] = value;
    drawn.draw(values, {scale: scale()});
    show(row, column);
    made.emit(values.map((line) => line.slice()));
  }
  made.body.append(drawn.whole, readout);
  return made.figure;
}

function sizeOf(columns: number): number {
  return Math.max(4, Math.min(40, Math.floor(360 / columns)));
}

import {checkMatrix, checkWhole, pair} from "./matrix.ts";
import type {Matrix, Pair} from "./matrix.ts";
import {paddingAlong, paddingOfAxis} from "./padding.ts";
import type {AxisPadding, Padding, PaddingAmounts} from "./padding.ts";

/** How a window slides over a matrix. */
export interface WindowOptions {
  /** Steps between neighbouring windows; default 1. */
  stride?: number | Pair;
  /** Default 0, which is "valid". */
  padding?: Padding;
  /** Distance between neighbouring weights of the window; default 1, no gaps. */
  dilation?: number | Pair;
}

/** How a window slides along one axis. */
export interface AxisOptions {
  /** Number of inputs along the axis, n. */
  input: number;
  /** Number of weights along the axis, f. */
  kernel: number;
  /** Steps between neighbouring windows, s; default 1. */
  stride?: number;
  /** Default 0. */
  padding?: AxisPadding;
  /** Distance between neighbouring weights, d; default 1. */
  dilation?: number;
}

/** One axis worked out: window number o, weight number k stands at input `o * stride + k * dilation − before`. */
export interface Axis {
  input: number;
  kernel: number;
  stride: number;
  dilation: number;
  /** Amounts of padding. */
  before: number;
  after: number;
  /** Number of windows: ⌊(n + before + after − d·(f − 1) − 1) / s⌋ + 1. */
  output: number;
}

/** Both axes of a window that slides over a matrix. */
export interface Window {
  rows: Axis;
  columns: Axis;
}

/**
 * Works out one axis.
 * @throws RangeError for sizes, strides or dilations below 1, and when the window is longer than the padded input.
 */
export function axisOf({input, kernel, stride = 1, padding = 0, dilation = 1}: AxisOptions, name = ""): Axis {
  const of = name && ` of ${name}`;
  checkWhole(input, `input size${of}`, 1);
  checkWhole(kernel, `kernel size${of}`, 1);
  checkWhole(stride, `stride${of}`, 1);
  checkWhole(dilation, `dilation${of}`, 1);
  const [before, after] = paddingAlong(padding, {input, kernel, stride, dilation});
  const span = dilation * (kernel - 1) + 1;
  const room = input + before + after;
  if (span > room) {
    const spread = dilation > 1 ? `${kernel} weights at dilation ${dilation} span ${span}` : `${kernel} weights`;
    throw new RangeError(
      `the window does not fit${name && ` along the ${name}`}: ${spread}, but input ${input} + padding ${before + after} is ${room}`
    );
  }
  return {input, kernel, stride, dilation, before, after, output: Math.floor((room - span) / stride) + 1};
}

/**
 * Works out both axes for an input of shape [rows, columns] and a window of shape [rows, columns].
 * @throws RangeError as `axisOf`, naming the axis.
 */
export function windowOf(input: Pair, kernel: Pair, {stride = 1, padding = 0, dilation = 1}: WindowOptions = {}): Window {
  const strides = pair(stride, "stride");
  const dilations = pair(dilation, "dilation");
  const along = (name: "rows" | "columns", i: 0 | 1): Axis =>
    axisOf(
      {input: input[i], kernel: kernel[i], stride: strides[i], padding: paddingOfAxis(padding, name), dilation: dilations[i]},
      name
    );
  return {rows: along("rows", 0), columns: along("columns", 1)};
}

/** The amounts of padding around the matrix. */
export function paddingOf({rows, columns}: Window): PaddingAmounts {
  return {top: rows.before, bottom: rows.after, left: columns.before, right: columns.after};
}

/**
 * Checks that (row, column) is in a matrix of the given shape.
 * @throws RangeError that names `what`, the place and the shape.
 */
export function checkPlace(row: number, column: number, [rows, columns]: Pair, what: string): void {
  const inside = Number.isInteger(row) && Number.isInteger(column) && row >= 0 && column >= 0 && row < rows && column < columns;
  if (!inside) throw new RangeError(`${what} (${row}, ${column}) is outside the ${rows} × ${columns} map`);
}

/**
 * Checks that a matrix has the shape that it must have.
 * @throws RangeError with both shapes.
 */
export function checkShape(matrix: Matrix, [rows, columns]: Pair, what: string): void {
  const [r, c] = checkMatrix(matrix, what);
  if (r !== rows || c !== columns) throw new RangeError(`${what} is ${r} × ${c}, must be ${rows} × ${columns}`);
}

import {channelOf, checkMatrix, checkVolume, fill, pair, show, stackChannels} from "./matrix.ts";
import type {Matrix, Pair, Volume} from "./matrix.ts";
import type {AxisPadding, Padding} from "./padding.ts";
import {axisOf, checkPlace, checkShape, windowOf} from "./window.ts";
import type {Axis, Window} from "./window.ts";

/** What becomes of the values in a window. */
export type PoolingKind = "max" | "average" | "sum";

/** How a matrix is pooled. */
export interface PoolingOptions {
  kind: PoolingKind;
  /** Window; default 2. */
  size?: number | Pair;
  /** Default: `size`, so that windows do not overlap. */
  stride?: number | Pair;
  /** Default 0. The padding never wins a maximum. */
  padding?: Padding;
  /** Whether an average divides by the padded places too (PyTorch's count_include_pad). Default false, as TensorFlow. */
  countPadding?: boolean;
}

/** The place of one pooled value, with the options. */
export interface PoolingPlaceOptions extends PoolingOptions {
  row: number;
  column: number;
}

/** One value in a window. */
export interface PoolTerm {
  /** Place in the input; negative or beyond the end in the padding. */
  row: number;
  column: number;
  /** 0 in the padding. */
  input: number;
  padded: boolean;
  /** The value that a maximum takes: the first of equal ones, in reading order. False for the other kinds. */
  chosen: boolean;
  /** ∂output/∂input: 1 or 0 for a maximum, 1 for a sum, 1/count for an average. */
  share: number;
}

/** The kinds, in the order in which the chapter compares them. */
export const poolingKinds: readonly PoolingKind[] = ["max", "average", "sum"];

/**
 * Pooling: each window of the input becomes one number, its maximum, average or sum. There is nothing to learn.
 * @param input matrix of shape [n, m]
 * @returns matrix of shape [⌊(n + padding − size) / stride⌋ + 1, the same for m]
 * @throws RangeError when a shape or an option is impossible, the window does not fit, or lies in the padding whole.
 */
export function pool(input: Matrix, options: PoolingOptions): Matrix {
  const window = poolingWindow(checkMatrix(input, "input"), options);
  return fill(window.rows.output, window.columns.output, (row, column) => {
    const {top, bottom, left, right, count} = insideOf(window, row, column, options);
    if (options.kind === "max") {
      const [y, x] = argmax(input, top, bottom, left, right);
      return input[y][x];
    }
    let sum = 0;
    for (let y = top; y <= bottom; y++) for (let x = left; x <= right; x++) sum += input[y][x];
    return options.kind === "average" ? sum / count : sum;
  });
}

/** Each channel pooled on its own; shape [pooled height, pooled width, channels]. */
export function poolChannels(input: Volume, options: PoolingOptions): Volume {
  const [, , channels] = checkVolume(input, "input");
  return stackChannels(Array.from({length: channels}, (_, channel) => pool(channelOf(input, channel), options)));
}

/** The whole matrix as one window: one number. */
export function globalPool(input: Matrix, kind: PoolingKind): number {
  return pool(input, {kind, size: checkMatrix(input, "input")})[0][0];
}

/** Global pooling of each channel: [height, width, channels] becomes [channels]. */
export function globalPoolChannels(input: Volume, kind: PoolingKind): number[] {
  const [, , channels] = checkVolume(input, "input");
  return Array.from({length: channels}, (_, channel) => globalPool(channelOf(input, channel), kind));
}

/**
 * Number of pooled values along one axis: ⌊(n + 2p − size) / stride⌋ + 1; stride defaults to size.
 * `pooledSize({input: 28, size: 2})` is 14.
 * @throws RangeError when a size is impossible or the window does not fit.
 */
export function pooledSize(options: {input: number; size?: number; stride?: number; padding?: AxisPadding}): number {
  const {input, size = 2, stride = size, padding = 0} = options;
  return axisOf({input, kernel: size, stride, padding}).output;
}

/**
 * The window of the pooled value at (row, column), in reading order: which value a maximum takes, what each has a share in.
 * @throws RangeError when there is no such value, and as `pool`.
 */
export function poolTerms(input: Matrix, {row, column, ...options}: PoolingPlaceOptions): PoolTerm[] {
  const window = poolingWindow(checkMatrix(input, "input"), options);
  checkPlace(row, column, [window.rows.output, window.columns.output], "output");
  return termsOf(input, window, row, column, options);
}

/**
 * Gradient of a loss with respect to the input of `pool`: a maximum sends all of it to the value it took (the first of
 * equal ones, as PyTorch), an average the same part to each, a sum all of it to each.
 * @param gradient ∂loss/∂output, the shape of the pooled map
 * @returns ∂loss/∂input, the shape of the input
 * @throws RangeError when the gradient's shape is not that of the pooled map, and as `pool`.
 */
export function poolGradient(input: Matrix, gradient: Matrix, options: PoolingOptions): Matrix {
  const shape = checkMatrix(input, "input");
  const window = poolingWindow(shape, options);
  checkShape(gradient, [window.rows.output, window.columns.output], "gradient");
  const result = fill(...shape);
  gradient.forEach((values, row) =>
    values.forEach((value, column) => {
      const {top, bottom, left, right, count} = insideOf(window, row, column, options);
      if (options.kind === "max") {
        const [y, x] = argmax(input, top, bottom, left, right);
        result[y][x] += value;
        return;
      }
      const share = options.kind === "average" ? value / count : value;
      for (let y = top; y <= bottom; y++) for (let x = left; x <= right; x++) result[y][x] += share;
    })
  );
  return result;
}

function termsOf(input: Matrix, window: Window, row: number, column: number, options: PoolingOptions): PoolTerm[] {
  const {rows, columns} = window;
  const {top, bottom, left, right, count} = insideOf(window, row, column, options);
  const [bestRow, bestColumn] = argmax(input, top, bottom, left, right);
  const found: PoolTerm[] = [];
  for (let i = 0; i < rows.kernel; i++) {
    for (let j = 0; j < columns.kernel; j++) {
      const y = row * rows.stride + i - rows.before;
      const x = column * columns.stride + j - columns.before;
      const padded = y < 0 || x < 0 || y >= rows.input || x >= columns.input;
      const chosen = options.kind === "max" && y === bestRow && x === bestColumn;
      const share = padded ? 0 : options.kind === "max" ? Number(chosen) : options.kind === "average" ? 1 / count : 1;
      found.push({row: y, column: x, input: padded ? 0 : input[y][x], padded, chosen, share});
    }
  }
  return found;
}

function poolingWindow(shape: Pair, {kind, size = 2, stride = size, padding = 0}: PoolingOptions): Window {
  if (!poolingKinds.includes(kind))
    throw new RangeError(`kind must be one of ${poolingKinds.map(show).join(", ")}, got ${show(kind)}`);
  const window = windowOf(shape, pair(size, "size"), {stride, padding});
  for (const {kernel, before, after} of [window.rows, window.columns]) {
    if (Math.max(before, after) >= kernel) {
      throw new RangeError(
        `padding ${Math.max(before, after)} with a window of ${kernel}: a window would hold nothing but padding`
      );
    }
  }
  return window;
}

/** The part of a window that lies in the input, ends inclusive, and the number of places that an average divides by. */
function insideOf({rows, columns}: Window, row: number, column: number, {countPadding = false}: PoolingOptions) {
  const clip = (axis: Axis, output: number) => {
    const first = output * axis.stride - axis.before;
    const last = first + axis.kernel - 1;
    return {from: Math.max(first, 0), to: Math.min(last, axis.input - 1)};
  };
  const {from: top, to: bottom} = clip(rows, row);
  const {from: left, to: right} = clip(columns, column);
  const count = countPadding ? rows.kernel * columns.kernel : (bottom - top + 1) * (right - left + 1);
  return {top, bottom, left, right, count};
}

/** Place of the first largest value of a rectangle, in reading order; NaN counts as largest, as in PyTorch. */
function argmax(input: Matrix, top: number, bottom: number, left: number, right: number): Pair {
  let best: Pair = [top, left];
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const most = input[best[0]][best[1]];
      if (Number.isNaN(most)) return best;
      if (input[y][x] > most || Number.isNaN(input[y][x])) best = [y, x];
    }
  }
  return best;
}

import type {Matrix, Pair} from "./matrix.ts";
import {checkMatrix, fill, pair, show} from "./matrix.ts";
import {paddingAlong} from "./padding.ts";
import type {Axis, WindowOptions} from "./window.ts";
import {checkPlace, checkShape, paddingOf, windowOf} from "./window.ts";

/**
 * Padding of a transposed convolution crops the output instead of widening the input. A number or
 * [top, bottom, left, right] as in PyTorch; "valid" crops nothing; "same" gives exactly input × stride (TensorFlow's).
 */
export type TransposedPadding = "valid" | "same" | number | [top: number, bottom: number, left: number, right: number];

/** How the kernel is stamped. */
export interface TransposedOptions {
  /** Distance between the stamps of neighbouring inputs; default 1. */
  stride?: number | Pair;
  /** Default 0. */
  padding?: TransposedPadding;
  /** Rows and columns added after the last; default 0; must be smaller than stride or dilation. Not with "same". */
  outputPadding?: number | Pair;
  /** Distance between neighbouring weights; default 1. */
  dilation?: number | Pair;
}

/** The place of one value, with the options. */
export interface TransposedPlaceOptions extends TransposedOptions {
  row: number;
  column: number;
}

/** One product that an input adds to an output. */
export interface ScatterTerm {
  /** Place in the output; negative or beyond the end when it is cropped away. */
  row: number;
  column: number;
  /** Place in the kernel. */
  kernelRow: number;
  kernelColumn: number;
  weight: number;
  /** input × weight. */
  product: number;
  /** Falls outside the output: the padding crops it. */
  cropped: boolean;
}

/** One product that an output receives. */
export interface GatherTerm {
  /** Place in the input. */
  row: number;
  column: number;
  kernelRow: number;
  kernelColumn: number;
  input: number;
  weight: number;
  product: number;
}

/** How often every output is written, and how unevenly. */
export interface Overlap {
  /** Writes per output; near the edges there are fewer, whatever the kernel. */
  counts: Matrix;
  /** The pattern that repeats away from the edges, shape [stride, stride]. */
  tile: Matrix;
  /** Least and most writes in the tile. */
  least: number;
  most: number;
  /** (most − least) / most: 0 when every output is written equally often, 1 when some are never written. */
  unevenness: number;
}

/** One axis of a transposed convolution: weight k of input i goes to output `i * stride + k * dilation − before`. */
interface TransposedAxis {
  input: number;
  kernel: number;
  stride: number;
  dilation: number;
  before: number;
  output: number;
}

/**
 * Transposed convolution: every input stamps the kernel, multiplied by itself, onto the output, `stride` apart; where
 * stamps overlap they add. It is the gradient of `convolve` with the same kernel and options, not its inverse.
 *
 *   output[r·stride + i·dilation − padding][…] += input[r][c] · kernel[i][j]
 *
 * @param input matrix of shape [n, m]
 * @param kernel matrix of shape [f, g]
 * @returns matrix of shape [(n − 1)·s − 2p + d(f − 1) + outputPadding + 1, the same for m and g]
 * @throws RangeError when a shape or an option is impossible or nothing of the output is left.
 */
export function transposedConvolve(input: Matrix, kernel: Matrix, options: TransposedOptions = {}): Matrix {
  const [rows, columns] = axesOf(checkMatrix(input, "input"), checkMatrix(kernel, "kernel"), options);
  const output = fill(rows.output, columns.output);
  for (let row = 0; row < rows.input; row++) {
    for (let column = 0; column < columns.input; column++) {
      for (let i = 0; i < rows.kernel; i++) {
        const y = row * rows.stride + i * rows.dilation - rows.before;
        if (y < 0 || y >= rows.output) continue;
        stamp(output[y], column * columns.stride - columns.before, columns.dilation, input[row][column], kernel[i]);
      }
    }
  }
  return output;
}

/** Adds value · weights to a row of the output, `distance` apart from `start` on; what falls beside it is cropped. */
function stamp(output: number[], start: number, distance: number, value: number, weights: number[]): void {
  for (let k = 0, x = start; k < weights.length; k++, x += distance) {
    if (x >= 0 && x < output.length) output[x] += value * weights[k];
  }
}

/**
 * Shape of the output, [rows, columns]; a number stands for a square.
 * `transposedShape(7, 4, {stride: 2, padding: 1})` is [14, 14].
 * @throws RangeError as `transposedConvolve`.
 */
export function transposedShape(input: number | Pair, kernel: number | Pair, options: TransposedOptions = {}): Pair {
  const [rows, columns] = axesOf(pair(input, "input size"), pair(kernel, "kernel size"), options);
  return [rows.output, columns.output];
}

/**
 * The products that the input at (row, column) adds, in reading order of the kernel, cropped ones included.
 * @throws RangeError when there is no such input, and as `transposedConvolve`.
 */
export function scatterTerms(input: Matrix, kernel: Matrix, {row, column, ...options}: TransposedPlaceOptions): ScatterTerm[] {
  const shape = checkMatrix(input, "input");
  const [rows, columns] = axesOf(shape, checkMatrix(kernel, "kernel"), options);
  checkPlace(row, column, shape, "input");
  return kernel.flatMap((weights, kernelRow) =>
    weights.map((weight, kernelColumn) => {
      const y = row * rows.stride + kernelRow * rows.dilation - rows.before;
      const x = column * columns.stride + kernelColumn * columns.dilation - columns.before;
      const cropped = y < 0 || x < 0 || y >= rows.output || x >= columns.output;
      return {row: y, column: x, kernelRow, kernelColumn, weight, product: input[row][column] * weight, cropped};
    })
  );
}

/**
 * The products whose sum is the output at (row, column), in reading order of the input; empty where no stamp falls.
 * @throws RangeError when there is no such output, and as `transposedConvolve`.
 */
export function gatherTerms(input: Matrix, kernel: Matrix, {row, column, ...options}: TransposedPlaceOptions): GatherTerm[] {
  const [rows, columns] = axesOf(checkMatrix(input, "input"), checkMatrix(kernel, "kernel"), options);
  checkPlace(row, column, [rows.output, columns.output], "output");
  const found: GatherTerm[] = [];
  for (const [r, kernelRow] of writersOf(rows, row)) {
    for (const [c, kernelColumn] of writersOf(columns, column)) {
      const weight = kernel[kernelRow][kernelColumn];
      found.push({row: r, column: c, kernelRow, kernelColumn, input: input[r][c], weight, product: input[r][c] * weight});
    }
  }
  return found;
}

/**
 * How often each output of a transposed convolution is written: the checkerboard of Odena, Dumoulin and Olah (2016).
 * Even when the kernel size is a multiple of the stride. `size` is the input's; a number stands for a square.
 * @throws RangeError as `transposedConvolve`.
 */
export function overlap({size, kernel, ...options}: TransposedOptions & {size: number | Pair; kernel: number | Pair}): Overlap {
  const ones = (shape: Pair): Matrix => fill(...shape, () => 1);
  const counts = transposedConvolve(ones(pair(size, "size")), ones(pair(kernel, "kernel size")), options);
  const [rows, columns] = axesOf(pair(size, "size"), pair(kernel, "kernel size"), options);
  const tile = fill(rows.stride, columns.stride, (row, column) => tapsOf(rows, row) * tapsOf(columns, column));
  const writes = tile.flat();
  const least = Math.min(...writes);
  const most = Math.max(...writes);
  return {counts, tile, least, most, unevenness: (most - least) / most};
}

/** Number of weights that fall on outputs o with (o + before) mod stride = phase. */
function tapsOf({kernel, dilation, stride}: TransposedAxis, phase: number): number {
  let taps = 0;
  for (let k = 0; k < kernel; k++) if ((k * dilation) % stride === phase) taps++;
  return taps;
}

/** The [input, weight] indices that write to an output along one axis. */
function writersOf({input, kernel, stride, dilation, before}: TransposedAxis, output: number): [number, number][] {
  const found: [number, number][] = [];
  for (let i = 0; i < input; i++) {
    const k = (output + before - i * stride) / dilation;
    if (Number.isInteger(k) && k >= 0 && k < kernel) found.push([i, k]);
  }
  return found;
}

function axesOf(input: Pair, kernel: Pair, options: TransposedOptions): [TransposedAxis, TransposedAxis] {
  const {padding = 0} = options;
  const strides = pair(options.stride ?? 1, "stride");
  const dilations = pair(options.dilation ?? 1, "dilation");
  const extra = pair(options.outputPadding ?? 0, "outputPadding", 0);
  const along = (i: 0 | 1): TransposedAxis => {
    const sizes = {input: input[i], kernel: kernel[i], stride: strides[i], dilation: dilations[i]};
    if (extra[i] > 0 && extra[i] >= Math.max(sizes.stride, sizes.dilation)) {
      throw new RangeError(`outputPadding ${extra[i]} must be smaller than stride ${sizes.stride} or dilation ${sizes.dilation}`);
    }
    if (padding === "same" && extra[i] > 0)
      throw new RangeError(`outputPadding ${extra[i]} with padding "same", which fixes the size`);
    if (padding === "same") {
      const output = sizes.input * sizes.stride;
      return {...sizes, before: paddingAlong("same", {...sizes, input: output})[0], output};
    }
    const [before, after] = paddingAlong(cropAlong(padding, i), sizes);
    const full = (sizes.input - 1) * sizes.stride + sizes.dilation * (sizes.kernel - 1) + 1;
    const output = full - before - after + extra[i];
    if (output < 1) throw new RangeError(`padding ${before} + ${after} crops all of the ${full} ${i === 0 ? "rows" : "columns"}`);
    return {...sizes, before, output};
  };
  return [along(0), along(1)];
}

function cropAlong(padding: Exclude<TransposedPadding, "same">, i: 0 | 1): number | [number, number] {
  if (padding === "valid") return 0;
  if (typeof padding === "number") return padding;
  if (Array.isArray(padding) && padding.length === 4) return [padding[2 * i], padding[2 * i + 1]];
  throw new RangeError(`padding must be "valid", "same", a number or [top, bottom, left, right], got ${show(padding)}`);
}

/**
 * Gradient of a loss with respect to the input of `convolve`: every output hands its gradient back to the inputs it saw,
 * times the weight it saw them through. That is a transposed convolution.
 * @param gradient ∂loss/∂output, the shape of the output
 * @param input shape of the input, or one number for a square
 * @returns ∂loss/∂input, the shape of the input
 * @throws RangeError when the gradient's shape is not that of the output, and as `convolve`.
 */
export function inputGradient(
  gradient: Matrix,
  kernel: Matrix,
  {input, ...options}: WindowOptions & {input: number | Pair}
): Matrix {
  const window = windowOf(pair(input, "input size"), checkMatrix(kernel, "kernel"), options);
  const {rows, columns} = window;
  checkShape(gradient, [rows.output, columns.output], "gradient");
  const {top, bottom, left, right} = paddingOf(window);
  return transposedConvolve(gradient, kernel, {
    stride: [rows.stride, columns.stride],
    dilation: [rows.dilation, columns.dilation],
    padding: [top, bottom, left, right],
    outputPadding: [unseenOf(rows), unseenOf(columns)]
  });
}

/**
 * Gradient of a loss with respect to the kernel of `convolve`: every weight collects, over all outputs, the output's
 * gradient times the input that it met there.
 * @param gradient ∂loss/∂output, the shape of the output
 * @param kernel shape of the kernel, or one number for a square
 * @returns ∂loss/∂kernel, the shape of the kernel
 * @throws RangeError when the gradient's shape is not that of the output, and as `convolve`.
 */
export function kernelGradient(
  input: Matrix,
  gradient: Matrix,
  {kernel, ...options}: WindowOptions & {kernel: number | Pair}
): Matrix {
  const {rows, columns} = windowOf(checkMatrix(input, "input"), pair(kernel, "kernel size"), options);
  checkShape(gradient, [rows.output, columns.output], "gradient");
  return fill(rows.kernel, columns.kernel, (i, j) => {
    let sum = 0;
    for (let row = 0; row < rows.output; row++) {
      const y = row * rows.stride + i * rows.dilation - rows.before;
      if (y < 0 || y >= rows.input) continue;
      for (let column = 0; column < columns.output; column++) {
        const x = column * columns.stride + j * columns.dilation - columns.before;
        if (x < 0 || x >= columns.input) continue;
        sum += gradient[row][column] * input[y][x];
      }
    }
    return sum;
  });
}

/** Inputs and padding after the last window, which no output saw: fewer than the stride. */
function unseenOf({input, kernel, stride, dilation, before, after, output}: Axis): number {
  return input + before + after - ((output - 1) * stride + dilation * (kernel - 1) + 1);
}

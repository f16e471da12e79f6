import {checkMatrix, checkVolume, fill, pair, show} from "./matrix.ts";
import type {Matrix, Pair, Volume} from "./matrix.ts";
import {pad} from "./padding.ts";
import {axisOf, checkPlace, paddingOf, windowOf} from "./window.ts";
import type {AxisOptions, WindowOptions} from "./window.ts";

/** Weights of several kernels: `kernels[row][column][input channel][output channel]`, TensorFlow's order. */
export type Kernels = number[][][][];

/** Options of a convolution over channels. */
export interface ChannelOptions extends WindowOptions {
  /** One number per output channel, added to every value of it; default zeros. */
  bias?: number[];
}

/** The place of one value, with the options of the window. */
export interface PlaceOptions extends WindowOptions {
  row: number;
  column: number;
}

/** One product in the sum that gives an output value. */
export interface Term {
  /** Place in the input; in the padding it is negative or beyond the last row or column. */
  row: number;
  column: number;
  /** Place in the kernel. */
  kernelRow: number;
  kernelColumn: number;
  /** Value of the input; 0 in the padding. */
  input: number;
  weight: number;
  /** input × weight. */
  product: number;
  /** The place lies in the padding. */
  padded: boolean;
}

/** One output that an input value feeds. */
export interface Feed {
  /** Place in the output. */
  row: number;
  column: number;
  /** Place in the kernel of the weight that it is multiplied by. */
  kernelRow: number;
  kernelColumn: number;
  weight: number;
  /** input × weight: what this input adds to that output. */
  product: number;
}

/** The inputs that one output sees: a grid of rows and columns, with gaps where there is dilation. */
export interface ReceptiveField {
  /** Input rows and columns, in order; negative or beyond the end in the padding. */
  rows: number[];
  columns: number[];
  /** The rectangle around them, padding included, ends inclusive. */
  top: number;
  bottom: number;
  left: number;
  right: number;
}

/**
 * Convolution as deep learning has it: the kernel slides over the input without being flipped (mathematicians call
 * that cross-correlation), and each output is the sum of the products under the window.
 *
 *   output[r][c] = Σᵢ Σⱼ padded[r·stride + i·dilation][c·stride + j·dilation] · kernel[i][j]
 *
 * @param input matrix of shape [n, m]
 * @param kernel matrix of shape [f, g]
 * @returns matrix of shape [⌊(n + padding − d(f − 1) − 1) / s⌋ + 1, the same for m and g]
 * @throws RangeError when a shape or an option is impossible or the window does not fit.
 */
export function convolve(input: Matrix, kernel: Matrix, options: WindowOptions = {}): Matrix {
  const [kernelRows, kernelColumns] = checkMatrix(kernel, "kernel");
  const window = windowOf(checkMatrix(input, "input"), [kernelRows, kernelColumns], options);
  const {rows, columns} = window;
  const padded = pad(input, paddingOf(window));
  return fill(rows.output, columns.output, (row, column) => {
    let sum = 0;
    for (let i = 0; i < kernelRows; i++) {
      for (let j = 0; j < kernelColumns; j++) {
        sum += padded[row * rows.stride + i * rows.dilation][column * columns.stride + j * columns.dilation] * kernel[i][j];
      }
    }
    return sum;
  });
}

/**
 * Number of outputs along one axis: ⌊(n + 2p − d(f − 1) − 1) / s⌋ + 1. `outputSize({input: 28, kernel: 3})` is 26.
 * @throws RangeError when a size is impossible or the window does not fit.
 */
export function outputSize(options: AxisOptions): number {
  return axisOf(options).output;
}

/**
 * Shape of the output, [rows, columns], for an input and a kernel of the given shapes (a number stands for a square).
 * @throws RangeError as `outputSize`, naming the axis.
 */
export function outputShape(input: number | Pair, kernel: number | Pair, options: WindowOptions = {}): Pair {
  const {rows, columns} = windowOf(pair(input, "input size"), pair(kernel, "kernel size"), options);
  return [rows.output, columns.output];
}

/**
 * The inputs that the output at (row, column) sees.
 * @param input shape of the input, or one number for a square
 * @param kernel shape of the kernel, or one number for a square
 * @throws RangeError when there is no such output.
 */
export function receptiveField(
  input: number | Pair,
  kernel: number | Pair,
  {row, column, ...options}: PlaceOptions
): ReceptiveField {
  const window = windowOf(pair(input, "input size"), pair(kernel, "kernel size"), options);
  checkPlace(row, column, [window.rows.output, window.columns.output], "output");
  const along = (axis: typeof window.rows, output: number): number[] =>
    Array.from({length: axis.kernel}, (_, k) => output * axis.stride + k * axis.dilation - axis.before);
  const rows = along(window.rows, row);
  const columns = along(window.columns, column);
  return {rows, columns, top: rows[0], bottom: rows[rows.length - 1], left: columns[0], right: columns[columns.length - 1]};
}

/**
 * The products whose sum is the output at (row, column), in reading order of the kernel.
 * @throws RangeError when there is no such output, and as `convolve`.
 */
export function terms(input: Matrix, kernel: Matrix, place: PlaceOptions): Term[] {
  const shape = checkMatrix(input, "input");
  const field = receptiveField(shape, checkMatrix(kernel, "kernel"), place);
  return field.rows.flatMap((row, kernelRow) =>
    field.columns.map((column, kernelColumn) => {
      const padded = row < 0 || column < 0 || row >= shape[0] || column >= shape[1];
      const value = padded ? 0 : input[row][column];
      const weight = kernel[kernelRow][kernelColumn];
      return {row, column, kernelRow, kernelColumn, input: value, weight, product: value * weight, padded};
    })
  );
}

/**
 * The outputs that the input at (row, column) feeds, with the weight for each, in reading order of the output.
 * Empty when the stride steps over it.
 * @throws RangeError when there is no such input, and as `convolve`.
 */
export function feeds(input: Matrix, kernel: Matrix, {row, column, ...options}: PlaceOptions): Feed[] {
  const shape = checkMatrix(input, "input");
  const {rows, columns} = windowOf(shape, checkMatrix(kernel, "kernel"), options);
  checkPlace(row, column, shape, "input");
  const found: Feed[] = [];
  for (let r = 0; r < rows.output; r++) {
    const kernelRow = (row + rows.before - r * rows.stride) / rows.dilation;
    if (!isIndex(kernelRow, rows.kernel)) continue;
    for (let c = 0; c < columns.output; c++) {
      const kernelColumn = (column + columns.before - c * columns.stride) / columns.dilation;
      if (!isIndex(kernelColumn, columns.kernel)) continue;
      const weight = kernel[kernelRow][kernelColumn];
      found.push({row: r, column: c, kernelRow, kernelColumn, weight, product: input[row][column] * weight});
    }
  }
  return found;
}

/**
 * Convolution over channels: every output channel has one kernel per input channel, sums over all of them and adds
 * its bias.
 * @param input volume of shape [height, width, channels in]
 * @param kernels shape [kernel height, kernel width, channels in, channels out]
 * @returns volume of shape [output height, output width, channels out]
 * @throws RangeError when the channels of input, kernels and bias do not agree, and as `convolve`.
 */
export function convolveChannels(input: Volume, kernels: Kernels, {bias, ...options}: ChannelOptions = {}): Volume {
  const [height, width, channelsIn] = checkVolume(input, "input");
  const [kernelHeight, kernelWidth, kernelChannels, channelsOut] = checkKernels(kernels);
  if (kernelChannels !== channelsIn) {
    throw new RangeError(`the input has ${channelsIn} channels, the kernels have ${kernelChannels} input channels`);
  }
  if (bias && bias.length !== channelsOut)
    throw new RangeError(`bias has ${bias.length} values for ${channelsOut} output channels`);
  const {rows, columns} = windowOf([height, width], [kernelHeight, kernelWidth], options);

  const output: Volume = [];
  for (let row = 0; row < rows.output; row++) {
    output.push([]);
    for (let column = 0; column < columns.output; column++) {
      const sums = bias ? bias.slice() : new Array<number>(channelsOut).fill(0);
      for (let i = 0; i < kernelHeight; i++) {
        const y = row * rows.stride + i * rows.dilation - rows.before;
        if (y < 0 || y >= height) continue;
        for (let j = 0; j < kernelWidth; j++) {
          const x = column * columns.stride + j * columns.dilation - columns.before;
          if (x < 0 || x >= width) continue;
          addProducts(sums, input[y][x], kernels[i][j]);
        }
      }
      output[row].push(sums);
    }
  }
  return output;
}

/** sums[to] += Σ values[from] · weights[from][to]: one place of the window, all channels. */
function addProducts(sums: number[], values: number[], weights: Matrix): void {
  for (let from = 0; from < values.length; from++) {
    const value = values[from];
    const row = weights[from];
    for (let to = 0; to < sums.length; to++) sums[to] += value * row[to];
  }
}

/**
 * Shape of kernels, [height, width, channels in, channels out], after checking them.
 * @throws RangeError or TypeError that names the place and the offending value.
 */
export function checkKernels(kernels: Kernels): [height: number, width: number, channelsIn: number, channelsOut: number] {
  if (!Array.isArray(kernels) || kernels.length === 0) {
    throw new RangeError(`kernels must be [height][width][channels in][channels out], got ${show(kernels)}`);
  }
  const [width, channelsIn, channelsOut] = checkVolume(kernels[0], "kernels[0]");
  kernels.forEach((row, index) => {
    const shape = checkVolume(row, `kernels[${index}]`);
    if (shape[0] !== width || shape[1] !== channelsIn || shape[2] !== channelsOut) {
      throw new RangeError(`kernels[${index}] is ${shape.join(" × ")}, kernels[0] is ${width} × ${channelsIn} × ${channelsOut}`);
    }
  });
  return [kernels.length, width, channelsIn, channelsOut];
}

/**
 * Kernels that convolve every channel on its own with the same matrix: a kernel of the gallery for a colour picture.
 * Shape [height, width, channels, channels], zero off the diagonal.
 */
export function perChannel(kernel: Matrix, channels: number): Kernels {
  checkMatrix(kernel, "kernel");
  return kernel.map((row) => row.map((weight) => fill(channels, channels, (from, to) => (from === to ? weight : 0))));
}

function isIndex(value: number, length: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < length;
}

import {convolve} from "./convolution.ts";
import {checkMatrix, checkVolume, checkWhole, fill, pair, show} from "./matrix.ts";
import type {Matrix, Pair, Volume} from "./matrix.ts";

/** How a value between pixels is found. */
export type UpsamplingMethod = "nearest" | "bilinear";

/**
 * Every value repeated `factor` times in each direction.
 * @param factor a whole number, or one for rows and one for columns
 * @returns shape [rows · factor, columns · factor]
 * @throws RangeError for a factor below 1.
 */
export function nearest(input: Matrix, factor: number | Pair): Matrix {
  const [rows, columns] = checkMatrix(input, "input");
  const [down, across] = pair(factor, "factor");
  return fill(rows * down, columns * across, (row, column) => input[Math.floor(row / down)][Math.floor(column / across)]);
}

/**
 * Straight lines between the values. Pixels are squares with the value at their centre ("half-pixel centres": PyTorch's
 * `align_corners=False`, TensorFlow 2); with `alignCorners` the corner values stay at the corners.
 * @returns shape [rows · factor, columns · factor]
 * @throws RangeError for a factor below 1.
 */
export function bilinear(input: Matrix, factor: number | Pair, {alignCorners = false} = {}): Matrix {
  const [rows, columns] = checkMatrix(input, "input");
  const [down, across] = pair(factor, "factor");
  const between = (output: number, outputs: number, inputs: number): {low: number; high: number; part: number} => {
    const exact = alignCorners ? (output * (inputs - 1)) / Math.max(outputs - 1, 1) : ((output + 0.5) * inputs) / outputs - 0.5;
    const at = Math.min(Math.max(exact, 0), inputs - 1);
    const low = Math.floor(at);
    return {low, high: Math.min(low + 1, inputs - 1), part: at - low};
  };
  return fill(rows * down, columns * across, (row, column) => {
    const y = between(row, rows * down, rows);
    const x = between(column, columns * across, columns);
    const above = input[y.low][x.low] * (1 - x.part) + input[y.low][x.high] * x.part;
    const below = input[y.high][x.low] * (1 - x.part) + input[y.high][x.high] * x.part;
    return above * (1 - y.part) + below * y.part;
  });
}

/** Enlarges by one of the methods. */
export function upsample(input: Matrix, factor: number | Pair, method: UpsamplingMethod = "nearest"): Matrix {
  switch (method) {
    case "nearest":
      return nearest(input, factor);
    case "bilinear":
      return bilinear(input, factor);
  }
  throw new RangeError(`method must be "nearest" or "bilinear", got ${show(method)}`);
}

/**
 * Resize, then convolve with padding "same": the way around the checkerboard (Odena, Dumoulin and Olah, 2016), because
 * every output is the sum of equally many products.
 * @returns shape [rows · factor, columns · factor]
 */
export function resizeConvolve(
  input: Matrix,
  kernel: Matrix,
  {factor = 2, method = "nearest"}: {factor?: number | Pair; method?: UpsamplingMethod} = {}
): Matrix {
  return convolve(upsample(input, factor, method), kernel, {padding: "same"});
}

/**
 * Pixel shuffle, or depth to space (Shi et al., 2016): the factor² channels of one place become a square of pixels.
 * Which channel becomes which pixel (i, j) of output channel c differs:
 * "pytorch" takes channel c·factor² + i·factor + j, "tensorflow" takes (i·factor + j)·C + c. With one output channel they agree.
 * @param input shape [height, width, C · factor²]
 * @returns shape [height · factor, width · factor, C]
 * @throws RangeError when the channels do not divide by factor², naming both.
 */
export function pixelShuffle(input: Volume, factor: number, order: "pytorch" | "tensorflow" = "pytorch"): Volume {
  const [height, width, channels] = checkVolume(input, "input");
  const square = checkWhole(factor, "factor", 1) ** 2;
  if (channels % square !== 0) throw new RangeError(`${channels} channels do not divide by factor² = ${square}`);
  if (order !== "pytorch" && order !== "tensorflow")
    throw new RangeError(`order must be "pytorch" or "tensorflow", got ${show(order)}`);
  const channelsOut = channels / square;
  return Array.from({length: height * factor}, (_, y) =>
    Array.from({length: width * factor}, (_, x) => {
      const pixel = (y % factor) * factor + (x % factor);
      const values = input[Math.floor(y / factor)][Math.floor(x / factor)];
      return Array.from(
        {length: channelsOut},
        (_, c) => values[order === "pytorch" ? c * square + pixel : pixel * channelsOut + c]
      );
    })
  );
}

import {checkMatrix, fill, pair} from "./matrix.ts";
import type {Matrix, Pair} from "./matrix.ts";
import {transposedConvolve} from "./transposed-convolution.ts";
import {checkShape, paddingOf, windowOf} from "./window.ts";
import type {Axis, WindowOptions} from "./window.ts";

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

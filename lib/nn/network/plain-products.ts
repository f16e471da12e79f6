import type {Conv, ConvTranspose} from "./layers.ts";

type Window = Pick<Conv | ConvTranspose, "kernel" | "stride" | "padding">;

/** x · kernel [in, out] + bias. */
export function plainDense(x: Float32Array, kernel: Float32Array, bias: Float32Array | null, units: number): Float32Array {
  const y = bias ? bias.slice() : new Float32Array(units);
  for (let i = 0; i < x.length; i++) {
    const value = x[i];
    if (value === 0) continue;
    const row = i * units;
    for (let unit = 0; unit < units; unit++) y[unit] += value * kernel[row + unit];
  }
  return y;
}

/** A convolution of one map [height, width, in] with a kernel [rows, columns, in, out]. */
export function plainConv(
  x: Float32Array,
  kernel: Float32Array,
  bias: Float32Array | null,
  layer: Window,
  [height, width, inputs]: number[],
  [rows, columns, outputs]: number[]
): Float32Array {
  const y = new Float32Array(rows * columns * outputs);
  const {kernel: size, stride} = layer;
  const [top, left] = before(layer, [height, width], [rows, columns]);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const to = (row * columns + column) * outputs;
      if (bias) y.set(bias, to);
      for (let i = 0; i < size[0]; i++) {
        const r = row * stride[0] + i - top;
        if (r < 0 || r >= height) continue;
        for (let j = 0; j < size[1]; j++) {
          const c = column * stride[1] + j - left;
          if (c >= 0 && c < width)
            multiply(x, (r * width + c) * inputs, inputs, kernel, (i * size[1] + j) * inputs * outputs, y, to, outputs);
        }
      }
    }
  }
  return y;
}

/** A transposed convolution of one map [height, width, in] with a kernel [rows, columns, out, in], as the gradient of `plainConv`. */
export function plainConvTranspose(
  x: Float32Array,
  kernel: Float32Array,
  bias: Float32Array | null,
  layer: Window,
  [height, width, inputs]: number[],
  [rows, columns, outputs]: number[]
): Float32Array {
  const y = new Float32Array(rows * columns * outputs);
  if (bias) for (let at = 0; at < y.length; at += outputs) y.set(bias, at);
  const {kernel: size, stride} = layer;
  const [top, left] = before(layer, [rows, columns], [height, width]);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const from = (row * width + column) * inputs;
      for (let i = 0; i < size[0]; i++) {
        const r = row * stride[0] + i - top;
        if (r < 0 || r >= rows) continue;
        for (let j = 0; j < size[1]; j++) {
          const c = column * stride[1] + j - left;
          if (c < 0 || c >= columns) continue;
          const to = (r * columns + c) * outputs;
          const tap = (i * size[1] + j) * outputs * inputs;
          for (let out = 0; out < outputs; out++) {
            let sum = 0;
            for (let channel = 0; channel < inputs; channel++) sum += x[from + channel] * kernel[tap + out * inputs + channel];
            y[to + out] += sum;
          }
        }
      }
    }
  }
  return y;
}

/** Rows above and columns left of the larger map that a window needs: as TensorFlow's "same", none, or as many as are given. */
function before({kernel, stride, padding}: Window, large: number[], small: number[]): [number, number] {
  const along = (axis: 0 | 1): number => {
    if (typeof padding === "number") return padding;
    if (padding === "valid") return 0;
    return Math.floor(Math.max(0, (small[axis] - 1) * stride[axis] + kernel[axis] - large[axis]) / 2);
  };
  return [along(0), along(1)];
}

function multiply(
  x: Float32Array,
  from: number,
  inputs: number,
  kernel: Float32Array,
  tap: number,
  y: Float32Array,
  to: number,
  outputs: number
): void {
  for (let channel = 0; channel < inputs; channel++) {
    const value = x[from + channel];
    if (value === 0) continue;
    const row = tap + channel * outputs;
    for (let out = 0; out < outputs; out++) y[to + out] += value * kernel[row + out];
  }
}

import {sizeOf} from "../arithmetic/values.ts";
import type {Conv, ConvTranspose, Pool, Sides} from "./layers.ts";
import type {Weights} from "./network-weights.ts";
import type {PlacedLayer} from "./network.ts";

/**
 * What one layer makes of one example, at inference, as plain arrays; `label` is a row of weights of the classes. May give `x` itself.
 * @throws RangeError for a layer of one's own.
 */
export function applyPlain(layer: PlacedLayer, x: Float32Array, weights: Weights, label: Float32Array): Float32Array {
  const {inputShape, outputShape} = layer;
  const weight = (role: string): Float32Array => weights[`${layer.name}/${role}`].values;
  const bias = "bias" in layer && layer.bias ? weight("bias") : null;
  switch (layer.kind) {
    case "dense":
      return plainDense(x, weight("kernel"), bias, layer.units);
    case "auxiliary":
      return plainDense(x, weight("kernel"), weight("bias"), 1 + layer.classes);
    case "conv":
      return plainConv(x, weight("kernel"), bias, layer, inputShape, outputShape);
    case "convTranspose":
      return plainConvTranspose(x, weight("kernel"), bias, layer, inputShape, outputShape);
    case "batchNorm":
      return normalise(x, [weight("gamma"), weight("beta"), weight("mean"), weight("variance")], layer.epsilon);
    case "relu":
      return x.map((value) => (value > 0 ? value : 0));
    case "leakyRelu":
      return x.map((value) => (value > 0 ? value : layer.slope * value));
    case "tanh":
      return x.map(Math.tanh);
    case "sigmoid":
      return x.map((value) => 1 / (1 + Math.exp(-value)));
    case "branch":
      return x.subarray(0, -1);
    case "reshape":
    case "flatten":
    case "dropout":
    case "choose":
      return x;
    case "minibatchDeviation":
      return append(x, inputShape[inputShape.length - 1], weight("mean").subarray(0, 1));
    case "upsample":
      return repeat(x, inputShape, layer.factor);
    case "concatLabel":
      return append(x, inputShape[inputShape.length - 1], label);
    case "projection":
      return project(x, weight("kernel"), weight("bias"), weight("embedding"), label);
    case "glu":
      return gate(x, inputShape[inputShape.length - 1]);
    case "own":
      throw new RangeError(`layer "${layer.name}" is one of your own, which plainForward does not run: forward does`);
    case "maxPool":
    case "averagePool":
      return plainPool(x, layer);
    case "globalAverage":
      return channelMeans(x, inputShape[inputShape.length - 1]);
    case "zeroPad":
      return zeroPadded(x, inputShape, outputShape, layer.sides);
  }
}

/** The label of a network that has none. */
export const noLabel = new Float32Array(0);

/** A label as the weight of each class: 1 for the one that is named, or as given. */
export function labelRow(label: number | readonly number[], classes: number): Float32Array {
  if (typeof label !== "number") {
    if (label.length === classes && label.every(Number.isFinite)) return Float32Array.from(label);
    throw new RangeError(`a label between classes has ${classes} finite weights, got [${label.join(", ")}]`);
  }
  if (!Number.isInteger(label) || label < 0 || label >= classes)
    throw new RangeError(`a label must be a whole number from 0 to ${classes - 1}, got ${label}`);
  const row = new Float32Array(classes);
  row[label] = 1;
  return row;
}

function normalise(x: Float32Array, [gamma, beta, mean, variance]: Float32Array[], epsilon: number): Float32Array {
  const channels = gamma.length;
  const scale = gamma.map((g, c) => g / Math.sqrt(variance[c] + epsilon));
  return x.map((value, i) => (value - mean[i % channels]) * scale[i % channels] + beta[i % channels]);
}

function repeat(x: Float32Array, [height, width, channels]: number[], factor: number): Float32Array {
  const y = new Float32Array(x.length * factor * factor);
  for (let row = 0; row < height * factor; row++) {
    for (let column = 0; column < width * factor; column++) {
      const from = (Math.floor(row / factor) * width + Math.floor(column / factor)) * channels;
      y.set(x.subarray(from, from + channels), (row * width * factor + column) * channels);
    }
  }
  return y;
}

/** Every place of a map with these numbers as more channels. */
function append(x: Float32Array, channels: number, more: Float32Array): Float32Array {
  const wide = channels + more.length;
  const y = new Float32Array((x.length / channels) * wide);
  for (let i = 0; i < x.length / channels; i++) {
    y.set(x.subarray(i * channels, (i + 1) * channels), i * wide);
    y.set(more, i * wide + channels);
  }
  return y;
}

/** features · kernel + bias + ⟨label · embedding, features⟩ */
function project(
  x: Float32Array,
  kernel: Float32Array,
  bias: Float32Array,
  embedding: Float32Array,
  label: Float32Array
): Float32Array {
  const agreement = x.reduce((sum, value, i) => {
    const direction = label.reduce((total, share, row) => total + share * embedding[row * x.length + i], kernel[i]);
    return sum + value * direction;
  }, bias[0]);
  return Float32Array.of(agreement);
}

function gate(x: Float32Array, channels: number): Float32Array {
  const half = channels / 2;
  return Float32Array.from({length: x.length / 2}, (_, i) => {
    const at = Math.floor(i / half) * channels + (i % half);
    return x[at] / (1 + Math.exp(-x[at + half]));
  });
}

/** The largest, or the mean, of each window of each channel; places outside the map do not count. */
function plainPool(x: Float32Array, layer: Pool & PlacedLayer): Float32Array {
  const {inputShape, outputShape} = layer;
  const channels = inputShape[2];
  const largest = layer.kind === "maxPool";
  const y = new Float32Array(sizeOf(outputShape));
  for (let at = 0; at < y.length; at += channels) {
    const places = pooledPlaces(layer, Math.floor(at / channels));
    for (let channel = 0; channel < channels; channel++) {
      let result = largest ? -Infinity : 0;
      for (const place of places) {
        const value = x[place * channels + channel];
        result = largest ? Math.max(result, value) : result + value;
      }
      y[at + channel] = largest ? result : result / places.length;
    }
  }
  return y;
}

/** The places of a map (row · width + column) that a place of the pooled map is made of. */
export function pooledPlaces({size, stride, padding, inputShape, outputShape}: Pool & PlacedLayer, place: number): number[] {
  const [height, width] = inputShape;
  const [top, left] = rowsBefore({kernel: size, stride, padding}, inputShape, outputShape);
  const row = Math.floor(place / outputShape[1]) * stride[0] - top;
  const column = (place % outputShape[1]) * stride[1] - left;
  const places: number[] = [];
  for (let r = Math.max(0, row); r < Math.min(height, row + size[0]); r++)
    for (let c = Math.max(0, column); c < Math.min(width, column + size[1]); c++) places.push(r * width + c);
  return places;
}

function channelMeans(x: Float32Array, channels: number): Float32Array {
  const sums = new Float64Array(channels);
  x.forEach((value, i) => (sums[i % channels] += value));
  return Float32Array.from(sums, (sum) => (sum * channels) / x.length);
}

function zeroPadded(x: Float32Array, [height, width, channels]: number[], wide: number[], [top, , left]: Sides): Float32Array {
  const y = new Float32Array(sizeOf(wide));
  for (let row = 0; row < height; row++)
    y.set(x.subarray(row * width * channels, (row + 1) * width * channels), ((row + top) * wide[1] + left) * channels);
  return y;
}

/** What a sliding window is made of. */
type Window = Pick<Conv | ConvTranspose, "kernel" | "stride" | "padding">;

/** x · kernel [in, out] + bias. */
function plainDense(x: Float32Array, kernel: Float32Array, bias: Float32Array | null, units: number): Float32Array {
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
function plainConv(
  x: Float32Array,
  kernel: Float32Array,
  bias: Float32Array | null,
  layer: Window,
  [height, width, inputs]: number[],
  [rows, columns, outputs]: number[]
): Float32Array {
  const y = new Float32Array(rows * columns * outputs);
  const {kernel: size, stride} = layer;
  const [top, left] = rowsBefore(layer, [height, width], [rows, columns]);
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
function plainConvTranspose(
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
  const [top, left] = rowsBefore(layer, [rows, columns], [height, width]);
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
export function rowsBefore({kernel, stride, padding}: Window, large: number[], small: number[]): [number, number] {
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

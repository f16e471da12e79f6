import {branchesOf, chosenBranch} from "./branches.ts";
import type {Conv, ConvTranspose} from "./layers.ts";
import type {Values, Weights} from "./network-weights.ts";
import {checkWeights} from "./network-weights.ts";
import type {Network, PlacedLayer} from "./network.ts";
import {bakeSpectralNorm} from "./spectral-norm.ts";
import {shapeText, sizeOf} from "../arithmetic/values.ts";

/** How to run a network without tfjs. */
export interface PlainOptions {
  /** The class of each example, for a network with a label; or the weight of every class, for what lies between classes. */
  labels?: readonly (number | readonly number[])[];
}

/**
 * A network's output for a batch [n, …input], at inference, in plain loops: no library to load, which is quickest for the single
 * images of a small generator. Some ten times slower than tfjs's WASM backend on a batch.
 * @returns [n, …output shape]
 * @throws RangeError when input, weights or labels do not fit, or the network has a layer that only tfjs runs (pooling, a layer of one's own).
 */
export function plainForward(given: Network, givenWeights: Weights, input: Values, {labels}: PlainOptions = {}): Values {
  const {network, weights} = bakeSpectralNorm(given, givenWeights);
  const [n, ...shape] = input.shape;
  if (shapeText(shape) !== shapeText(network.input) || input.values.length !== sizeOf(input.shape))
    throw new RangeError(`the input must be [n, ${network.input.join(", ")}], got ${shapeText(input.shape)}`);
  const classes = network.label;
  if (classes !== undefined && labels?.length !== n)
    throw new RangeError(`the network needs a label for each of ${n} examples, got ${labels?.length ?? "none"}`);
  const told = classes === undefined ? null : labels!.map((label) => labelRow(label, classes));
  const size = sizeOf(network.input);
  const several = network.layers[0].kind === "branch" ? branchesOf(network.layers) : null;
  const results = Array.from({length: n}, (_, i) => {
    let x: Float32Array = input.values.subarray(i * size, (i + 1) * size);
    const {layers} = several
      ? {layers: [...several.branches[chosenBranch(x[size - 1], several.branches.length)], ...several.after]}
      : network;
    for (const layer of layers) x = apply(layer, x, weights, told ? told[i] : noLabel);
    return x;
  });
  const last = network.layers[network.layers.length - 1].outputShape;
  const values = new Float32Array(n * sizeOf(last));
  results.forEach((result, i) => values.set(result, i * sizeOf(last)));
  return {shape: [n, ...last], values};
}

/** A network with its weights, checked once, as a function of noise: what a figure calls. @throws RangeError as `checkWeights`. */
export function plainGenerator(network: Network, weights: Weights): (noise: Values, options?: PlainOptions) => Promise<Values> {
  checkWeights(network, weights);
  const baked = bakeSpectralNorm(network, weights);
  return async (noise, options) => plainForward(baked.network, baked.weights, noise, options);
}

function apply(layer: PlacedLayer, x: Float32Array, weights: Weights, label: Float32Array): Float32Array {
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
    case "globalAverage":
    case "zeroPad":
      throw new RangeError(`layer "${layer.name}" (${layer.kind}) is not run by plainForward`);
  }
}

const noLabel = new Float32Array(0);

/** A label as the weight of each class: 1 for the one that is named, or as given. */
function labelRow(label: number | readonly number[], classes: number): Float32Array {
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

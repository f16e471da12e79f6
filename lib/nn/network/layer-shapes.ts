import type {Conv, ConvTranspose, Layer, Pool, Size} from "./layers.ts";
import {ownShape, ownWeights} from "./own-layer.ts";
import type {Start} from "./own-layer.ts";
import {shapeText, sizeOf} from "../arithmetic/values.ts";

/**
 * The shape that a layer gives for a shape (both without the batch), when there are `labels` classes (0: the network has no
 * label).
 * @throws RangeError saying what was given and what is needed, when the layer cannot take the shape or its options are out of
 * range.
 */
export function layerShape(layer: Layer, input: number[], labels: number): number[] {
  switch (layer.kind) {
    case "dense":
      features(input);
      return [whole(layer.units, "units")];
    case "conv":
      return [...slide(layer, map(input)), whole(layer.filters, "filters")];
    case "convTranspose":
      if ("spectralNorm" in layer) throw new RangeError("spectralNorm is for dense and conv layers");
      return [...spread(layer, map(input)), whole(layer.filters, "filters")];
    case "maxPool":
    case "averagePool":
      return [...pool(layer, map(input)), input[2]];
    case "batchNorm":
      range(layer.momentum, "momentum", layer.momentum >= 0 && layer.momentum < 1, "0 ≤ momentum < 1");
      range(layer.epsilon, "epsilon", layer.epsilon > 0, "epsilon > 0");
      return input;
    case "minibatchDeviation":
      if (layer.group !== undefined) whole(layer.group, "group", 2);
      range(layer.momentum, "momentum", layer.momentum >= 0 && layer.momentum < 1, "0 ≤ momentum < 1");
      if (input.length !== 1) map(input);
      return [...input.slice(0, -1), input[input.length - 1] + 1];
    case "dropout":
      range(layer.rate, "rate", layer.rate >= 0 && layer.rate < 1, "0 ≤ rate < 1");
      return input;
    case "leakyRelu":
      range(layer.slope, "slope", Number.isFinite(layer.slope), "a finite slope");
      return input;
    case "branch":
      features(input);
      if (input[0] < 2)
        throw new RangeError(`needs two numbers or more, the last of which chooses, was given ${shapeText(input)}`);
      return [input[0] - 1];
    case "choose":
    case "relu":
    case "tanh":
    case "sigmoid":
      return input;
    case "reshape":
      for (const size of layer.shape) whole(size, "each size of the shape");
      if (sizeOf(layer.shape) !== sizeOf(input)) {
        throw new RangeError(
          `cannot give ${sizeOf(input)} numbers (${shapeText(input)}) the shape ${shapeText(layer.shape)}, ` +
            `which holds ${sizeOf(layer.shape)}`
        );
      }
      return [...layer.shape];
    case "flatten":
      return [sizeOf(input)];
    case "globalAverage":
      return [map(input)[2]];
    case "upsample": {
      const [height, width, channels] = map(input);
      whole(layer.factor, "factor");
      return [height * layer.factor, width * layer.factor, channels];
    }
    case "zeroPad": {
      const [height, width, channels] = map(input);
      for (const side of layer.sides) whole(side, "each side", 0);
      const [top, bottom, left, right] = layer.sides;
      return [height + top + bottom, width + left + right, channels];
    }
    case "glu": {
      const channels = input[input.length - 1];
      if (channels % 2 !== 0) throw new RangeError(`needs an even number of channels to halve, was given ${shapeText(input)}`);
      return [...input.slice(0, -1), channels / 2];
    }
    case "concatLabel": {
      needsLabel(labels);
      if (input.length !== 1) map(input);
      return [...input.slice(0, -1), input[input.length - 1] + labels];
    }
    case "projection":
      needsLabel(labels);
      features(input);
      return [1];
    case "auxiliary":
      features(input);
      return [1 + whole(layer.classes, "classes", 2)];
    case "own":
      return ownShape(layer, input);
  }
}

function map(input: number[]): number[] {
  if (input.length !== 3) throw new RangeError(`needs a map [height, width, channels], was given ${shapeText(input)}`);
  return input;
}

function features(input: number[]): void {
  if (input.length !== 1)
    throw new RangeError(`needs a row of features [n], was given ${shapeText(input)}: put flatten() before it`);
}

function needsLabel(labels: number): void {
  if (labels === 0)
    throw new RangeError("needs a label, but the network has none: give network({input, label: number of classes}, …)");
}

function whole(value: number, what: string, least = 1): number {
  if (!Number.isSafeInteger(value) || value < least)
    throw new RangeError(`${what} must be a whole number from ${least}, got ${value}`);
  return value;
}

function range(value: number, what: string, allowed: boolean, rule: string): void {
  if (!allowed) throw new RangeError(`${what} ${value} is out of range: ${rule}`);
}

function checkWindow(layer: {kernel: Size; stride: Size; padding: unknown}): void {
  for (const size of layer.kernel) whole(size, "kernel");
  for (const step of layer.stride) whole(step, "stride");
  const {padding} = layer;
  if (typeof padding === "number") whole(padding, "padding", 0);
  else if (padding !== "same" && padding !== "valid") {
    throw new RangeError(`padding must be "same", "valid" or a number, got ${String(padding)}`);
  }
}

function slide(layer: Pick<Conv, "kernel" | "stride" | "padding">, input: number[]): Size {
  checkWindow(layer);
  const {kernel, stride, padding} = layer;
  const along = (axis: 0 | 1): number => {
    if (padding === "same") return Math.ceil(input[axis] / stride[axis]);
    const room = input[axis] + 2 * (padding === "valid" ? 0 : padding);
    if (room < kernel[axis]) {
      throw new RangeError(
        `a kernel of ${kernel.join(" × ")} does not fit in ${shapeText(input)} with padding ${String(padding)}: ` +
          `needs at least ${kernel[axis]} ${axis === 0 ? "rows" : "columns"}`
      );
    }
    return Math.floor((room - kernel[axis]) / stride[axis]) + 1;
  };
  return [along(0), along(1)];
}

function spread(layer: ConvTranspose, input: number[]): Size {
  checkWindow(layer);
  const {kernel, stride, padding} = layer;
  const along = (axis: 0 | 1): number => {
    if (padding === "same") {
      if (kernel[axis] < stride[axis]) {
        throw new RangeError(
          `a kernel of ${kernel.join(" × ")} leaves holes between outputs ${stride.join(" × ")} apart: needs kernel ≥ stride`
        );
      }
      return input[axis] * stride[axis];
    }
    const size = (input[axis] - 1) * stride[axis] + kernel[axis] - 2 * (padding === "valid" ? 0 : padding);
    if (size < 1) throw new RangeError(`padding ${String(padding)} cuts away all of the output of ${shapeText(input)}`);
    return size;
  };
  return [along(0), along(1)];
}

function pool({size, stride, padding}: Pool, input: number[]): Size {
  if (padding !== "same" && padding !== "valid")
    throw new RangeError(`padding of a pool must be "same" or "valid", got ${String(padding)}`);
  return slide({kernel: size, stride, padding}, input);
}

/**
 * What a weight is for. `mean` and `variance` are running statistics, `direction` is where spectral normalisation has got to: not
 * trained, but kept with the network. `own`: a weight of a layer of one's own, of which its name says what it is for.
 */
export type WeightRole = "kernel" | "embedding" | "bias" | "gamma" | "beta" | "mean" | "variance" | "direction" | "own";

/** The roles that training does not change by a gradient. */
const STATISTICS: ReadonlySet<WeightRole> = new Set<WeightRole>(["mean", "variance", "direction"]);

/** One weight tensor of a layer. */
export interface WeightSpec {
  /** Name of the layer, a slash, the role or the weight's own name: "conv1/kernel". */
  name: string;
  role: WeightRole;
  /**
   * dense [in, out]; conv [rows, columns, in, out]; convTranspose [rows, columns, out, in]; embedding [classes, features]; the
   * others [channels]. These are the orders of TensorFlow.
   */
  shape: number[];
  /** False for running statistics and directions. */
  trainable: boolean;
  /**
   * Products that are summed into one output value; on average, for a transposed convolution: kernel² · in / stride². 0 for
   * vectors.
   */
  fanIn: number;
  /** kernel² · out. 0 for vectors. */
  fanOut: number;
  /** Of a layer of one's own: how it starts, where that is said. */
  start?: Start;
}

/**
 * The weights that a layer has for an input shape (without the batch) and so many classes, in the order in which they are stored.
 */
export function layerWeights(layer: Layer, name: string, input: number[], labels: number): WeightSpec[] {
  const channels = input[input.length - 1];
  const matrix = (role: "kernel" | "embedding", shape: number[], fanIn: number, fanOut: number): WeightSpec => {
    return {name: `${name}/${role}`, role, shape, trainable: true, fanIn, fanOut};
  };
  const vector = (role: WeightRole, size: number): WeightSpec => {
    return {name: `${name}/${role}`, role, shape: [size], trainable: !STATISTICS.has(role), fanIn: 0, fanOut: 0};
  };
  const around = (
    kernel: WeightSpec,
    units: number,
    {bias, spectralNorm}: {bias: boolean; spectralNorm?: true}
  ): WeightSpec[] => {
    return [kernel, ...(bias ? [vector("bias", units)] : []), ...(spectralNorm ? [vector("direction", units)] : [])];
  };
  switch (layer.kind) {
    case "dense": {
      const kernel = matrix("kernel", [channels, layer.units], channels, layer.units);
      return around(kernel, layer.units, layer);
    }
    case "conv":
    case "convTranspose": {
      const {filters, kernel: size, stride, kind} = layer;
      const area = size[0] * size[1];
      const kernel =
        kind === "conv"
          ? matrix("kernel", [...size, channels, filters], area * channels, area * filters)
          : matrix("kernel", [...size, filters, channels], (area * channels) / (stride[0] * stride[1]), area * filters);
      return around(kernel, filters, layer);
    }
    case "batchNorm":
      return (["gamma", "beta", "mean", "variance"] as const).map((role) => vector(role, channels));
    case "minibatchDeviation":
      return [vector("mean", 1)];
    case "projection":
      return [
        matrix("kernel", [channels, 1], channels, 1),
        vector("bias", 1),
        matrix("embedding", [labels, channels], channels, 1)
      ];
    case "auxiliary":
      return [matrix("kernel", [channels, 1 + layer.classes], channels, 1 + layer.classes), vector("bias", 1 + layer.classes)];
    case "own":
      return Object.entries(ownWeights(layer, input)).map(([weight, {shape, start, trained = true}]): WeightSpec => {
        const [outputs, all] = [shape[shape.length - 1], sizeOf(shape)];
        const fanOut = sizeOf(shape.slice(0, -2)) * outputs;
        const spec = {name: `${name}/${weight}`, role: "own" as const, shape: [...shape], trainable: trained};
        return {...spec, fanIn: all / outputs, fanOut, ...(start !== undefined && {start})};
      });
    default:
      return [];
  }
}

import type {NamedAttrMap, Tensor4D} from "@tensorflow/tfjs-core";
import {
  avgPool,
  backend_util,
  concat,
  conv2d,
  engine,
  gather,
  getGradient,
  maxPoolWithArgmax,
  maximum,
  mul,
  registerGradient,
  reshape,
  scalar,
  tensor4d,
  tidy,
  unregisterGradient,
  zeros,
  zerosLike
} from "@tensorflow/tfjs-core";

type Shape4D = [number, number, number, number];

/**
 * Replaces tfjs's gradient of `Conv2D`, on every backend, by one that also goes through dilated convolutions: those are
 * convolutions with zeros between the taps, and the gradient is taken of that filter. tfjs's own throws for them.
 */
export function registerDilatedGradient(): void {
  unregisterGradient("Conv2D");
  registerGradient({
    kernelName: "Conv2D",
    inputsToSave: ["x", "filter"],
    gradFunc: (gradient, [x, filter], attrs) => {
      const dy = gradient as Tensor4D;
      const steps = dilationsOf(attrs);
      return {
        x: () => inputGradient((x as Tensor4D).shape, dy, filter as Tensor4D, steps, attrs),
        filter: () => filterGradient(x as Tensor4D, dy, (filter as Tensor4D).shape, steps, attrs)
      };
    }
  });
}

function dilationsOf(attrs: NamedAttrMap): readonly [number, number] {
  const dilations = (attrs.dilations ?? 1) as number | [number, number];
  return typeof dilations === "number" ? [dilations, dilations] : dilations;
}

function inputGradient(
  inputShape: Shape4D,
  dy: Tensor4D,
  filter: Tensor4D,
  steps: readonly [number, number],
  {strides, pad, dataFormat, dimRoundingMode}: NamedAttrMap
): Tensor4D {
  const attrs = {strides, pad, dataFormat, dimRoundingMode, inputShape} as NamedAttrMap;
  return tidy(() => engine().runKernel("Conv2DBackpropInput", {dy, filter: spread(filter, steps)}, attrs) as Tensor4D);
}

function filterGradient(
  x: Tensor4D,
  dy: Tensor4D,
  shape: Shape4D,
  [rowStep, columnStep]: readonly [number, number],
  {strides, pad, dataFormat, dimRoundingMode}: NamedAttrMap
): Tensor4D {
  const [rows, columns, inChannels, outChannels] = shape;
  const filterShape = [(rows - 1) * rowStep + 1, (columns - 1) * columnStep + 1, inChannels, outChannels];
  const attrs = {strides, pad, dataFormat, dimRoundingMode, filterShape} as NamedAttrMap;
  return tidy(() => {
    let gradient = engine().runKernel("Conv2DBackpropFilter", {x, dy}, attrs) as Tensor4D;
    if (rowStep > 1) gradient = gather(gradient, tapPositions(rows, rowStep), 0);
    if (columnStep > 1) gradient = gather(gradient, tapPositions(columns, columnStep), 1);
    return gradient;
  });
}

/** The filter with step − 1 zeros between its taps, along height and width. */
function spread(filter: Tensor4D, [rowStep, columnStep]: readonly [number, number]): Tensor4D {
  const rows = rowStep > 1 ? spreadAxis(filter, 0, rowStep) : filter;
  return columnStep > 1 ? spreadAxis(rows, 1, columnStep) : rows;
}

function spreadAxis(filter: Tensor4D, axis: 0 | 1, step: number): Tensor4D {
  const taps = filter.shape[axis];
  const empty = [...filter.shape] as Shape4D;
  empty[axis] = 1;
  const order = new Int32Array((taps - 1) * step + 1).fill(taps);
  for (let k = 0; k < taps; k++) order[k * step] = k;
  return gather(concat([filter, zeros(empty)], axis), order, axis);
}

function tapPositions(taps: number, step: number): Int32Array {
  return Int32Array.from({length: taps}, (_, k) => k * step);
}

/**
 * Gives `Conv2DBackpropFilter` a gradient, on every backend; tfjs has one for `Conv2DBackpropInput` alone. With it a convolution
 * may be differentiated twice, whatever for. The filter's gradient is linear in x and in dy: with respect to either, the incoming
 * gradient, which has the filter's shape, takes the place of the filter.
 */
export function registerFilterGradientGradient(): void {
  if (getGradient("Conv2DBackpropFilter")) return;
  registerGradient({
    kernelName: "Conv2DBackpropFilter",
    inputsToSave: ["x", "dy"],
    gradFunc: (gradient, saved, attrs) => {
      const filter = gradient as Tensor4D;
      const [x, dy] = saved as Tensor4D[];
      const {strides, pad, dataFormat, dimRoundingMode} = attrs as {
        strides: [number, number];
        pad: Parameters<typeof conv2d>[3];
        dataFormat: "NHWC";
        dimRoundingMode?: "floor" | "round" | "ceil";
      };
      return {
        x: () => {
          const inputAttrs = {strides, pad, dataFormat, dimRoundingMode, inputShape: x.shape} as unknown as NamedAttrMap;
          return engine().runKernel("Conv2DBackpropInput", {dy, filter}, inputAttrs) as Tensor4D;
        },
        dy: () => conv2d(x, filter, strides, pad, dataFormat, 1, dimRoundingMode)
      };
    }
  });
}

/**
 * Gives `MaxPoolGrad` a gradient, on every backend; tfjs has none. The maximum's gradient is linear in dy: each goes to one place; so
 * dy's gradient is what comes from that place.
 */
export function registerMaxPoolGradientGradient(): void {
  if (getGradient("MaxPoolGrad")) return;
  registerGradient({
    kernelName: "MaxPoolGrad",
    inputsToSave: ["input", "output"],
    gradFunc: (gradient, saved, attrs) => {
      const [input, output] = saved as Tensor4D[];
      const {filterSize, strides, pad} = attrs as {filterSize: [number, number]; strides: [number, number]; pad: "same"};
      return {
        dy: () => {
          const {indexes} = maxPoolWithArgmax(input, filterSize, strides, pad, true);
          // Where all of a window is NaN some backends say −1.
          const places = maximum(reshape(indexes, [-1]), scalar(0, "int32"));
          return reshape(gather(reshape(gradient as Tensor4D, [-1]), places), output.shape);
        },
        input: () => zerosLike(input),
        output: () => zerosLike(output)
      };
    }
  });
}

type Arguments = Parameters<typeof backend_util.computePool2DInfo>;
type Window = [size: Arguments[1], strides: Arguments[2], pad: Arguments[4]];

/**
 * Replaces tfjs's gradient of `AvgPool`, on every backend, and gives it a gradient of its own. An average does not count padding,
 * but tfjs's kernel `AvgPoolGrad` divides what flows back by the whole window: where it hangs over the edge that is too little.
 * Here dy is multiplied by size / inside first.
 */
export function registerAveragePoolGradient(): void {
  unregisterGradient("AvgPool");
  registerGradient({
    kernelName: "AvgPool",
    inputsToSave: ["x"],
    gradFunc: (dy, [x], attrs) => ({x: () => averagePoolInputGradient(dy as Tensor4D, x as Tensor4D, attrs)})
  });
  registerGradient({
    kernelName: "AvgPoolGrad",
    inputsToSave: ["input"],
    gradFunc: (gradient, [input], attrs) => ({
      // The kernel gives dy / size to every place of a window; so dy's gradient is the sum of a window, / size.
      dy: () => tidy(() => byShareInside(avgPool(gradient as Tensor4D, ...windowOf(attrs)), input as Tensor4D, attrs, 1)),
      input: () => zerosLike(input)
    })
  });
}

function averagePoolInputGradient(dy: Tensor4D, input: Tensor4D, attrs: NamedAttrMap): Tensor4D {
  const [filterSize, strides, pad] = windowOf(attrs);
  return tidy(() => {
    const scaled = byShareInside(dy, input, attrs, -1);
    return engine().runKernel("AvgPoolGrad", {dy: scaled, input}, {filterSize, strides, pad} as NamedAttrMap) as Tensor4D;
  });
}

function windowOf({filterSize, strides, pad}: NamedAttrMap): Window {
  return [filterSize, strides, pad] as Window;
}

/** What a pool gave [batch, outHeight, outWidth, channels], times how much of each window is inside the input, to a power. */
function byShareInside(pooled: Tensor4D, input: Tensor4D, attrs: NamedAttrMap, power: 1 | -1): Tensor4D {
  const [size, strides, pad] = windowOf(attrs);
  const info = backend_util.computePool2DInfo(input.shape, size, strides, 1, pad);
  const {outHeight, outWidth, padInfo} = info;
  const rows = sharesAlong(outHeight, info.strideHeight, info.filterHeight, padInfo.top, info.inHeight);
  const columns = sharesAlong(outWidth, info.strideWidth, info.filterWidth, padInfo.left, info.inWidth);
  if ([...rows, ...columns].every((share) => share === 1)) return pooled;
  const shares = rows.flatMap((row) => columns.map((column) => (row * column) ** power));
  return mul(pooled, tensor4d(shares, [1, outHeight, outWidth, 1]));
}

/** Of each window along an axis, how much is inside: up to 1. */
function sharesAlong(outputs: number, stride: number, size: number, before: number, inputs: number): number[] {
  return Array.from({length: outputs}, (_, output) => {
    const first = output * stride - before;
    return (Math.min(first + size, inputs) - Math.max(first, 0)) / size;
  });
}

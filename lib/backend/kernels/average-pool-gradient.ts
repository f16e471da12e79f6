import type {NamedAttrMap, Tensor4D} from "@tensorflow/tfjs-core";
import {
  avgPool,
  backend_util,
  engine,
  mul,
  registerGradient,
  tensor4d,
  tidy,
  unregisterGradient,
  zerosLike
} from "@tensorflow/tfjs-core";

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
    gradFunc: (dy, [x], attrs) => ({x: () => inputGradient(dy as Tensor4D, x as Tensor4D, attrs)})
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

function inputGradient(dy: Tensor4D, input: Tensor4D, attrs: NamedAttrMap): Tensor4D {
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

import type {BackendWasm} from "@tensorflow/tfjs-backend-wasm";
import type {NamedAttrMap, Tensor4D, TensorInfo} from "@tensorflow/tfjs-core";
import {backend_util, slice4d, zeros} from "@tensorflow/tfjs-core";
import type {KernelCall} from "./wasm-heap.ts";
import {runReplaced} from "./wasm-heap.ts";

/** One axis of a convolution, in elements: `padding` is the zeros before the first element. */
export interface Axis {
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
}

/**
 * One output phase of a transposed convolution along one axis: the elements whose index is `phase` modulo the stride. It is an
 * ordinary convolution, stride 1, with the kernel's `taps` in this order, over an input with `before` zeros in front
 * (negative: elements dropped).
 */
export interface Phase {
  readonly phase: number;
  readonly taps: readonly number[];
  readonly before: number;
}

/**
 * The phases of the gradient with respect to the input, along one axis. Input element i gets the sum of dy[o]·w[k] over all
 * o·stride + k − padding = i; for i = q·stride + phase only the taps k ≡ phase + padding (mod stride) meet it, and
 * o = q + ⌊(phase + padding) / stride⌋ − j for the j-th of them. A phase without taps (stride > kernel) is all zeros.
 */
export function inputGradientPhases({kernel, stride, padding}: Axis): Phase[] {
  return Array.from({length: stride}, (_, phase) => {
    const taps: number[] = [];
    for (let k = (phase + padding) % stride; k < kernel; k += stride) taps.unshift(k);
    return {phase, taps, before: taps.length - 1 - Math.floor((phase + padding) / stride)};
  });
}

/** Zeros to add (or, negative, elements to drop) in front of and behind an axis of `size`, so that it is `total` long. */
export function paddingTo(size: number, before: number, total: number): readonly [number, number] {
  return [before, total - size - before];
}

type Shape4D = [number, number, number, number];
type Padding = Parameters<typeof backend_util.computeConv2DInfo>[4];
type Rounding = Parameters<typeof backend_util.computeConv2DInfo>[5];
type Steps = [number, number] | number;

/**
 * Sizes, padding, strides and dilations of a convolution from a kernel's attributes, as tfjs itself works them out. Throws an
 * Error for channels first, which the WASM kernels do not read.
 */
export function conv2dInfo(inputShape: Shape4D, filterShape: Shape4D, attrs: NamedAttrMap | undefined): backend_util.Conv2DInfo {
  const format = attrs?.dataFormat ?? "NHWC";
  if (format !== "NHWC") throw new Error(`On the wasm backend a convolution's images are NHWC, not ${String(format)}`);
  return backend_util.computeConv2DInfo(
    inputShape,
    filterShape,
    attrs?.strides as Steps,
    (attrs?.dilations ?? 1) as Steps,
    attrs?.pad as Padding,
    attrs?.dimRoundingMode as Rounding,
    false,
    "channelsLast"
  );
}

type Pair = readonly [number, number];

/** Padding and steps of {@link convolvePadded}: [height, width] each; of `pads`, [before, behind]. */
export interface PaddedConvolution {
  readonly pads: readonly [Pair, Pair];
  readonly strides: Pair;
  readonly dilations: Pair;
}

/**
 * Convolution by XNNPACK of x [batch, height, width, in] with filter [height, width, in, out]. Unlike `tf.conv2d` it takes
 * strides and dilations together, and negative padding, which drops rows or columns.
 */
export function convolvePadded(
  backend: BackendWasm,
  x: Tensor4D,
  filter: Tensor4D,
  {pads, strides, dilations}: PaddedConvolution
): Tensor4D {
  const [[top, bottom], [left, right]] = pads;
  const [batch, height, width] = x.shape;
  if (remaining(height, top, bottom) <= 0 || remaining(width, left, right) <= 0) {
    const [filterHeight, filterWidth, , out] = filter.shape;
    const rows = outputSize(height + top + bottom, filterHeight, strides[0], dilations[0]);
    const columns = outputSize(width + left + right, filterWidth, strides[1], dilations[1]);
    return zeros([batch, rows, columns, out]);
  }
  const cropped = Math.min(top, bottom, left, right) < 0 ? crop(x, pads) : x;
  const pad = [
    [0, 0],
    [Math.max(0, top), Math.max(0, bottom)],
    [Math.max(0, left), Math.max(0, right)],
    [0, 0]
  ];
  const attrs = {strides: [...strides], dilations: [...dilations], pad, dataFormat: "NHWC"} as never;
  const result = runReplaced<Tensor4D>("Conv2D", {inputs: {x: cropped, filter}, attrs, backend});
  if (cropped !== x) cropped.dispose();
  return result;
}

/**
 * `Conv2D` for the `wasm` backend. tfjs's own gives wrong numbers, or writes outside its result, wherever XNNPACK's own idea of
 * the output's size differs from tfjs's: "same" padding where the stride is larger than the kernel, and a number as padding
 * with a kernel or strides that are not square. Here the padding is always spelt out, to the size that tfjs has in mind.
 */
export function conv2d({inputs, attrs, backend}: KernelCall<"x" | "filter">): TensorInfo {
  const x = inputs.x as Tensor4D;
  const filter = inputs.filter as Tensor4D;
  const info = conv2dInfo(x.shape, filter.shape, attrs);
  const {inHeight, inWidth, outHeight, outWidth, strideHeight, strideWidth, padInfo} = info;
  if (outHeight <= 0 || outWidth <= 0)
    return zeros([x.shape[0], Math.max(0, outHeight), Math.max(0, outWidth), info.outChannels]);
  const rows = (outHeight - 1) * strideHeight + info.effectiveFilterHeight;
  const columns = (outWidth - 1) * strideWidth + info.effectiveFilterWidth;
  return convolvePadded(backend, x, filter, {
    pads: [paddingTo(inHeight, padInfo.top, rows), paddingTo(inWidth, padInfo.left, columns)],
    strides: [strideHeight, strideWidth],
    dilations: [info.dilationHeight, info.dilationWidth]
  });
}

function crop(x: Tensor4D, [[top, bottom], [left, right]]: readonly [Pair, Pair]): Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const y0 = Math.max(0, -top);
  const x0 = Math.max(0, -left);
  const rows = height - y0 - Math.max(0, -bottom);
  const columns = width - x0 - Math.max(0, -right);
  return slice4d(x, [0, y0, x0, 0], [batch, rows, columns, channels]);
}

/** What cropping leaves of an axis: XNNPACK takes no empty image. */
function remaining(size: number, before: number, behind: number): number {
  return size + Math.min(0, before) + Math.min(0, behind);
}

function outputSize(padded: number, kernel: number, stride: number, dilation: number): number {
  return Math.floor((padded - (kernel - 1) * dilation - 1) / stride) + 1;
}

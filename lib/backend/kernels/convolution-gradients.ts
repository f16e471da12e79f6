import type {BackendWasm} from "@tensorflow/tfjs-backend-wasm";
import type {Tensor, Tensor4D, TensorInfo, backend_util} from "@tensorflow/tfjs-core";
import {zeros} from "@tensorflow/tfjs-core";
import type {Phase} from "./convolution.ts";
import {conv2dInfo, convolvePadded, inputGradientPhases, paddingTo} from "./convolution.ts";
import {moveKernels} from "./heap-kernels.ts";
import type {KernelCall} from "./wasm-heap.ts";
import {heapAddress, heapTensor, heapZeros} from "./wasm-heap.ts";

/**
 * `Conv2DBackpropFilter` for the `wasm` backend, which has none: from x [batch, height, width, in] and the incoming gradient dy
 * [batch, outHeight, outWidth, out] to [kernelHeight, kernelWidth, in, out]. It is one convolution with the roles exchanged:
 * the image's channels are the batch, the batch is the channels, dy is the filter, and the stride becomes the dilation.
 */
export function conv2dFilterGradient({inputs, attrs, backend}: KernelCall<"x" | "dy">): TensorInfo {
  const x = inputs.x as Tensor4D;
  const dy = inputs.dy as Tensor4D;
  const filterShape = attrs?.filterShape as [number, number, number, number];
  const info = conv2dInfo(x.shape, filterShape, attrs);
  const {strideHeight, strideWidth, outHeight, outWidth, filterHeight, filterWidth} = info;
  if (dy.size === 0) return zeros(filterShape);
  if (hasFewChannels(info)) return filterGradientByPatches(backend, x, dy, info);
  const rows = (outHeight - 1) * strideHeight + filterHeight;
  const columns = (outWidth - 1) * strideWidth + filterWidth;
  const images = swapBatchAndChannels(backend, x);
  const filter = batchToThird(backend, dy);
  const gradient = convolvePadded(backend, images, filter, {
    pads: [paddingTo(info.inHeight, info.padInfo.top, rows), paddingTo(info.inWidth, info.padInfo.left, columns)],
    strides: [1, 1],
    dilations: [strideHeight, strideWidth]
  });
  const result = batchToThird(backend, gradient);
  for (const tensor of [images, filter, gradient]) tensor.dispose();
  return result;
}

/** [batch, height, width, channels] → [channels, height, width, batch]. */
function swapBatchAndChannels(backend: BackendWasm, x: Tensor4D): Tensor4D {
  const {transpose} = moveKernels(backend);
  const [batch, height, width, channels] = x.shape;
  const result = heapTensor<Tensor4D>(backend, [channels, height, width, batch]);
  const [from, to] = [x, result].map((tensor) => heapAddress(backend, tensor));
  const places = height * width;
  for (let place = 0; place < places; place++) {
    transpose(from + 4 * place * channels, to + 4 * place * batch, batch, channels, places * channels, places * batch);
  }
  return result;
}

/** [batch, height, width, channels] → [height, width, batch, channels]. */
function batchToThird(backend: BackendWasm, x: Tensor4D): Tensor4D {
  const {copyRuns} = moveKernels(backend);
  const [batch, height, width, channels] = x.shape;
  const result = heapTensor<Tensor4D>(backend, [height, width, batch, channels]);
  const places = height * width;
  const [from, to] = [x, result].map((tensor) => heapAddress(backend, tensor));
  copyRuns(from, to, batch, places * channels, channels, places, channels, batch * channels, channels);
  return result;
}

/**
 * `Conv2DBackpropInput` for the `wasm` backend: from dy [batch, outHeight, outWidth, out] and the filter
 * [kernelHeight, kernelWidth, in, out] to [batch, height, width, in]. It is also the transposed convolution's forward pass.
 * tfjs's own is a plain loop; this one is strideHeight · strideWidth ordinary convolutions, one for each output phase with the
 * taps of that phase, interleaved into the result.
 */
export function conv2dInputGradient({inputs, attrs, backend}: KernelCall<"dy" | "filter">): TensorInfo {
  const dy = inputs.dy as Tensor4D;
  const filter = inputs.filter as Tensor4D;
  const info = conv2dInfo(attrs?.inputShape as [number, number, number, number], filter.shape, attrs);
  const {inHeight, inWidth, strideHeight, strideWidth, outHeight, outWidth, filterHeight, filterWidth} = info;
  if (dy.size === 0) return zeros(info.inShape);
  if (hasFewChannels(info)) return inputGradientByPatches(backend, dy, filter, info);
  const {top, left} = info.padInfo;
  const rowPhases = inputGradientPhases({kernel: filterHeight, stride: strideHeight, padding: top});
  const columnPhases = inputGradientPhases({kernel: filterWidth, stride: strideWidth, padding: left});
  const parts: PhaseImage[] = [];
  for (const rows of rowPhases) {
    for (const columns of columnPhases) {
      const height = Math.ceil((inHeight - rows.phase) / strideHeight);
      const width = Math.ceil((inWidth - columns.phase) / strideWidth);
      if (rows.taps.length * columns.taps.length === 0 || height <= 0 || width <= 0) continue;
      const taps = phaseFilter(backend, filter, rows, columns);
      const image = convolvePadded(backend, dy, taps, {
        pads: [
          paddingTo(outHeight, rows.before, height + rows.taps.length - 1),
          paddingTo(outWidth, columns.before, width + columns.taps.length - 1)
        ],
        strides: [1, 1],
        dilations: [1, 1]
      });
      taps.dispose();
      parts.push({image, row: rows.phase, column: columns.phase});
    }
  }
  const only = parts[0];
  if (strideHeight * strideWidth === 1 && only) return only.image;
  const result = interleave(backend, parts, {
    shape: info.inShape as [number, number, number, number],
    strides: [strideHeight, strideWidth],
    full: parts.length === strideHeight * strideWidth
  });
  for (const {image} of parts) image.dispose();
  return result;
}

/** One phase's result and where its first element goes. */
interface PhaseImage {
  readonly image: Tensor4D;
  readonly row: number;
  readonly column: number;
}

/** The taps of one phase, turned around and with input and output channels exchanged: [rows, columns, out, in]. */
function phaseFilter(backend: BackendWasm, filter: Tensor4D, rows: Phase, columns: Phase): Tensor4D {
  const {transpose} = moveKernels(backend);
  const [, kernelWidth, inChannels, outChannels] = filter.shape;
  const result = heapTensor<Tensor4D>(backend, [rows.taps.length, columns.taps.length, outChannels, inChannels]);
  const from = heapAddress(backend, filter);
  let to = heapAddress(backend, result);
  const size = 4 * inChannels * outChannels;
  for (const row of rows.taps) {
    for (const column of columns.taps) {
      transpose(from + (row * kernelWidth + column) * size, to, inChannels, outChannels, outChannels, inChannels);
      to += size;
    }
  }
  return result;
}

interface Interleaving {
  readonly shape: [number, number, number, number];
  readonly strides: readonly [number, number];
  /** Whether the parts cover the whole result, so that it need not be cleared first. */
  readonly full: boolean;
}

/** Puts the phases where they belong; what no phase covers is zero. */
function interleave(backend: BackendWasm, parts: readonly PhaseImage[], {shape, strides, full}: Interleaving): Tensor4D {
  const {copyRuns} = moveKernels(backend);
  const [batch, height, width, channels] = shape;
  const [strideHeight, strideWidth] = strides;
  const result = full ? heapTensor<Tensor4D>(backend, shape) : heapZeros<Tensor4D>(backend, shape);
  const start = heapAddress(backend, result);
  for (const {image, row, column} of parts) {
    const [, rows, columns] = image.shape;
    const move = (from: number, to: number, lines: number): void =>
      copyRuns(
        ...[from, to + 4 * (row * width + column) * channels],
        ...[lines, columns * channels, strideHeight * width * channels],
        ...[columns, channels, strideWidth * channels, channels]
      );
    const from = heapAddress(backend, image);
    // Where each image has as many rows in every phase, those of all images are evenly apart.
    if (rows * strideHeight === height) move(from, start, batch * rows);
    else {
      for (let b = 0; b < batch; b++) {
        move(from + 4 * b * rows * columns * channels, start + 4 * b * height * width * channels, rows);
      }
    }
  }
  return result;
}

type Info = backend_util.Conv2DInfo;

/** From a number of channels up, XNNPACK convolves without much waste: it computes eight at a time. */
const fewChannels = 4;

/** Whether the gradients of a convolution of so many input channels are better taken as products with patches. */
function hasFewChannels({inChannels}: Info): boolean {
  return inChannels <= fewChannels;
}

/**
 * `Conv2DBackpropFilter` for few input channels: every window of x [batch, height, width, in] becomes a row ("im2col"), and these
 * rows, the other way round, times dy are the gradient [kernelHeight, kernelWidth, in, out].
 */
function filterGradientByPatches(backend: BackendWasm, x: Tensor4D, dy: Tensor4D, info: Info): Tensor4D {
  const {copyRuns, product} = moveKernels(backend);
  const {places, taps} = sizesOf(info);
  const padded = heapZeros(backend, paddedShape(info));
  eachImage(info, ({unpadded, inside, unpaddedRow, paddedRow, rows, run}) => {
    const [from, to] = [placeIn(backend, x, unpadded), placeIn(backend, padded, inside)];
    copyRuns(from, to, rows, unpaddedRow, paddedRow, 1, 0, 0, run);
  });
  const patches = heapTensor(backend, [places, taps]);
  eachRowOfTaps(info, ({image, patch, imageRow, patchRow, imageStep, run}) => {
    const [from, to] = [placeIn(backend, padded, image), placeIn(backend, patches, patch)];
    copyRuns(from, to, info.outHeight, imageRow, patchRow, info.outWidth, imageStep, taps, run);
  });
  padded.dispose();
  const result = heapZeros<Tensor4D>(backend, info.filterShape);
  const [a, b, c] = [patches, dy, result].map((tensor) => heapAddress(backend, tensor));
  product(a, b, c, 1, taps, taps, places, info.outChannels);
  patches.dispose();
  return result;
}

/**
 * `Conv2DBackpropInput` for few input channels, which is also a transposed convolution to few: dy [batch, outHeight, outWidth,
 * out] times the filter is what each place adds to its window of the result, and these are added up ("col2im").
 */
function inputGradientByPatches(backend: BackendWasm, dy: Tensor4D, filter: Tensor4D, info: Info): Tensor4D {
  const {copyRuns, addRuns, product, transpose} = moveKernels(backend);
  const {outChannels} = info;
  const {places, taps} = sizesOf(info);
  const turned = heapTensor(backend, [outChannels, taps]);
  transpose(heapAddress(backend, filter), heapAddress(backend, turned), taps, outChannels, outChannels, taps);
  const patches = heapZeros(backend, [places, taps]);
  const [a, b, c] = [dy, turned, patches].map((tensor) => heapAddress(backend, tensor));
  product(a, b, c, outChannels, 1, places, outChannels, taps);
  turned.dispose();
  const padded = heapZeros(backend, paddedShape(info));
  eachRowOfTaps(info, ({image, patch, imageRow, patchRow, imageStep, run}) => {
    const [from, to] = [placeIn(backend, patches, patch), placeIn(backend, padded, image)];
    addRuns(from, to, info.outHeight, patchRow, imageRow, info.outWidth, taps, imageStep, run);
  });
  patches.dispose();
  const result = heapZeros<Tensor4D>(backend, info.inShape);
  eachImage(info, ({unpadded, inside, unpaddedRow, paddedRow, rows, run}) => {
    const [from, to] = [placeIn(backend, padded, inside), placeIn(backend, result, unpadded)];
    copyRuns(from, to, rows, paddedRow, unpaddedRow, 1, 0, 0, run);
  });
  padded.dispose();
  return result;
}

function placeIn(backend: BackendWasm, tensor: Tensor, element: number): number {
  return heapAddress(backend, tensor) + 4 * element;
}

/** Windows in the whole batch, and numbers in one. */
function sizesOf({batchSize, outHeight, outWidth, filterHeight, filterWidth, inChannels}: Info) {
  return {places: batchSize * outHeight * outWidth, taps: filterHeight * filterWidth * inChannels};
}

/** The images with their padding, as far as windows reach. */
function paddedShape(info: Info): [number, number, number, number] {
  const {batchSize, outHeight, outWidth, strideHeight, strideWidth, filterHeight, filterWidth, inChannels} = info;
  return [batchSize, (outHeight - 1) * strideHeight + filterHeight, (outWidth - 1) * strideWidth + filterWidth, inChannels];
}

/** Where the rows of each image lie without and with its padding, in elements. What no window reaches is left out. */
function eachImage(
  info: Info,
  move: (image: Record<"unpadded" | "inside" | "unpaddedRow" | "paddedRow" | "rows" | "run", number>) => void
): void {
  const [batch, paddedHeight, paddedWidth, channels] = paddedShape(info);
  const {inHeight, inWidth, padInfo} = info;
  const rows = Math.min(inHeight, paddedHeight - padInfo.top);
  const run = Math.min(inWidth, paddedWidth - padInfo.left) * channels;
  if (rows <= 0 || run <= 0) return;
  const [unpaddedRow, paddedRow] = [inWidth * channels, paddedWidth * channels];
  for (let b = 0; b < batch; b++) {
    const inside = (b * paddedHeight + padInfo.top) * paddedRow + padInfo.left * channels;
    move({unpadded: b * inHeight * unpaddedRow, inside, unpaddedRow, paddedRow, rows, run});
  }
}

/** Where the taps of one row of the kernel lie, for all windows of an image: in the padded images, and in the patches. */
function eachRowOfTaps(
  info: Info,
  move: (taps: Record<"image" | "patch" | "imageRow" | "patchRow" | "imageStep" | "run", number>) => void
): void {
  const {outHeight, outWidth, strideHeight, strideWidth, filterHeight, filterWidth} = info;
  const [batch, paddedHeight, paddedWidth, channels] = paddedShape(info);
  const run = filterWidth * channels;
  const patchRow = outWidth * filterHeight * run;
  const row = paddedWidth * channels;
  for (let b = 0; b < batch; b++) {
    for (let y = 0; y < filterHeight; y++) {
      const image = (b * paddedHeight + y) * row;
      const patch = b * outHeight * patchRow + y * run;
      move({image, patch, imageRow: strideHeight * row, patchRow, imageStep: strideWidth * channels, run});
    }
  }
}

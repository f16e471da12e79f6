import type {BackendWasm} from "@tensorflow/tfjs-backend-wasm";
import type {Tensor, Tensor4D, backend_util} from "@tensorflow/tfjs-core";
import {moveKernels} from "./heap-kernels.ts";
import {heapAddress, heapTensor, heapZeros} from "./wasm-heap.ts";

type Info = backend_util.Conv2DInfo;

/** From a number of channels up, XNNPACK convolves without much waste: it computes eight at a time. */
const fewChannels = 4;

/** Whether the gradients of a convolution of so many input channels are better taken as products with patches. */
export function hasFewChannels({inChannels}: Info): boolean {
  return inChannels <= fewChannels;
}

/**
 * `Conv2DBackpropFilter` for few input channels: every window of x [batch, height, width, in] becomes a row ("im2col"), and these
 * rows, the other way round, times dy are the gradient [kernelHeight, kernelWidth, in, out].
 */
export function filterGradientByPatches(backend: BackendWasm, x: Tensor4D, dy: Tensor4D, info: Info): Tensor4D {
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
export function inputGradientByPatches(backend: BackendWasm, dy: Tensor4D, filter: Tensor4D, info: Info): Tensor4D {
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

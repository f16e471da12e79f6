import type {BackendWasm} from "@tensorflow/tfjs-backend-wasm";
import type {Tensor4D, TensorInfo} from "@tensorflow/tfjs-core";
import {zeros} from "@tensorflow/tfjs-core";
import {conv2dInfo} from "./conv2d-info.ts";
import type {Phase} from "./convolution-plan.ts";
import {inputGradientPhases, paddingTo} from "./convolution-plan.ts";
import {convolvePadded} from "./convolve-padded.ts";
import {moveKernels} from "./heap-kernels.ts";
import {hasFewChannels, inputGradientByPatches} from "./patches.ts";
import type {KernelCall} from "./wasm-heap.ts";
import {heapAddress, heapTensor, heapZeros} from "./wasm-heap.ts";

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

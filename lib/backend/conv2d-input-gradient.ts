import type {BackendWasm} from "@tensorflow/tfjs-backend-wasm";
import type {Tensor4D, TensorInfo} from "@tensorflow/tfjs-core";
import {tidy, zeros} from "@tensorflow/tfjs-core";
import {conv2dInfo} from "./conv2d-info.ts";
import type {Phase} from "./convolution-plan.ts";
import {inputGradientPhases, paddingTo} from "./convolution-plan.ts";
import {convolvePadded} from "./convolve-padded.ts";
import type {KernelCall} from "./wasm-heap.ts";
import {heapFloats, heapTensor} from "./wasm-heap.ts";

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
  const {top, left} = info.padInfo;
  const rowPhases = inputGradientPhases({kernel: filterHeight, stride: strideHeight, padding: top});
  const columnPhases = inputGradientPhases({kernel: filterWidth, stride: strideWidth, padding: left});
  return tidy(() => {
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
        parts.push({image, row: rows.phase, column: columns.phase});
      }
    }
    const only = parts[0];
    if (strideHeight * strideWidth === 1 && only) return only.image;
    return interleave(backend, parts, {
      shape: info.inShape as [number, number, number, number],
      strides: [strideHeight, strideWidth],
      full: parts.length === strideHeight * strideWidth
    });
  });
}

/** One phase's result and where its first element goes. */
interface PhaseImage {
  readonly image: Tensor4D;
  readonly row: number;
  readonly column: number;
}

/** The taps of one phase, turned around and with input and output channels exchanged: [rows, columns, out, in]. */
function phaseFilter(backend: BackendWasm, filter: Tensor4D, rows: Phase, columns: Phase): Tensor4D {
  const [, kernelWidth, inChannels, outChannels] = filter.shape;
  const shape: [number, number, number, number] = [rows.taps.length, columns.taps.length, outChannels, inChannels];
  const result = heapTensor<Tensor4D>(backend, shape);
  const from = heapFloats(backend, filter);
  const to = heapFloats(backend, result);
  let at = 0;
  for (const row of rows.taps) {
    for (const column of columns.taps) {
      const tap = (row * kernelWidth + column) * inChannels * outChannels;
      for (let o = 0; o < outChannels; o++) for (let i = 0; i < inChannels; i++) to[at++] = from[tap + i * outChannels + o] ?? 0;
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
  const [batch, height, width, channels] = shape;
  const [strideHeight, strideWidth] = strides;
  const result = heapTensor<Tensor4D>(backend, shape);
  const to = heapFloats(backend, result);
  if (!full) to.fill(0);
  for (const {image, row, column} of parts) {
    const [, rows, columns] = image.shape;
    const from = heapFloats(backend, image);
    let at = 0;
    for (let b = 0; b < batch; b++) {
      for (let y = 0; y < rows; y++) {
        let target = ((b * height + y * strideHeight + row) * width + column) * channels;
        for (let x = 0; x < columns; x++, target += strideWidth * channels) {
          for (let c = 0; c < channels; c++) to[target + c] = from[at++] ?? 0;
        }
      }
    }
  }
  return result;
}

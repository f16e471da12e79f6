import type {BackendWasm} from "@tensorflow/tfjs-backend-wasm";
import type {Tensor4D, TensorInfo} from "@tensorflow/tfjs-core";
import {zeros} from "@tensorflow/tfjs-core";
import {conv2dInfo} from "./conv2d-info.ts";
import {convolvePadded} from "./convolve-padded.ts";
import {paddingTo} from "./convolution-plan.ts";
import {moveKernels} from "./heap-kernels.ts";
import {filterGradientByPatches, hasFewChannels} from "./patches.ts";
import type {KernelCall} from "./wasm-heap.ts";
import {heapAddress, heapTensor} from "./wasm-heap.ts";

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

import type {Tensor4D, TensorInfo} from "@tensorflow/tfjs-core";
import {reshape, tidy, transpose, zeros} from "@tensorflow/tfjs-core";
import {conv2dInfo} from "./conv2d-info.ts";
import {convolvePadded} from "./convolve-padded.ts";
import {paddingTo} from "./convolution-plan.ts";
import type {KernelCall} from "./wasm-heap.ts";

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
  const rows = (outHeight - 1) * strideHeight + filterHeight;
  const columns = (outWidth - 1) * strideWidth + filterWidth;
  return tidy(() => {
    const images = swapBatchAndChannels(x);
    const filter = transpose(dy, [1, 2, 0, 3]);
    const gradient = convolvePadded(backend, images, filter, {
      pads: [paddingTo(info.inHeight, info.padInfo.top, rows), paddingTo(info.inWidth, info.padInfo.left, columns)],
      strides: [1, 1],
      dilations: [strideHeight, strideWidth]
    });
    return transpose(gradient, [1, 2, 0, 3]);
  });
}

/** [batch, height, width, channels] → [channels, height, width, batch]; with one channel a plain matrix transpose. */
function swapBatchAndChannels(x: Tensor4D): Tensor4D {
  const [batch, height, width, channels] = x.shape;
  if (channels > 1) return transpose(x, [3, 1, 2, 0]);
  return reshape(transpose(reshape(x, [batch, height * width])), [1, height, width, batch]);
}

import type {TensorInfo} from "@tensorflow/tfjs-core";
import {backend_util} from "@tensorflow/tfjs-core";
import type {KernelCall} from "./wasm-heap.ts";
import {heapFloats} from "./wasm-heap.ts";

type Shape4D = [number, number, number, number];
type Arguments = Parameters<typeof backend_util.computePool2DInfo>;

/**
 * `MaxPoolGrad` for the `wasm` backend: each dy goes to the first largest element of its window. tfjs's own is wrong where
 * windows overlap or are padded.
 */
export function maxPoolGradient({inputs, attrs, backend}: KernelCall<"dy" | "input">): TensorInfo {
  const shape = inputs.input.shape as Shape4D;
  const {filterSize, strides, pad, dimRoundingMode} = attrs ?? {};
  const info = backend_util.computePool2DInfo(
    shape,
    filterSize as Arguments[1],
    strides as Arguments[2],
    1,
    pad as Arguments[4],
    dimRoundingMode as Arguments[5]
  );
  const result = backend.makeOutput(shape, "float32");
  const x = heapFloats(backend, inputs.input);
  const dy = heapFloats(backend, inputs.dy);
  const dx = heapFloats(backend, result).fill(0);
  const [batch, height, width, channels] = shape;
  const {outHeight, outWidth, strideHeight, strideWidth, effectiveFilterHeight, effectiveFilterWidth, padInfo} = info;
  let at = 0;
  for (let b = 0; b < batch; b++) {
    for (let oy = 0; oy < outHeight; oy++) {
      const top = oy * strideHeight - padInfo.top;
      const bottom = Math.min(height, top + effectiveFilterHeight);
      for (let ox = 0; ox < outWidth; ox++) {
        const left = ox * strideWidth - padInfo.left;
        const right = Math.min(width, left + effectiveFilterWidth);
        for (let c = 0; c < channels; c++, at++) {
          let largest = -Infinity;
          let place = -1;
          for (let y = Math.max(0, top); y < bottom; y++) {
            for (let x0 = Math.max(0, left); x0 < right; x0++) {
              const index = ((b * height + y) * width + x0) * channels + c;
              const value = x[index] ?? 0;
              if (value > largest || place < 0) {
                largest = value;
                place = index;
              }
            }
          }
          if (place >= 0) dx[place] = (dx[place] ?? 0) + (dy[at] ?? 0);
        }
      }
    }
  }
  return result;
}

import type {BackendWasm} from "@tensorflow/tfjs-backend-wasm";
import type {NamedAttrMap, TensorInfo} from "@tensorflow/tfjs-core";
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
  const {places} = largest(backend, inputs.input, attrs);
  const result = backend.makeOutput(inputs.input.shape, "float32");
  const dy = heapFloats(backend, inputs.dy);
  const dx = heapFloats(backend, result).fill(0);
  for (let at = 0; at < places.length; at++) if (places[at] >= 0) dx[places[at]] += dy[at];
  return result;
}

/**
 * `MaxPoolWithArgmax` for the `wasm` backend: the largest element of each window, and the place of the first of them. tfjs's own
 * gives place 0 for a window without a positive number.
 */
export function maxPoolWithArgmax({inputs, attrs, backend}: KernelCall<"x">): TensorInfo[] {
  const {x} = inputs;
  const {places, outShape} = largest(backend, x, attrs);
  const [pooled, indexes] = [backend.makeOutput(outShape, x.dtype), backend.makeOutput(outShape, "int32")];
  const image = attrs?.includeBatchInIndex ? Infinity : x.shape[1] * x.shape[2] * x.shape[3];
  const values = backend.typedArrayFromHeap(x);
  backend.typedArrayFromHeap(pooled).set(Array.from(places, (place) => values[place]));
  backend.typedArrayFromHeap(indexes).set(places.map((place) => place % image));
  return [pooled, indexes];
}

/** Of each window, where in `x` the first largest element lies; −1 for a window in the padding. */
function largest(backend: BackendWasm, x: TensorInfo, attrs: NamedAttrMap | undefined): {places: Int32Array; outShape: Shape4D} {
  const shape = x.shape as Shape4D;
  const {filterSize, strides, pad, dimRoundingMode} = attrs ?? {};
  const info = backend_util.computePool2DInfo(
    shape,
    filterSize as Arguments[1],
    strides as Arguments[2],
    1,
    pad as Arguments[4],
    dimRoundingMode as Arguments[5]
  );
  const values = backend.typedArrayFromHeap(x);
  const [batch, height, width, channels] = shape;
  const {outHeight, outWidth, strideHeight, strideWidth, effectiveFilterHeight, effectiveFilterWidth, padInfo} = info;
  const places = new Int32Array(batch * outHeight * outWidth * channels);
  let at = 0;
  for (let b = 0; b < batch; b++) {
    for (let oy = 0; oy < outHeight; oy++) {
      const top = oy * strideHeight - padInfo.top;
      const bottom = Math.min(height, top + effectiveFilterHeight);
      for (let ox = 0; ox < outWidth; ox++) {
        const left = ox * strideWidth - padInfo.left;
        const right = Math.min(width, left + effectiveFilterWidth);
        for (let c = 0; c < channels; c++, at++) {
          let most = -Infinity;
          let place = -1;
          for (let y = Math.max(0, top); y < bottom; y++) {
            for (let x0 = Math.max(0, left); x0 < right; x0++) {
              const index = ((b * height + y) * width + x0) * channels + c;
              const value = values[index];
              if (value > most || place < 0) {
                most = value;
                place = index;
              }
            }
          }
          places[at] = place;
        }
      }
    }
  }
  return {places, outShape: info.outShape as Shape4D};
}

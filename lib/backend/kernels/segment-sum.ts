import type {TensorInfo} from "@tensorflow/tfjs-core";
import type {KernelCall} from "./wasm-heap.ts";
import {heapFloats} from "./wasm-heap.ts";
import {sizeOf} from "../../nn/network/values.ts";

/**
 * `UnsortedSegmentSum` for the `wasm` backend, which has none: x [n, ...] summed by segmentIds [n] to [numSegments, ...]. It is
 * the gradient of `tf.gather`, an embedding's lookup. Ids out of range are left out.
 */
export function unsortedSegmentSum({inputs, attrs, backend}: KernelCall<"x" | "segmentIds">): TensorInfo {
  const [, ...rest] = inputs.x.shape;
  const segments = attrs?.numSegments as number;
  const result = backend.makeOutput([segments, ...rest], "float32");
  const x = heapFloats(backend, inputs.x);
  const ids = backend.typedArrayFromHeap(inputs.segmentIds) as Int32Array;
  const sums = heapFloats(backend, result).fill(0);
  const size = sizeOf(rest);
  ids.forEach((id, row) => {
    if (id < 0 || id >= segments) return;
    for (let i = 0; i < size; i++) sums[id * size + i] = (sums[id * size + i] ?? 0) + (x[row * size + i] ?? 0);
  });
  return result;
}

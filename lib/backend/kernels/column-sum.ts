import type {TensorInfo} from "@tensorflow/tfjs-core";
import {backend_util, util} from "@tensorflow/tfjs-core";
import {allKernels} from "./heap-kernels.ts";
import type {KernelCall} from "./wasm-heap.ts";
import {heapAddress, heapZeros, runReplaced} from "./wasm-heap.ts";

/**
 * `Sum` for the `wasm` backend: over leading axes, as a bias's gradient is, in one pass. tfjs's own transposes first. Any other sum
 * is left to it.
 */
export function sum(call: KernelCall<"x">): TensorInfo {
  const {inputs, attrs, backend} = call;
  const {shape, dtype} = inputs.x;
  const axes = util.parseAxisParam(attrs?.axis as number | number[], shape).sort((a, b) => a - b);
  const leading = axes.length < shape.length && axes.every((axis, index) => axis === index);
  const kernels = allKernels(backend);
  if (!kernels || !leading || axes.length === 0 || dtype !== "float32") return runReplaced("Sum", call);
  const [rest, summed] = backend_util.computeOutAndReduceShapes(shape, axes);
  const kept = attrs?.keepDims === true ? backend_util.expandShapeToKeepDim(rest, axes) : rest;
  const result = heapZeros(backend, kept);
  kernels.sum(heapAddress(backend, inputs.x), heapAddress(backend, result), util.sizeFromShape(summed), result.size);
  return result;
}

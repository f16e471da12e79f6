import type {BackendWasm} from "@tensorflow/tfjs-backend-wasm";
import type {Tensor, TensorInfo} from "@tensorflow/tfjs-core";
import {backend_util, util} from "@tensorflow/tfjs-core";
import {allKernels, moveKernels} from "./heap-kernels.ts";
import type {KernelCall} from "./wasm-heap.ts";
import {heapAddress, heapFloats, heapTensor, heapZeros, runReplaced} from "./wasm-heap.ts";
import {sizeOf} from "../../nn/arithmetic/values.ts";

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

/** Multiply-adds up to which our own loop wins: XNNPACK has threads, but copies b first. */
const smallProduct = 2 ** 25;

/**
 * `BatchMatMul` for the `wasm` backend. tfjs leaves XNNPACK for a plain loop, ten times slower, when an operand is transposed, and
 * the gradients of a dense layer have one each. Here small products are taken by our own loop, which reads a either way; else
 * transposed operands are copied the other way round first. Batches of matrices go to tfjs's own.
 */
export function matMul(call: KernelCall<"a" | "b">): TensorInfo {
  const {inputs, attrs, backend} = call;
  const {a, b} = inputs;
  const transposeA = attrs?.transposeA === true;
  const transposeB = attrs?.transposeB === true;
  if (!isSingleMatrix(a) || !isSingleMatrix(b)) return runReplaced("BatchMatMul", call);
  const [depth, m] = transposeA ? matrixShape(a) : matrixShape(a).reverse();
  const [inner, n] = transposeB ? matrixShape(b).reverse() : matrixShape(b);
  const kernels = inner === depth && m * n * depth > 0 && m * n * depth <= smallProduct ? allKernels(backend) : null;
  if (!kernels && !(transposeA || transposeB)) return runReplaced("BatchMatMul", call);
  const right = transposeB ? transposedCopy(backend, b) : b;
  let result: Tensor;
  if (kernels) {
    const rank = Math.max(a.shape.length, b.shape.length);
    result = heapZeros(backend, [...Array<number>(rank - 2).fill(1), m, n]);
    const places = [a, right, result].map((tensor) => heapAddress(backend, tensor));
    const [aRow, aDepth] = transposeA ? [1, m] : [depth, 1];
    kernels.product(...places, aRow, aDepth, m, depth, n);
  } else {
    const left = transposeA ? transposedCopy(backend, a) : a;
    const plain = {...attrs, transposeA: false, transposeB: false};
    result = runReplaced("BatchMatMul", {inputs: {a: left, b: right}, attrs: plain, backend});
    if (left !== a) (left as Tensor).dispose();
  }
  if (right !== b) (right as Tensor).dispose();
  return result;
}

function isSingleMatrix({shape, dtype}: TensorInfo): boolean {
  return dtype === "float32" && shape.slice(0, -2).every((size) => size === 1);
}

/** Rows and columns. */
function matrixShape({shape}: TensorInfo): [number, number] {
  return [shape[shape.length - 2], shape[shape.length - 1]];
}

/** [..., rows, columns] → [..., columns, rows]. */
function transposedCopy(backend: BackendWasm, matrix: TensorInfo): Tensor {
  const [rows, columns] = matrixShape(matrix);
  const result = heapTensor(backend, [...matrix.shape.slice(0, -2), columns, rows]);
  moveKernels(backend).transpose(heapAddress(backend, matrix), heapAddress(backend, result), rows, columns, columns, rows);
  return result;
}

import type {BackendWasm} from "@tensorflow/tfjs-backend-wasm";
import type {Tensor, TensorInfo} from "@tensorflow/tfjs-core";
import type {KernelCall} from "./wasm-heap.ts";
import {heapFloats, heapTensor, runReplaced} from "./wasm-heap.ts";

/**
 * `BatchMatMul` for the `wasm` backend: a transposed operand is copied the other way round first. tfjs leaves XNNPACK for a
 * plain loop, ten times slower, when it sees one, and the gradients of a dense layer have one each. Batches of matrices go to
 * tfjs's own.
 */
export function matMul(call: KernelCall<"a" | "b">): TensorInfo {
  const {inputs, attrs, backend} = call;
  const {a, b} = inputs;
  const transposeA = attrs?.transposeA === true;
  const transposeB = attrs?.transposeB === true;
  const single = isSingleMatrix(a) && isSingleMatrix(b);
  if (!single || !(transposeA || transposeB)) return runReplaced("BatchMatMul", call);
  const left = transposeA ? transposedCopy(backend, a) : a;
  const right = transposeB ? transposedCopy(backend, b) : b;
  const result = runReplaced("BatchMatMul", {
    inputs: {a: left, b: right},
    attrs: {...attrs, transposeA: false, transposeB: false},
    backend
  });
  if (left !== a) (left as Tensor).dispose();
  if (right !== b) (right as Tensor).dispose();
  return result;
}

function isSingleMatrix({shape, dtype}: TensorInfo): boolean {
  return dtype === "float32" && shape.slice(0, -2).every((size) => size === 1);
}

/** [..., rows, columns] → [..., columns, rows], by tiles that stay in the processor's cache. */
function transposedCopy(backend: BackendWasm, matrix: TensorInfo): Tensor {
  const rank = matrix.shape.length;
  const rows = matrix.shape[rank - 2] ?? 0;
  const columns = matrix.shape[rank - 1] ?? 0;
  const result = heapTensor(backend, [...matrix.shape.slice(0, -2), columns, rows]);
  const from = heapFloats(backend, matrix);
  const to = heapFloats(backend, result);
  const tile = 32;
  for (let top = 0; top < rows; top += tile) {
    const bottom = Math.min(rows, top + tile);
    for (let left = 0; left < columns; left += tile) {
      const right = Math.min(columns, left + tile);
      for (let x = left; x < right; x++) for (let y = top; y < bottom; y++) to[x * rows + y] = from[y * columns + x] ?? 0;
    }
  }
  return result;
}

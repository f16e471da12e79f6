import type {HeapKernel, MoveName} from "./vector-kernels.ts";

/** The loops of lib/backend/kernels/vector-matrix.ts in plain JavaScript, where there is no SIMD. Stale when the heap has moved. */
export function scalarKernels(buffer: ArrayBufferLike): Readonly<Record<MoveName, HeapKernel>> {
  const heap = new Float32Array(buffer);
  const runs = (each: (to: number, value: number) => void): HeapKernel => {
    return (from, to, outer, outerFrom, outerTo, inner, innerFrom, innerTo, run) => {
      for (let o = 0; o < outer; o++) {
        for (let i = 0; i < inner; i++) {
          const source = (from >>> 2) + o * outerFrom + i * innerFrom;
          const target = (to >>> 2) + o * outerTo + i * innerTo;
          for (let at = 0; at < run; at++) each(target + at, heap[source + at]);
        }
      }
    };
  };
  return {
    copyRuns: runs((to, value) => {
      heap[to] = value;
    }),
    addRuns: runs((to, value) => {
      heap[to] += value;
    }),
    transpose: (from, to, rows, columns, fromStride, toStride) => {
      for (let r = 0; r < rows; r++) {
        for (let c = 0; c < columns; c++) heap[(to >>> 2) + c * toStride + r] = heap[(from >>> 2) + r * fromStride + c];
      }
    },
    product: (a, b, c, aRow, aDepth, m, depth, n) => {
      for (let i = 0; i < m; i++) {
        for (let k = 0; k < depth; k++) {
          const factor = heap[(a >>> 2) + i * aRow + k * aDepth];
          for (let j = 0; j < n; j++) heap[(c >>> 2) + i * n + j] += factor * heap[(b >>> 2) + k * n + j];
        }
      }
    }
  };
}

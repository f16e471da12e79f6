import type {BackendWasm} from "@tensorflow/tfjs-backend-wasm";
import {env} from "@tensorflow/tfjs-core";
import {columnSums, elementwise} from "./vector-loops.ts";
import {matrixProduct, matrixTranspose, runCopy} from "./vector-matrix.ts";
import type {WasmFunction} from "./wasm-code.ts";
import {f32x4, wasmModule, zero} from "./wasm-code.ts";

/** A loop over the heap: addresses in bytes first, then numbers; see `vectorKernels` and vector-matrix.ts. */
export type HeapKernel = (...parameters: number[]) => void;

/** The loops that are there on every machine, fast or slow. */
export type MoveName = "product" | "transpose" | "copyRuns" | "addRuns";

/** Those that are only there with SIMD; without it tfjs's own operations take their place. */
export type VectorName =
  "rectifierGradient" | "adam" | "mix" | "sum" | "squares" | "normalise" | "gradientSums" | "normaliseGradient";

const {add, sub, mul, div, sqrt, greater, select} = f32x4;

/** Our loops over the heap, four numbers at a time. */
export const vectorKernels: readonly WasmFunction[] = [
  /** The gradient through a rectifier: dy where x is positive, else dy · slope. */
  elementwise(
    "rectifierGradient",
    {elements: ["x", "dy"], scalars: ["slope"]},
    {
      dx: ({x, dy, slope}) => select(dy, mul(dy, slope), greater(x, zero))
    }
  ),

  /** Adam's update in one pass (Kingma and Ba 2015, algorithm 1 with its corrections in `rate` and `floor`). */
  elementwise(
    "adam",
    {elements: ["weight", "mean", "square", "gradient"], scalars: ["beta1", "rest1", "beta2", "rest2", "rate", "floor"]},
    {
      newMean: ({mean, beta1, gradient, rest1}) => add(mul(mean, beta1), mul(gradient, rest1)),
      newSquare: ({square, beta2, gradient, rest2}) => add(mul(square, beta2), mul(mul(gradient, gradient), rest2)),
      newWeight: ({weight, newMean, newSquare, rate, floor}) => sub(weight, div(mul(newMean, rate), add(sqrt(newSquare), floor)))
    }
  ),

  /** old · keep + now · take: a moving average. */
  elementwise(
    "mix",
    {elements: ["old", "now"], scalars: ["keep", "take"]},
    {
      mixed: ({old, now, keep, take}) => add(mul(old, keep), mul(now, take))
    }
  ),

  /** The sum of each channel. */
  columnSums("sum", {elements: ["x"]}, {total: ({x}) => x}),

  /** The sum of squared distances from each channel's mean. */
  columnSums(
    "squares",
    {elements: ["x"], channels: ["mean"]},
    {
      total: ({x, mean}) => mul(sub(x, mean), sub(x, mean))
    }
  ),

  /** (x − mean) · factor + offset, by channel. */
  elementwise(
    "normalise",
    {elements: ["x"], channels: ["mean", "factor", "offset"]},
    {
      y: ({x, mean, factor, offset}) => add(mul(sub(x, mean), factor), offset)
    }
  ),

  /** For the gradient of batch normalisation: the sums of dy and of dy · (x − mean) · inverse, by channel. */
  columnSums(
    "gradientSums",
    {elements: ["x", "dy"], channels: ["mean", "inverse"]},
    {
      sum: ({dy}) => dy,
      product: ({x, dy, mean, inverse}) => mul(dy, mul(sub(x, mean), inverse))
    }
  ),

  /** And that gradient itself: (dy − meanGradient − (x − mean) · slope) · factor. */
  elementwise(
    "normaliseGradient",
    {elements: ["x", "dy"], channels: ["mean", "meanGradient", "slope", "factor"]},
    {
      dx: ({x, dy, mean, meanGradient, slope, factor}) => mul(sub(sub(dy, meanGradient), mul(sub(x, mean), slope)), factor)
    }
  ),

  matrixProduct("product"),
  matrixTranspose("transpose"),
  runCopy("copyRuns", {adds: false}),
  runCopy("addRuns", {adds: true})
];

/** The loops of vector-matrix.ts in plain JavaScript, where there is no SIMD. Stale when the heap has moved. */
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

/** The part of Emscripten's module, as tfjs exposes it, that holds the memory: one place without threads, another with them. */
interface EmscriptenModule {
  readonly HEAPU8: Uint8Array;
  readonly wasmMemory?: WebAssembly.Memory;
  readonly asm?: {readonly memory?: WebAssembly.Memory};
}

const vectors = new WeakMap<BackendWasm, Readonly<Record<MoveName | VectorName, HeapKernel>>>();

/** Compiles our SIMD loops onto a backend's memory. False where there is no SIMD, or the memory cannot be reached. */
export async function startVectorKernels(backend: BackendWasm): Promise<boolean> {
  if (vectors.has(backend)) return true;
  const memory = memoryOf(backend);
  if (!memory || (await env().getAsync("WASM_HAS_SIMD_SUPPORT")) !== true) return false;
  const shared = typeof SharedArrayBuffer !== "undefined" && memory.buffer instanceof SharedArrayBuffer;
  const {instance} = await WebAssembly.instantiate(wasmModule(vectorKernels, shared), {env: {memory}});
  vectors.set(backend, instance.exports as Record<MoveName | VectorName, HeapKernel>);
  return true;
}

/** The loops that move numbers about, with SIMD where it was started. */
export function moveKernels(backend: BackendWasm): Readonly<Record<MoveName, HeapKernel>> {
  return vectors.get(backend) ?? scalarKernels(moduleOf(backend).HEAPU8.buffer);
}

/** All loops, or null without SIMD. */
export function allKernels(backend: BackendWasm): Readonly<Record<MoveName | VectorName, HeapKernel>> | null {
  return vectors.get(backend) ?? null;
}

function memoryOf(backend: BackendWasm): WebAssembly.Memory | undefined {
  const {wasmMemory, asm} = moduleOf(backend);
  const memory = wasmMemory ?? asm?.memory;
  return memory instanceof WebAssembly.Memory ? memory : undefined;
}

function moduleOf(backend: BackendWasm): EmscriptenModule {
  return backend.wasm as unknown as EmscriptenModule;
}

import type {BackendWasm} from "@tensorflow/tfjs-backend-wasm";
import {getThreadsCount, setThreadsCount, setWasmPaths} from "@tensorflow/tfjs-backend-wasm";
import {backend, env, getKernel, setBackend} from "@tensorflow/tfjs-core";
import {loadGradients} from "./gradients.ts";
import {normaliseBatch, normaliseBatchGradient} from "./kernels/batch-norm.ts";
import {matMul, sum, unsortedSegmentSum} from "./kernels/sums-and-products.ts";
import {conv2dFilterGradient, conv2dInputGradient} from "./kernels/convolution-gradients.ts";
import {conv2d} from "./kernels/convolution.ts";
import {startVectorKernels} from "./kernels/heap-kernels.ts";
import {adamUpdate, leakyRelu, movingAverage, rectifierGradient} from "./kernels/elementwise.ts";
import {maxPoolGradient, maxPoolWithArgmax} from "./kernels/pool-gradient.ts";
import {registerWasmKernel} from "./kernels/wasm-heap.ts";
import type {WasmOptions} from "./place.ts";
import {mostThreads} from "./place.ts";

/** What is running: whether with SIMD, and on how many threads in truth. */
export interface WasmRuntime {
  readonly simd: boolean;
  readonly threads: number;
}

/**
 * Starts tfjs's `wasm` backend, makes it the current one, and gives it the kernels that training needs. Once in each page, worker or Node.
 * Throws a RangeError for threads out of 1–8, an Error when the files do not load.
 */
export async function startWasm({files, threads = 1}: WasmOptions): Promise<WasmRuntime> {
  if (!Number.isInteger(threads) || threads < 1 || threads > mostThreads) {
    throw new RangeError(`threads is an integer from 1 to ${mostThreads}, not ${threads}`);
  }
  setWasmPaths(typeof files === "string" ? files : {...files});
  const threaded = threads > 1 && (await env().getAsync("WASM_HAS_MULTITHREAD_SUPPORT")) === true;
  if (threaded) {
    claimCores(threads);
    setThreadsCount(threads);
  } else {
    env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  }
  await loadGradients();
  registerTrainingKernels();
  if (!(await setBackend("wasm"))) throw new Error(`The WASM backend did not start from ${JSON.stringify(files)}`);
  refuseWhenFull(backend() as BackendWasm);
  if (await startVectorKernels(backend() as BackendWasm)) registerVectorKernels();
  return {simd: (await env().getAsync("WASM_HAS_SIMD_SUPPORT")) === true, threads: threaded ? getThreadsCount() : 1};
}

/** A backend has no room for a tensor. */
export class MemoryFullError extends Error {
  override name = "MemoryFullError";
}

const guarded = new WeakSet<BackendWasm>();

/**
 * When its heap is full tfjs is given address 0, and writes its tensor there, over whatever is there: wrong numbers, without a word.
 * Here that is an error.
 */
function refuseWhenFull(backend: BackendWasm): void {
  if (guarded.has(backend)) return;
  guarded.add(backend);
  const module = backend.wasm as unknown as {_malloc(bytes: number): number; _free(address: number): void};
  // The module puts the real function in its place when it is first called.
  module._free(module._malloc(1));
  const allocate = module._malloc;
  module._malloc = (bytes) => {
    const address = allocate(bytes);
    if (address === 0 && bytes > 0) throw new MemoryFullError(`there is no room for ${bytes} bytes in the wasm heap`);
    return address;
  };
}

/**
 * tfjs runs at most half of navigator.hardwareConcurrency (tfjs issue 4972): on two cores one thread, whatever it is told.
 * So it is told of twice the cores.
 */
function claimCores(threads: number): void {
  if (navigator.hardwareConcurrency >= 2 * threads) return;
  Object.defineProperty(navigator, "hardwareConcurrency", {value: 2 * threads, configurable: true});
}

/**
 * Gives the `wasm` backend the kernels with which it trains. They are registered under tfjs's own names, so that `tf.conv2d`,
 * `tf.matMul` and the rest, with `tf.grad` or an optimiser, work unchanged. Doing it twice does nothing.
 */
export function registerTrainingKernels(): void {
  if (getKernel("Conv2DBackpropFilter", "wasm")) return;
  registerWasmKernel("Conv2D", conv2d);
  registerWasmKernel("Conv2DBackpropFilter", conv2dFilterGradient);
  registerWasmKernel("Conv2DBackpropInput", conv2dInputGradient);
  registerWasmKernel("BatchMatMul", matMul);
  registerWasmKernel("Sum", sum);
  registerWasmKernel("LeakyRelu", leakyRelu);
  registerWasmKernel("MaxPoolGrad", maxPoolGradient);
  registerWasmKernel("MaxPoolWithArgmax", maxPoolWithArgmax);
  registerWasmKernel("UnsortedSegmentSum", unsortedSegmentSum);
}

/**
 * And those that tfjs has not, for which lib/nn and lib/training look (`runOwnKernel`): several of its operations in one pass.
 * They need SIMD: call it once that has started.
 */
function registerVectorKernels(): void {
  if (getKernel("NormaliseBatch", "wasm")) return;
  registerWasmKernel("NormaliseBatch", normaliseBatch);
  registerWasmKernel("NormaliseBatchGradient", normaliseBatchGradient);
  registerWasmKernel("RectifierGradient", rectifierGradient);
  registerWasmKernel("AdamUpdate", adamUpdate);
  registerWasmKernel("MovingAverage", movingAverage);
}

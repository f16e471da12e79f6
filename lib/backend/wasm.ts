import {getThreadsCount, setThreadsCount, setWasmPaths} from "@tensorflow/tfjs-backend-wasm";
import type {BackendWasm} from "@tensorflow/tfjs-backend-wasm";
import {backend, env, setBackend} from "@tensorflow/tfjs-core";
import {loadGradients} from "./gradients.ts";
import {startVectorKernels} from "./kernels/heap-kernels.ts";
import {registerTrainingKernels, registerVectorKernels} from "./kernels/training-kernels.ts";
import {mostThreads, wasmFiles} from "./wasm-files.ts";

/** How to start the WASM backend. */
export interface WasmOptions {
  /** The folder of the .wasm files, ending in "/": a path in Node, a URL in a page; or a URL for each file. */
  readonly files: string | Readonly<Record<(typeof wasmFiles)[number], string>>;
  /** Threads to ask for, 1–8: the cores. Only the threaded build has more than one, and only an isolated page loads it. */
  readonly threads?: number;
}

/** What is running: whether with SIMD, and on how many threads in truth. */
export interface WasmRuntime {
  readonly simd: boolean;
  readonly threads: number;
}

/**
 * Starts tfjs's `wasm` backend, makes it the current one, and gives it the kernels that training needs. Once in each realm.
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
  if (await startVectorKernels(backend() as BackendWasm)) registerVectorKernels();
  return {simd: (await env().getAsync("WASM_HAS_SIMD_SUPPORT")) === true, threads: threaded ? getThreadsCount() : 1};
}

/**
 * tfjs runs at most half of navigator.hardwareConcurrency (tfjs issue 4972): on two cores one thread, whatever it is told.
 * So this realm is told of twice the cores.
 */
function claimCores(threads: number): void {
  if (navigator.hardwareConcurrency >= 2 * threads) return;
  Object.defineProperty(navigator, "hardwareConcurrency", {value: 2 * threads, configurable: true});
}

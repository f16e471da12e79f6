import type {BackendWasm} from "@tensorflow/tfjs-backend-wasm";
import {env} from "@tensorflow/tfjs-core";
import {scalarKernels} from "./scalar-kernels.ts";
import type {HeapKernel, MoveName, VectorName} from "./vector-kernels.ts";
import {vectorKernels} from "./vector-kernels.ts";
import {wasmModule} from "./wasm-code.ts";

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

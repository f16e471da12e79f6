import type {BackendWasm} from "@tensorflow/tfjs-backend-wasm";
import type {KernelConfig, KernelFunc, NamedAttrMap, Tensor, TensorInfo} from "@tensorflow/tfjs-core";
import {engine, getKernel, registerKernel, unregisterKernel} from "@tensorflow/tfjs-core";

/** The numbers of a float32 tensor where they lie in the WASM heap, row-major. Stale after the next allocation, which may move the heap. */
export function heapFloats(backend: BackendWasm, tensor: TensorInfo): Float32Array {
  if (tensor.dtype !== "float32") throw new TypeError(`A float32 tensor is needed, not ${tensor.dtype}`);
  return backend.typedArrayFromHeap(tensor) as Float32Array;
}

/** Where a float32 tensor begins in the WASM heap, in bytes. It stays there, even when the heap grows. */
export function heapAddress(backend: BackendWasm, tensor: TensorInfo): number {
  if (tensor.dtype !== "float32") throw new TypeError(`A float32 tensor is needed, not ${tensor.dtype}`);
  return backend.getMemoryOffset(tensor.dataId);
}

/** A new float32 tensor in the WASM heap, its numbers not set. The engine counts it and disposes of it like any other. */
export function heapTensor<T extends Tensor>(backend: BackendWasm, shape: readonly number[]): T {
  return engine().makeTensorFromTensorInfo(backend.makeOutput([...shape], "float32")) as T;
}

/** The same, all zeros. */
export function heapZeros<T extends Tensor>(backend: BackendWasm, shape: readonly number[]): T {
  const result = heapTensor<T>(backend, shape);
  heapFloats(backend, result).fill(0);
  return result;
}

/** What one of our kernels is called with: inputs and attributes by name, and the backend whose heap they are in. */
export interface KernelCall<Inputs extends string> {
  readonly inputs: Readonly<Record<Inputs, TensorInfo>>;
  readonly attrs: NamedAttrMap | undefined;
  readonly backend: BackendWasm;
}

const originals = new Map<string, KernelConfig>();

/** Registers a kernel of the `wasm` backend, in place of tfjs's own if it has one. */
export function registerWasmKernel<Inputs extends string>(
  kernelName: string,
  run: (call: KernelCall<Inputs>) => TensorInfo | TensorInfo[]
): void {
  const original = getKernel(kernelName, "wasm");
  if (original) {
    originals.set(kernelName, original);
    unregisterKernel(kernelName, "wasm");
  }
  registerKernel({...original, kernelName, backendName: "wasm", kernelFunc: run as unknown as KernelFunc});
}

/** Runs tfjs's own kernel that {@link registerWasmKernel} replaced. The result is a tensor that the caller disposes of. */
export function runReplaced<T extends Tensor>(kernelName: string, call: KernelCall<string>): T {
  const original = originals.get(kernelName);
  if (!original) throw new Error(`${kernelName} was not replaced on the wasm backend`);
  const {inputs, attrs, backend} = call;
  const info = original.kernelFunc({inputs, attrs, backend}) as TensorInfo;
  return engine().makeTensorFromTensorInfo(info) as T;
}

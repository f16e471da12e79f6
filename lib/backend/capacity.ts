import {backend, env} from "@tensorflow/tfjs-core";
import type {BackendName} from "./choose.ts";

/** What a backend can hold, in bytes; Infinity where nobody can say. */
export interface Capacity {
  /** All tensors together. */
  readonly total: number;
  /** One tensor. */
  readonly tensor: number;
}

/** The largest heap of tfjs's three WASM builds: 4 GiB less a page. */
const WASM_HEAP = 65_535 * 65_536;

/**
 * What the current backend, of this name, can hold. On WebGL a tensor is a square texture of at most so many texels a side, in many
 * operations with one number in each; on WebGPU one buffer. How much memory a GPU has no page is told.
 */
export function capacityOf(name: BackendName): Capacity {
  if (name === "wasm") return {total: WASM_HEAP, tensor: WASM_HEAP};
  if (name === "webgl") return {total: Infinity, tensor: 4 * env().getNumber("WEBGL_MAX_TEXTURE_SIZE") ** 2};
  if (name === "cpu") return {total: Infinity, tensor: Infinity};
  const {device} = backend() as unknown as {device: {limits: {maxBufferSize: number; maxStorageBufferBindingSize: number}}};
  const {maxBufferSize, maxStorageBufferBindingSize} = device.limits;
  return {total: Infinity, tensor: Math.min(maxBufferSize, maxStorageBufferBindingSize)};
}

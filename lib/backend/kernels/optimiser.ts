import type {TensorInfo} from "@tensorflow/tfjs-core";
import {allKernels} from "./heap-kernels.ts";
import type {KernelCall} from "./wasm-heap.ts";
import {heapAddress, heapTensor} from "./wasm-heap.ts";

/** `AdamUpdate` for the `wasm` backend: the new weight, mean and square, in one pass. For what it computes see lib/training/step/adam.ts. */
export function adamUpdate({inputs, attrs, backend}: KernelCall<"weight" | "mean" | "square" | "gradient">): TensorInfo[] {
  const {weight, mean, square, gradient} = inputs;
  const {beta1, beta2, rate, floor} = attrs as Readonly<Record<string, number>>;
  const [newWeight, newMean, newSquare] = [weight, mean, square].map(({shape}) => heapTensor(backend, shape));
  const places = [weight, mean, square, gradient, newMean, newSquare, newWeight].map((tensor) => heapAddress(backend, tensor));
  allKernels(backend)?.adam(...places, beta1, 1 - beta1, beta2, 1 - beta2, rate, floor, 1, newWeight.size);
  return [newWeight, newMean, newSquare];
}

/** `MovingAverage` for the `wasm` backend: old · keep + now · (1 − keep), in one pass. */
export function movingAverage({inputs, attrs, backend}: KernelCall<"old" | "now">): TensorInfo {
  const mixed = heapTensor(backend, inputs.old.shape);
  const keep = attrs?.keep as number;
  const places = [inputs.old, inputs.now, mixed].map((tensor) => heapAddress(backend, tensor));
  allKernels(backend)?.mix(...places, keep, 1 - keep, 1, mixed.size);
  return mixed;
}

import type {Tensor, TensorInfo} from "@tensorflow/tfjs-core";
import {engine, fill, mul, registerGradient, step, unregisterGradient} from "@tensorflow/tfjs-core";
import type {KernelCall} from "./wasm-heap.ts";
import {runReplaced} from "./wasm-heap.ts";

/**
 * `LeakyRelu` for the `wasm` backend, as a PReLU whose slope is alpha in every channel: that one is XNNPACK's. Numbers that are
 * not float32 go to tfjs's own.
 */
export function leakyRelu(call: KernelCall<"x">): TensorInfo {
  const {x} = call.inputs;
  const channels = x.shape[x.shape.length - 1] ?? 0;
  if (x.dtype !== "float32" || channels === 0) return runReplaced("LeakyRelu", call);
  const alpha = fill([channels], call.attrs?.alpha as number);
  const result = engine().runKernel("Prelu", {x: x as Tensor, alpha}) as Tensor;
  alpha.dispose();
  return result;
}

/** The gradient of `LeakyRelu`, on every backend, as one step and one product; tfjs's own has a comparison and a choice more. */
export function registerLeakyReluGradient(): void {
  unregisterGradient("LeakyRelu");
  registerGradient({
    kernelName: "LeakyRelu",
    inputsToSave: ["x"],
    gradFunc: (dy, [x], attrs) => ({x: () => mul(dy as Tensor, step(x as Tensor, attrs.alpha as number))})
  });
}

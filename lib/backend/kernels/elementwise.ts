import type {NamedAttrMap, Tensor, TensorInfo} from "@tensorflow/tfjs-core";
import {engine, fill, mul, registerGradient, step, unregisterGradient, zerosLike} from "@tensorflow/tfjs-core";
import {allKernels} from "./heap-kernels.ts";
import type {KernelCall} from "./wasm-heap.ts";
import {heapAddress, heapTensor, runReplaced} from "./wasm-heap.ts";
import {runOwnKernel} from "../../nn/network/own-kernel.ts";

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

/** `RectifierGradient` for the `wasm` backend: dy where x is positive, else dy · slope, in one pass. */
export function rectifierGradient({inputs, attrs, backend}: KernelCall<"x" | "dy">): TensorInfo {
  const {x, dy} = inputs;
  const dx = heapTensor(backend, x.shape);
  const [from, gradient, to] = [x, dy, dx].map((tensor) => heapAddress(backend, tensor));
  allKernels(backend)?.rectifierGradient(from, gradient, to, attrs?.slope as number, 1, dx.size);
  return dx;
}

/**
 * The gradients of `LeakyRelu` and `Relu`, on every backend, as one kernel or as one step and one product; tfjs's own have a
 * comparison and a choice, or a conversion, more.
 */
export function registerRectifierGradients(): void {
  const slopes: Readonly<Record<string, (attrs: NamedAttrMap) => number>> = {
    LeakyRelu: ({alpha}) => alpha as number,
    Relu: () => 0
  };
  for (const [kernelName, slopeOf] of Object.entries(slopes)) {
    unregisterGradient(kernelName);
    registerGradient({
      kernelName,
      inputsToSave: ["x"],
      gradFunc: (dy, [x], attrs) => ({x: () => rectified(x, dy as Tensor, slopeOf(attrs))})
    });
  }
  registerGradient({
    kernelName: "RectifierGradient",
    inputsToSave: ["x"],
    gradFunc: (gradient, [x], attrs) => ({
      dy: () => rectified(x, gradient as Tensor, attrs.slope as number),
      x: () => zerosLike(x)
    })
  });
}

function rectified(x: Tensor, dy: Tensor, slope: number): Tensor {
  const own = x.dtype === "float32" ? runOwnKernel("RectifierGradient", {x, dy}, {slope}) : null;
  return own ? own[0] : mul(dy, step(x, slope));
}

/** `AdamUpdate` for the `wasm` backend: the new weight, mean and square, in one pass. For what it computes see lib/training/step/optimisers.ts. */
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

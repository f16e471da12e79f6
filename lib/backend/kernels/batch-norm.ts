import type {BackendWasm} from "@tensorflow/tfjs-backend-wasm";
import type {Tensor, TensorInfo} from "@tensorflow/tfjs-core";
import {allKernels} from "./heap-kernels.ts";
import type {KernelCall} from "./wasm-heap.ts";
import {heapAddress, heapFloats, heapTensor, heapZeros} from "./wasm-heap.ts";
import {sizeOf} from "../../nn/arithmetic/values.ts";

/**
 * `NormaliseBatch` for the `wasm` backend: x [..., channels], gamma and beta [channels] to the normalised x, and mean and biased
 * variance [channels]. Three passes over x. What it computes is said in lib/nn/network/normalise.ts.
 */
export function normaliseBatch({inputs, attrs, backend}: KernelCall<"x" | "gamma" | "beta">): TensorInfo[] {
  const {sum, squares, normalise} = vectorKernels(backend);
  const {x, gamma, beta} = inputs;
  const [rows, channels] = matrixShape(x);
  const y = heapTensor(backend, x.shape);
  const [mean, variance] = [heapZeros(backend, [channels]), heapZeros(backend, [channels])];
  const factor = heapTensor(backend, [channels]);
  const at = (tensor: TensorInfo): number => heapAddress(backend, tensor);
  sum(at(x), at(mean), rows, channels);
  scale(backend, mean, 1 / rows);
  squares(at(x), at(mean), at(variance), rows, channels);
  scale(backend, variance, 1 / rows);
  heapFloats(backend, factor).set(inverseOf(backend, variance, attrs?.epsilon as number, gamma));
  normalise(at(x), at(mean), at(factor), at(beta), at(y), rows, channels);
  factor.dispose();
  return [y, mean, variance];
}

/** `NormaliseBatchGradient`: the gradients for x, gamma and beta. Two passes over x and dy. */
export function normaliseBatchGradient({
  inputs,
  attrs,
  backend
}: KernelCall<"x" | "gamma" | "mean" | "variance" | "dy">): TensorInfo[] {
  const {gradientSums, normaliseGradient} = vectorKernels(backend);
  const {x, gamma, mean, variance, dy} = inputs;
  const [rows, channels] = matrixShape(x);
  const dx = heapTensor(backend, x.shape);
  const [dgamma, dbeta] = [heapZeros(backend, [channels]), heapZeros(backend, [channels])];
  const [inverse, meanGradient, slope, factor] = Array.from({length: 4}, () => heapTensor(backend, [channels]));
  const at = (tensor: TensorInfo): number => heapAddress(backend, tensor);
  const floats = (tensor: TensorInfo): Float32Array => heapFloats(backend, tensor);
  floats(inverse).set(inverseOf(backend, variance, attrs?.epsilon as number));
  gradientSums(at(x), at(dy), at(mean), at(inverse), at(dbeta), at(dgamma), rows, channels);
  const [inverses, gammas, products] = [inverse, gamma, dgamma].map(floats);
  floats(meanGradient).set(floats(dbeta).map((sum) => sum / rows));
  floats(slope).set(products.map((sum, c) => (sum / rows) * inverses[c]));
  floats(factor).set(gammas.map((scale, c) => scale * inverses[c]));
  normaliseGradient(at(x), at(dy), at(mean), at(meanGradient), at(slope), at(factor), at(dx), rows, channels);
  for (const tensor of [inverse, meanGradient, slope, factor]) tensor.dispose();
  return [dx, dgamma, dbeta];
}

function vectorKernels(backend: BackendWasm) {
  const kernels = allKernels(backend);
  if (!kernels) throw new Error("Batch normalisation has kernels only with SIMD");
  return kernels;
}

/** [..., channels] as rows and channels. */
function matrixShape({shape}: TensorInfo): [number, number] {
  const channels = shape[shape.length - 1];
  return [sizeOf(shape) / channels, channels];
}

function scale(backend: BackendWasm, tensor: Tensor, factor: number): void {
  const values = heapFloats(backend, tensor);
  for (let i = 0; i < values.length; i++) values[i] *= factor;
}

/** 1 / √(variance + epsilon), times gamma if given. */
function inverseOf(backend: BackendWasm, variance: TensorInfo, epsilon: number, gamma?: TensorInfo): Float32Array {
  const inverse = heapFloats(backend, variance).map((value) => 1 / Math.sqrt(value + epsilon));
  const gammas = gamma && heapFloats(backend, gamma);
  return gammas ? inverse.map((value, c) => value * gammas[c]) : inverse;
}

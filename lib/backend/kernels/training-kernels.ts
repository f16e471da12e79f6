import {getKernel} from "@tensorflow/tfjs-core";
import {normaliseBatch, normaliseBatchGradient} from "./batch-norm.ts";
import {sum} from "./column-sum.ts";
import {conv2dFilterGradient} from "./conv2d-filter-gradient.ts";
import {conv2dInputGradient} from "./conv2d-input-gradient.ts";
import {conv2d} from "./convolve-padded.ts";
import {matMul} from "./matrix-product.ts";
import {adamUpdate, movingAverage} from "./optimiser.ts";
import {maxPoolGradient, maxPoolWithArgmax} from "./pool-gradient.ts";
import {leakyRelu, rectifierGradient} from "./rectifier.ts";
import {unsortedSegmentSum} from "./segment-sum.ts";
import {registerWasmKernel} from "./wasm-heap.ts";

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
export function registerVectorKernels(): void {
  if (getKernel("NormaliseBatch", "wasm")) return;
  registerWasmKernel("NormaliseBatch", normaliseBatch);
  registerWasmKernel("NormaliseBatchGradient", normaliseBatchGradient);
  registerWasmKernel("RectifierGradient", rectifierGradient);
  registerWasmKernel("AdamUpdate", adamUpdate);
  registerWasmKernel("MovingAverage", movingAverage);
}

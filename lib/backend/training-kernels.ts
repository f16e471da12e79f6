import {getKernel} from "@tensorflow/tfjs-core";
import {conv2dFilterGradient} from "./conv2d-filter-gradient.ts";
import {conv2dInputGradient} from "./conv2d-input-gradient.ts";
import {conv2d} from "./convolve-padded.ts";
import {maxPoolGradient} from "./pool-gradient.ts";
import {leakyRelu} from "./rectifier.ts";
import {unsortedSegmentSum} from "./segment-sum.ts";
import {matMul} from "./transposed-product.ts";
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
  registerWasmKernel("LeakyRelu", leakyRelu);
  registerWasmKernel("MaxPoolGrad", maxPoolGradient);
  registerWasmKernel("UnsortedSegmentSum", unsortedSegmentSum);
}

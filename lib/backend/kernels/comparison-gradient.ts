import type {Tensor} from "@tensorflow/tfjs-core";
import {getGradient, registerGradient, zeros} from "@tensorflow/tfjs-core";

const comparisons = ["Equal", "NotEqual", "Greater", "GreaterEqual", "Less", "LessEqual", "LogicalAnd", "LogicalOr"];

/**
 * Gives comparisons the gradient that they have wherever they have one: 0. tfjs throws for them, so that what chooses by a comparison
 * (tf.max, tf.clipByValue, tf.prelu, tf.logSumExp and others do, in their gradients) could not be differentiated twice.
 */
export function registerComparisonGradients(): void {
  for (const kernelName of comparisons) {
    if (getGradient(kernelName)) continue;
    registerGradient({
      kernelName,
      inputsToSave: ["a", "b"],
      gradFunc: (_, [a, b]: Tensor[]) => ({a: () => zeros(a.shape), b: () => zeros(b.shape)})
    });
  }
  if (getGradient("LogicalNot")) return;
  registerGradient({kernelName: "LogicalNot", inputsToSave: ["x"], gradFunc: (_, [x]) => ({x: () => zeros(x.shape)})});
}

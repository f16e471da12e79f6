import type {Graph, GraphOp, GraphTensor} from "../graph/graph.ts";
import type {Kernel, Numbers} from "./kernel.ts";
import {convKernel, denseKernel, transposeConvKernel} from "./kernels-linear.ts";
import {concatKernel, padKernel, poolKernel, reshapeKernel, resizeKernel, splitKernel} from "./kernels-moving.ts";
import {addKernel, curveKernel, dequantizeKernel, leakyReluKernel, mulKernel} from "./kernels-pointwise.ts";
import {quantizeKernel, reluKernel} from "./kernels-pointwise.ts";
import type {Rounding} from "./requantise.ts";
import {sizeOf} from "../../nn/arithmetic/values.ts";

/** A quantised graph made ready to run in whole numbers, in plain TypeScript. */
export interface IntegerProgram {
  readonly graph: Graph;
  readonly rounding: Rounding;
  /** One for each of the graph's operators, in order. */
  readonly kernels: readonly Kernel[];
  /**
   * Runs once.
   * @param inputs the numbers of each input: real ones where the graph's are float32, else int8
   * @param see called with the place and the numbers of every input and of every operator's output
   * @returns the numbers of each output, in a memory of their own
   * @throws RangeError when an input is missing or has another length.
   */
  run(inputs: readonly ArrayLike<number>[], see?: (place: number, numbers: Numbers) => void): Numbers[];
}

/**
 * Makes the program of a graph from `quantise`, for one of two rules of rounding.
 * @throws RangeError naming the operator or tensor that cannot be run in whole numbers.
 */
export function integerProgram(graph: Graph, rounding: Rounding = "reference"): IntegerProgram {
  const kernels = graph.ops.map((op) => kernelOf(op, graph, rounding));
  const run: IntegerProgram["run"] = (inputs, see) => {
    const values = graph.tensors.map(({data}) => (data instanceof Int8Array ? data : null)) as (Numbers | null)[];
    if (inputs.length !== graph.inputs.length) {
      throw new RangeError(`the graph has ${graph.inputs.length} inputs, got ${inputs.length}`);
    }
    graph.inputs.forEach((place, i) => {
      const numbers = inputNumbers(graph.tensors[place], inputs[i]);
      values[place] = numbers;
      see?.(place, numbers);
    });
    graph.ops.forEach((op, i) => {
      const made = kernels[i](op.inputs.map((place) => values[place] ?? NOTHING));
      op.outputs.forEach((place, j) => {
        values[place] = made[j];
        see?.(place, made[j]);
      });
    });
    return graph.outputs.map((place) => (values[place] ?? NOTHING).slice());
  };
  return {graph, rounding, kernels, run};
}

/** What stands for biases, which the kernels have already. */
const NOTHING = new Int8Array(0);

function inputNumbers({name, shape, type}: GraphTensor, given: ArrayLike<number>): Numbers {
  if (given.length !== sizeOf(shape)) {
    throw new RangeError(`"${name}" must have ${sizeOf(shape)} numbers, got ${given.length}`);
  }
  return type === "float32" ? Float32Array.from(given) : Int8Array.from(given);
}

function kernelOf(op: GraphOp, graph: Graph, rounding: Rounding): Kernel {
  switch (op.kind) {
    case "conv":
      return convKernel(op, graph, rounding);
    case "transposeConv":
      return transposeConvKernel(op, graph, rounding);
    case "dense":
      return denseKernel(op, graph, rounding);
    case "maxPool":
    case "averagePool":
      return poolKernel(op, graph, rounding);
    case "resize":
      return resizeKernel(op, graph, rounding);
    case "pad":
      return padKernel(op, graph, rounding);
    case "leakyRelu":
      return leakyReluKernel(op, graph, rounding);
    case "concat":
      return concatKernel(op, graph, rounding);
    case "split":
      return splitKernel(op, graph, rounding);
    case "relu":
      return reluKernel(op, graph, rounding);
    case "tanh":
    case "logistic":
      return curveKernel(op, graph, rounding);
    case "reshape":
      return reshapeKernel(op, graph, rounding);
    case "add":
      return addKernel(op, graph, rounding);
    case "mul":
      return mulKernel(op, graph, rounding);
    case "quantize":
      return quantizeKernel(op, graph, rounding);
    case "dequantize":
      return dequantizeKernel(op, graph, rounding);
  }
}

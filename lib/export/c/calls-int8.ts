import type {GraphOp} from "../graph/graph.ts";
import {sizeOf} from "../graph/graph.ts";
import {checkSameSteps, leastOf, stepsOf} from "../int8/kernel.ts";
import type {OpOf} from "../int8/kernel.ts";
import {curveKernel, leakyReluKernel, reluKernel} from "../int8/kernels-pointwise.ts";
import {multiplierOf} from "../int8/requantise.ts";
import type {Multiplier} from "../int8/requantise.ts";
import {biasOf, callMove, comment, mapLiteral, mapOf, stepsLiteral, windowLiteral} from "./calls-shared.ts";
import {floatLiteral} from "./literals.ts";
import type {Program} from "./program.ts";

/** Writes the call of an operator in whole numbers. @throws RangeError naming what C cannot do. */
export function callInt8(program: Program, op: GraphOp): void {
  const {graph} = program;
  const [x, second] = op.inputs.map((place) => graph.tensors[place]);
  const y = graph.tensors[op.outputs[0]];
  const says = (what: string): string => comment(op, graph, what);
  const name = (place: number): string => program.tensor(place);
  switch (op.kind) {
    case "conv":
    case "transposeConv":
    case "dense": {
      const [input, filter] = op.inputs.slice(0, 2).map(name);
      const bias = biasOf(program, op, "int8");
      const scaling = scalingLiteral(program, op);
      const output = name(op.outputs[0]);
      const relu = "activation" in op && op.activation === "relu" ? " and ReLU" : "";
      if (op.kind === "dense") {
        const words = [input, sizeOf(x.shape), filter, bias, scaling, output, sizeOf(y.shape)];
        return program.call("dense_int8", words, says(`fully connected${relu}`));
      }
      const larger = op.kind === "conv" ? x : y;
      const window = windowLiteral(mapOf(larger), second.shape.slice(1), op);
      const words = [input, mapLiteral(x), filter, bias, window, scaling, output, mapLiteral(y)];
      return op.kind === "conv"
        ? program.call("convolve_int8", words, says(`convolution${relu}`))
        : program.call("spread_int8", words, says("transposed convolution"));
    }
    case "averagePool": {
      checkSameSteps(op, graph);
      const window = windowLiteral(mapOf(x), op.size, op);
      const words = [name(op.inputs[0]), mapLiteral(x), window, name(op.outputs[0]), mapLiteral(y)];
      return program.call("average_int8", words, says("average pooling"));
    }
    case "relu":
    case "leakyRelu":
    case "tanh":
    case "logistic": {
      const table = program.constant(`${y.name}_table`, tableOf(program, op), `${y.name}: ${op.kind} of -128 to 127`);
      return program.call("look_up", [name(op.inputs[0]), table, name(op.outputs[0]), sizeOf(y.shape)], says(op.kind));
    }
    case "mul": {
      const [a, b, c] = [x, second, y].map(stepsOf);
      const {multiplier, shift} = multiplierOf((a.scale * b.scale) / c.scale);
      const sides = [name(op.inputs[0]), stepsLiteral(x, y), a.zero, name(op.inputs[1]), stepsLiteral(second, y), b.zero];
      const words = [...sides, multiplier, shift, c.zero, name(op.outputs[0]), mapLiteral(y)];
      return program.call("multiply_int8", words, says("product"));
    }
    case "add": {
      const [a, b, c] = [x, second, y].map(stepsOf);
      const twice = 2 * Math.max(a.scale, b.scale);
      const left = addendLiteral(a.zero, multiplierOf(a.scale / twice));
      const right = addendLiteral(b.zero, multiplierOf(b.scale / twice));
      const result = addendLiteral(c.zero, multiplierOf(twice / (2 ** 20 * c.scale)));
      const sides = [name(op.inputs[0]), stepsLiteral(x, y), left, name(op.inputs[1]), stepsLiteral(second, y), right];
      return program.call("add_int8", [...sides, result, name(op.outputs[0]), mapLiteral(y)], says("sum"));
    }
    case "quantize": {
      if (x.type !== "float32" || x.data) throw new RangeError(`"${x.name}" cannot be quantised by the C program`);
      const {scale, zero} = stepsOf(y);
      const words = [name(op.inputs[0]), floatLiteral(scale), zero, name(op.outputs[0]), sizeOf(y.shape)];
      return program.call("quantise", words, says("to int8"));
    }
    case "dequantize": {
      if (x.data) throw new RangeError(`"${x.name}": C is written from float32 graphs and from those of quantise`);
      const {scale, zero} = stepsOf(x);
      const words = [name(op.inputs[0]), floatLiteral(scale), zero, name(op.outputs[0]), sizeOf(y.shape)];
      return program.call("dequantise", words, says("to real numbers"));
    }
    default:
      checkSameSteps(op, graph);
      return callMove(program, op);
  }
}

/** What becomes of each of the 256 values, as our interpreter has it. */
function tableOf({graph}: Program, op: OpOf<"relu" | "leakyRelu" | "tanh" | "logistic">): Int8Array {
  const all = Int8Array.from({length: 256}, (_, i) => i - 128);
  const kernel =
    op.kind === "leakyRelu"
      ? leakyReluKernel(op, graph, "reference")
      : op.kind === "relu"
        ? reluKernel(op as OpOf<"relu">, graph, "reference")
        : curveKernel(op as OpOf<"tanh" | "logistic">, graph, "reference");
  return kernel([all])[0] as Int8Array;
}

function addendLiteral(zero: number, {multiplier, shift}: Multiplier): string {
  return `(addend){${zero}, ${multiplier}, ${shift}}`;
}

/** The factors of an operator with weights: input scale · weight scale / output scale, for each channel or for all. */
function scalingLiteral(program: Program, op: GraphOp): string {
  const [x, filter] = op.inputs.map((place) => program.graph.tensors[place]);
  const y = program.graph.tensors[op.outputs[0]];
  const [input, output] = [stepsOf(x), stepsOf(y)];
  const {quantisation, name} = filter;
  if (!quantisation || !quantisation.zeroPoints.every((zero) => zero === 0) || quantisation.axis !== 0)
    throw new RangeError(`"${name}" must be int8 weights with a scale for each output channel, and zero points of 0`);
  const factors = quantisation.scales.map((scale) => multiplierOf((input.scale * scale) / output.scale));
  const multipliers = Int32Array.from(factors, ({multiplier}) => multiplier);
  const shifts = Int8Array.from(factors, ({shift}) => shift);
  const ids = [
    program.constant(`${y.name}_multipliers`, multipliers, `${y.name}: factors of the sums, times 2^31`),
    program.constant(`${y.name}_shifts`, shifts, `${y.name}: and their powers of two`)
  ];
  const least = leastOf("activation" in op ? op.activation : "none", output.zero);
  return `(scaling){${[...ids, factors.length > 1 ? 1 : 0, input.zero, output.zero, least].join(", ")}}`;
}

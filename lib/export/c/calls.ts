import {floatLiteral} from "./literals.ts";
import type {Program} from "./program.ts";
import type {Graph, GraphOp, GraphTensor} from "../graph/graph.ts";
import {windowAlong} from "../graph/graph.ts";
import type {OpOf} from "../int8/kernel.ts";
import {checkSameScale, leastOf, affineOf} from "../int8/kernel.ts";
import {curveKernel, leakyReluKernel, reluKernel} from "../int8/kernels-pointwise.ts";
import type {Multiplier} from "../int8/requantise.ts";
import {multiplierOf} from "../int8/requantise.ts";
import {sizeOf} from "../../nn/arithmetic/values.ts";

/** Writes the call of an operator in single precision. @throws RangeError naming what C cannot do. */
export function callFloat(program: Program, op: GraphOp): void {
  const {graph} = program;
  const [x, second] = op.inputs.map((place) => graph.tensors[place]);
  const y = graph.tensors[op.outputs[0]];
  const [input, other] = op.inputs.slice(0, 2).map(program.tensor);
  const bias = (): string => biasOf(program, op, "float");
  const output = program.tensor(op.outputs[0]);
  const says = (what: string): string => comment(op, graph, what);
  const least = "activation" in op && op.activation === "relu" ? "0.0f" : "-INFINITY";
  switch (op.kind) {
    case "conv": {
      const window = windowLiteral(mapOf(x), second.shape.slice(1), op);
      const what = `convolution${op.activation === "relu" ? " and ReLU" : ""}`;
      return program.call(
        "convolve_float",
        [input, mapLiteral(x), other, bias(), window, least, output, mapLiteral(y)],
        says(what)
      );
    }
    case "transposeConv": {
      const window = windowLiteral(mapOf(y), second.shape.slice(1), op);
      const words = [input, mapLiteral(x), other, bias(), window, output, mapLiteral(y)];
      return program.call("spread_float", words, says("transposed convolution"));
    }
    case "dense": {
      const what = `fully connected${op.activation === "relu" ? ", and ReLU" : ""}`;
      return program.call("dense_float", [input, sizeOf(x.shape), other, bias(), least, output, sizeOf(y.shape)], says(what));
    }
    case "averagePool": {
      const words = [input, mapLiteral(x), windowLiteral(mapOf(x), op.size, op), output, mapLiteral(y)];
      return program.call("average_float", words, says("average pooling"));
    }
    case "relu":
      return program.call("relu_float", [input, output, sizeOf(y.shape)], says("ReLU"));
    case "leakyRelu":
      return program.call("leaky_relu_float", [input, floatLiteral(op.slope), output, sizeOf(y.shape)], says("leaky ReLU"));
    case "tanh":
      return program.call("tanh_float", [input, output, sizeOf(y.shape)], says("tanh"));
    case "logistic":
      return program.call("sigmoid_float", [input, output, sizeOf(y.shape)], says("sigmoid"));
    case "add":
    case "mul": {
      const words = [input, stepsLiteral(x, y), other, stepsLiteral(second, y), output, mapLiteral(y)];
      return op.kind === "add"
        ? program.call("add_float", words, says("sum"))
        : program.call("multiply_float", words, says("product"));
    }
    case "quantize":
    case "dequantize":
      throw new RangeError(`"${x.name}": C is written from float32 graphs and from those of quantise`);
    default:
      return callMove(program, op);
  }
}

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
      checkSameScale(op, graph);
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
      const [a, b, c] = [x, second, y].map(affineOf);
      const {multiplier, shift} = multiplierOf((a.scale * b.scale) / c.scale);
      const sides = [name(op.inputs[0]), stepsLiteral(x, y), a.zero, name(op.inputs[1]), stepsLiteral(second, y), b.zero];
      const words = [...sides, multiplier, shift, c.zero, name(op.outputs[0]), mapLiteral(y)];
      return program.call("multiply_int8", words, says("product"));
    }
    case "add": {
      const [a, b, c] = [x, second, y].map(affineOf);
      const twice = 2 * Math.max(a.scale, b.scale);
      const left = addendLiteral(a.zero, multiplierOf(a.scale / twice));
      const right = addendLiteral(b.zero, multiplierOf(b.scale / twice));
      const result = addendLiteral(c.zero, multiplierOf(twice / (2 ** 20 * c.scale)));
      const sides = [name(op.inputs[0]), stepsLiteral(x, y), left, name(op.inputs[1]), stepsLiteral(second, y), right];
      return program.call("add_int8", [...sides, result, name(op.outputs[0]), mapLiteral(y)], says("sum"));
    }
    case "quantize": {
      if (x.type !== "float32" || x.data) throw new RangeError(`"${x.name}" cannot be quantised by the C program`);
      const {scale, zero} = affineOf(y);
      const words = [name(op.inputs[0]), floatLiteral(scale), zero, name(op.outputs[0]), sizeOf(y.shape)];
      return program.call("quantise", words, says("to int8"));
    }
    case "dequantize": {
      if (x.data) throw new RangeError(`"${x.name}": C is written from float32 graphs and from those of quantise`);
      const {scale, zero} = affineOf(x);
      const words = [name(op.inputs[0]), floatLiteral(scale), zero, name(op.outputs[0]), sizeOf(y.shape)];
      return program.call("dequantise", words, says("to real numbers"));
    }
    default:
      checkSameScale(op, graph);
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
  const [input, output] = [affineOf(x), affineOf(y)];
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

/** Height, width and channels of a tensor: [1, w, c], [1, c] and [c] are maps too. */
type MapSize = [height: number, width: number, channels: number];

/** @throws RangeError naming a tensor of another form, or of a batch that is not one. */
export function mapOf({name, shape}: GraphTensor): MapSize {
  const [batch, ...rest] = shape.length > 1 ? shape : [1, ...shape];
  const [height, width, channels] = [1, 1, 1, ...rest].slice(-3);
  if (batch !== 1 || rest.length > 3)
    throw new RangeError(`"${name}" has shape [${shape.join(", ")}]: C is written for one example, [1, height, width, channels]`);
  return [height, width, channels];
}

/** A map's size as a value of C. */
function mapLiteral(tensor: GraphTensor): string {
  return `(map_size){${mapOf(tensor).join(", ")}}`;
}

/** The window of an operator that slides `kernel` from the larger map to the smaller, as a value of C. */
function windowLiteral(
  [height, width]: readonly number[],
  kernel: readonly number[],
  {stride, padding}: {stride: readonly [number, number]; padding: "same" | "valid"}
): string {
  const above = windowAlong(height, kernel[0], stride[0], padding).before;
  const left = windowAlong(width, kernel[1], stride[1], padding).before;
  return `(window){${[...kernel.slice(0, 2), ...stride, above, left].join(", ")}}`;
}

/** How a tensor is walked beside a larger one, as a value of C. @throws RangeError when it does not fit. */
function stepsLiteral(tensor: GraphTensor, beside: GraphTensor): string {
  const [size, out] = [mapOf(tensor), mapOf(beside)];
  if (size.some((length, axis) => length !== 1 && length !== out[axis]))
    throw new RangeError(
      `"${tensor.name}" [${tensor.shape.join(", ")}] does not fit "${beside.name}" [${beside.shape.join(", ")}]`
    );
  const [height, width, channels] = size;
  return `(steps){${height > 1 ? width * channels : 0}, ${width > 1 ? channels : 0}, ${channels > 1 ? 1 : 0}}`;
}

/** "conv1: 14 x 14 x 16 -> 28 x 28 x 1". */
function comment(op: GraphOp, {tensors}: Graph, what: string): string {
  const sizes = (places: readonly number[]): string =>
    places.filter((place) => !tensors[place].data).map((place) => tensors[place].shape.slice(1).join(" x ")).join(", "); // prettier-ignore
  return `${tensors[op.outputs[0]].name}, ${what}: ${sizes(op.inputs)} -> ${sizes(op.outputs)}`;
}

/** Calls for operators that only move numbers: the same for every type. @throws RangeError for one that computes. */
function callMove(program: Program, op: GraphOp): void {
  const {graph} = program;
  const [x, y] = [graph.tensors[op.inputs[0]], graph.tensors[op.outputs[0]]];
  const suffix = x.type === "int8" ? "int8" : "float";
  const copy = `copy_runs_${suffix}`;
  const input = program.tensor(op.inputs[0]);
  const outputs = op.outputs.map(program.tensor);
  switch (op.kind) {
    case "reshape": {
      const size = sizeOf(x.shape);
      return program.call(copy, [input, size, outputs[0], size, size, 1], comment(op, graph, "copied"));
    }
    case "resize": {
      const words = [input, mapLiteral(x), op.factor, outputs[0]];
      return program.call(`repeat_${suffix}`, words, comment(op, graph, "nearest neighbour"));
    }
    case "pad": {
      const [top, , left] = op.sides;
      const [, width, channels] = mapOf(y);
      const run = mapOf(x)[1] * channels;
      const zero = suffix === "int8" ? (y.quantisation?.zeroPoints[0] ?? 0) : "0.0f";
      program.call(`fill_${suffix}`, [outputs[0], sizeOf(y.shape), zero], comment(op, graph, "padding"));
      const corner = `${outputs[0]} + ${(top * width + left) * channels}`;
      return program.call(copy, [input, run, corner, width * channels, run, mapOf(x)[0]], "and the map in it");
    }
    case "concat": {
      const whole = sizeOf(y.shape.slice(op.axis));
      let offset = 0;
      op.inputs.forEach((place, i) => {
        const {shape, name} = graph.tensors[place];
        const run = sizeOf(shape.slice(op.axis));
        const words = [program.tensor(place), run, `${outputs[0]} + ${offset}`, whole, run, sizeOf(shape) / run];
        program.call(copy, words, i === 0 ? comment(op, graph, "side by side") : `and ${name}`);
        offset += run;
      });
      return;
    }
    case "split": {
      const whole = sizeOf(x.shape.slice(op.axis));
      const run = whole / op.outputs.length;
      outputs.forEach((output, i) => {
        const words = [`${input} + ${i * run}`, whole, output, run, run, sizeOf(x.shape) / whole];
        program.call(copy, words, i === 0 ? comment(op, graph, "cut into equal parts") : `and part ${i + 1}`);
      });
      return;
    }
    case "maxPool": {
      const words = [input, mapLiteral(x), windowLiteral(mapOf(x), op.size, op), outputs[0], mapLiteral(y)];
      return program.call(`largest_${suffix}`, words, comment(op, graph, "max pooling"));
    }
    default:
      throw new RangeError(`"${y.name}": C has no operator ${op.kind} for ${x.type}`);
  }
}

/** The bias of an operator with weights; zeros where it has none. */
function biasOf(program: Program, op: GraphOp, type: "float" | "int8"): string {
  const {tensors} = program.graph;
  if (op.inputs.length > 2) return program.tensor(op.inputs[2]);
  const units = tensors[op.inputs[1]].shape[0];
  const {name} = tensors[op.outputs[0]];
  return program.constant(`${name}_bias`, type === "int8" ? new Int32Array(units) : new Float32Array(units), `${name}: no bias`);
}

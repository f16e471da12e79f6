import type {Graph, GraphOp, GraphTensor} from "./graph.ts";
import {windowAlong} from "./graph.ts";
import {sizeOf} from "../../nn/arithmetic/values.ts";

/** Larger tensors are not for a page, nor for a board. */
const most = 2 ** 27;

/**
 * Holds a graph against what its operators need: how many inputs, of which shapes and types, each made before it is used.
 * @throws RangeError naming the operator and the tensor.
 */
export function checkGraph({tensors, ops, inputs, outputs}: Graph): void {
  for (const {name, shape} of tensors) {
    if (shape.length > 6 || !shape.every((size) => Number.isSafeInteger(size) && size >= 1)) {
      throw new RangeError(`"${name}" has shape [${shape.join(", ")}]: up to six whole numbers from 1 are needed`);
    }
    if (sizeOf(shape) > most) throw new RangeError(`"${name}" has shape [${shape.join(", ")}]: more than ${most} numbers`);
  }
  const made = new Set(inputs);
  for (const place of inputs) if (tensors[place].data) throw new RangeError(`the input "${tensors[place].name}" is a constant`);
  for (const op of ops) {
    const label = `${op.kind} "${tensors[op.outputs[0]]?.name ?? ""}"`;
    for (const place of op.inputs) {
      if (!tensors[place].data && !made.has(place))
        throw new RangeError(`${label} uses "${tensors[place].name}" before it is made`);
    }
    for (const place of op.outputs) {
      if (made.has(place) || tensors[place].data)
        throw new RangeError(`${label} makes "${tensors[place].name}", which is there already`);
      made.add(place);
    }
    try {
      checkOp(op, op.inputs.map((place) => tensors[place]), op.outputs.map((place) => tensors[place])); // prettier-ignore
    } catch (error) {
      throw error instanceof RangeError ? new RangeError(`${label}: ${error.message}`) : error;
    }
  }
  for (const place of outputs) if (!made.has(place)) throw new RangeError(`the output "${tensors[place].name}" is never made`);
}

function checkOp(op: GraphOp, inputs: GraphTensor[], outputs: GraphTensor[]): void {
  const count = COUNTS[op.kind];
  if (inputs.length !== count) throw new RangeError(`needs ${count} inputs, has ${inputs.length}`);
  const needed = op.kind === "split" ? 2 : 1;
  if (outputs.length !== needed) throw new RangeError(`needs ${needed} outputs, has ${outputs.length}`);
  checkTypes(op, inputs, outputs[0]);
  const shapes = inputs.map(({shape}) => shape);
  const expected = shapeAfter(op, shapes, outputs[0].shape);
  for (const {name, shape} of outputs) {
    if (shape.join() !== expected.join()) {
      throw new RangeError(`"${name}" should have shape [${expected.join(", ")}], it has [${shape.join(", ")}]`);
    }
  }
}

const COUNTS: Readonly<Record<GraphOp["kind"], number>> = {
  ...{conv: 3, transposeConv: 3, dense: 3, add: 2, mul: 2, concat: 2},
  ...{maxPool: 1, averagePool: 1, resize: 1, pad: 1, leakyRelu: 1, split: 1, relu: 1},
  ...{tanh: 1, logistic: 1, reshape: 1, quantize: 1, dequantize: 1}
};

function checkTypes(op: GraphOp, inputs: GraphTensor[], output: GraphTensor): void {
  const types = inputs.map(({type}) => type);
  const given = `${types.join(", ")} to ${output.type}`;
  const linear = op.kind === "conv" || op.kind === "transposeConv" || op.kind === "dense";
  if (op.kind === "quantize" || op.kind === "dequantize") {
    const from = op.kind === "quantize" ? ["float32", "int8"] : ["int8", "float16"];
    if (!from.includes(types[0]) || output.type !== (op.kind === "quantize" ? "int8" : "float32"))
      throw new RangeError(`does not take ${given}`);
  } else if (
    !(output.type === "float32" || output.type === "int8") ||
    types[0] !== output.type ||
    types[1] !== (types[1] && output.type)
  ) {
    throw new RangeError(`does not take ${given}`);
  } else if (linear) {
    if (types[2] !== (output.type === "int8" ? "int32" : "float32")) throw new RangeError(`does not take ${given}`);
    if (output.type === "int8" && !(inputs[1].data && inputs[2].data)) throw new RangeError("needs constant weights and biases");
  }
}

/** The shape that an operator makes. */
function shapeAfter(op: GraphOp, [x, second, third]: number[][], made: number[]): number[] {
  switch (op.kind) {
    case "dense": {
      const [units, features] = matched(second, "the matrix", [null, x[1] ?? 0]);
      matched(x, "the input", [null, features]);
      matched(third, "the bias", [units]);
      return [x[0], units];
    }
    case "conv":
    case "transposeConv": {
      const [, height, width, depth] = matched(x, "the input", [1, null, null, null]);
      const [channels, rows, columns] = matched(second, "the filter", [null, null, null, depth]);
      matched(third, "the bias", [channels]);
      checkSteps(op.stride);
      if (op.kind === "conv") return [1, ...slid([height, width], [rows, columns], op), channels];
      const [, outHeight, outWidth] = matched(made, "the output", [1, null, null, channels]);
      const back = slid([outHeight, outWidth], [rows, columns], op);
      if (back.join() !== [height, width].join()) {
        throw new RangeError(`an output of ${outHeight} × ${outWidth} does not come of an input of ${height} × ${width}`);
      }
      return made;
    }
    case "maxPool":
    case "averagePool": {
      const [, height, width, depth] = matched(x, "the input", [1, null, null, null]);
      checkSteps(op.stride);
      checkSteps(op.size);
      return [1, ...slid([height, width], op.size, op), depth];
    }
    case "resize": {
      const [, height, width, depth] = matched(x, "the input", [1, null, null, null]);
      checkSteps([op.factor]);
      return [1, height * op.factor, width * op.factor, depth];
    }
    case "pad": {
      const [, height, width, depth] = matched(x, "the input", [1, null, null, null]);
      const [top, bottom, left, right] = op.sides;
      if (op.sides.some((side) => !(side >= 0))) throw new RangeError(`pads by ${op.sides.join(", ")}`);
      return [1, height + top + bottom, width + left + right, depth];
    }
    case "concat":
    case "split": {
      const {axis} = op;
      if (!(axis >= 0 && axis < x.length)) throw new RangeError(`axis ${axis} of a shape of ${x.length}`);
      if (op.kind === "concat") {
        matched(second, "the second input", x.map((size, i) => (i === axis ? null : size))); // prettier-ignore
        return x.map((size, i) => (i === axis ? size + second[i] : size));
      }
      if (x[axis] % 2 !== 0) throw new RangeError(`cannot halve ${x[axis]} places`);
      return x.map((size, i) => (i === axis ? size / 2 : size));
    }
    case "add":
    case "mul": {
      const rank = Math.max(x.length, second.length);
      const [a, b] = [x, second].map((shape) => [...new Array<number>(rank - shape.length).fill(1), ...shape]);
      return a.map((size, i) => {
        if (size !== b[i] && size !== 1 && b[i] !== 1)
          throw new RangeError(`cannot bring [${x.join(", ")}] and [${second.join(", ")}] together`);
        return Math.max(size, b[i]);
      });
    }
    case "reshape":
      if (sizeOf(made) !== sizeOf(x)) throw new RangeError(`makes [${made.join(", ")}] of [${x.join(", ")}]`);
      return made;
    case "leakyRelu":
    case "relu":
    case "tanh":
    case "logistic":
    case "quantize":
    case "dequantize":
      return x;
  }
}

function slid([height, width]: number[], [rows, columns]: number[], op: {stride: number[]; padding: "same" | "valid"}): number[] {
  const [down, across] = op.stride;
  return [windowAlong(height, rows, down, op.padding).output, windowAlong(width, columns, across, op.padding).output];
}

/** A shape that has these sizes; null stands for any. */
function matched(shape: number[] | undefined, what: string, sizes: readonly (number | null)[]): number[] {
  if (shape?.length === sizes.length && sizes.every((size, i) => size === null || size === shape[i])) return shape;
  const needed = sizes.map((size) => size ?? "any").join(", ");
  throw new RangeError(`${what} should have shape [${needed}], it has [${shape?.join(", ") ?? "none"}]`);
}

function checkSteps(steps: readonly number[]): void {
  if (!steps.every((step) => Number.isSafeInteger(step) && step >= 1))
    throw new RangeError(`strides and sizes must be whole numbers from 1, got ${steps.join(" × ")}`);
}

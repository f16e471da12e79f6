import type {Graph, GraphData, GraphOp, GraphPadding, GraphTensor} from "../graph/graph.ts";
import {windowAlong} from "../graph/graph.ts";
import type {Layout, OnnxParts} from "./layouts.ts";
import {isMap, onnxParts} from "./layouts.ts";
import {OPSET, floatInfo, modelFile} from "./protobuf.ts";
import {sizeOf} from "../../nn/arithmetic/values.ts";

/** The version of ONNX's operators that files are written for. */
export const onnxOpset = OPSET;

/**
 * A graph as an ONNX file, which ONNX Runtime and others run. Inputs and outputs keep the book's layout, channels last, and take
 * any number of examples at once; between them maps lie channels first, as ONNX's convolutions want them.
 * @param graph of `lower`, or of `halveWeights` or `shrinkWeights`
 * @param description stands in the file for people
 * @throws RangeError naming a tensor that is computed in whole numbers.
 */
export function writeOnnx(graph: Graph, description = "made with Gantry"): Uint8Array {
  const {name, tensors, ops, inputs, outputs} = withoutDecoders(graph);
  for (const place of [...inputs, ...ops.flatMap((op) => op.outputs)]) {
    const {name, type} = tensors[place];
    if (type !== "float32") {
      throw new RangeError(`"${name}" is computed as ${type}: ONNX is written of networks that compute in float32`);
    }
  }
  const parts = onnxParts({name, tensors, ops, inputs, outputs});
  for (const op of ops) writeOperator(parts, op, tensors);
  // The last operator may have left it channels first.
  for (const place of outputs) parts.read(place, "last");
  const info = (place: number) => floatInfo(tensors[place].name, tensors[place].shape);
  const {nodes, initialisers} = parts;
  return modelFile({name, description, nodes, initialisers, inputs: inputs.map(info), outputs: outputs.map(info)});
}

/** Constants that an operator decodes, given to those who use them: ONNX's decoding is written with the constant. */
function withoutDecoders(graph: Graph): Graph {
  const tensors = [...graph.tensors];
  const ops = graph.ops.filter(({kind, inputs: [from], outputs: [to]}) => {
    if (kind !== "dequantize" || !tensors[from].data) return true;
    tensors[to] = {...tensors[from], name: tensors[to].name};
    return false;
  });
  return {...graph, tensors, ops};
}

type OpOf<Kind extends GraphOp["kind"]> = Extract<GraphOp, {kind: Kind}>;

const simple = {relu: "Relu", tanh: "Tanh", logistic: "Sigmoid", add: "Add", mul: "Mul"} as const;

/** Writes an operator of a graph as nodes of ONNX. */
function writeOperator(parts: OnnxParts, op: GraphOp, tensors: readonly GraphTensor[]): void {
  const [input] = op.inputs;
  const [output] = op.outputs;
  switch (op.kind) {
    case "conv":
      return writeConv(parts, op, tensors);
    case "transposeConv":
      return writeTransposed(parts, op, tensors);
    case "dense": {
      const [x, matrix, bias] = op.inputs.map((place) => operand(parts, tensors, place, "last"));
      return active(parts, op, "last", (to) => parts.node("Gemm", [x, matrix, bias], [to], {transB: {whole: 1}}));
    }
    case "maxPool":
    case "averagePool": {
      const x = parts.read(input, "first");
      const pads = {wholes: padsOf(tensors[input].shape, op.size, op.stride, op.padding)};
      const attributes = {kernel_shape: {wholes: op.size}, strides: {wholes: op.stride}, pads};
      return parts.node(op.kind === "maxPool" ? "MaxPool" : "AveragePool", [x], [parts.make(output, "first")], attributes);
    }
    case "resize": {
      const x = parts.read(input, "first");
      const factor = parts.constant(`${tensors[output].name}/scales`, [4], Float32Array.of(1, 1, op.factor, op.factor));
      const words = {mode: "nearest", coordinate_transformation_mode: "asymmetric", nearest_mode: "floor"};
      const attributes = Object.fromEntries(Object.entries(words).map(([name, text]) => [name, {text}]));
      return parts.node("Resize", [x, "", factor], [parts.make(output, "first")], attributes);
    }
    case "pad": {
      const [top, bottom, left, right] = op.sides;
      const x = parts.read(input, "last");
      const pads = wholes(parts, `${tensors[output].name}/pads`, [0, top, left, 0, 0, bottom, right, 0]);
      return parts.node("Pad", [x, pads], [parts.make(output, "last")]);
    }
    case "concat":
    case "split": {
      const layout = parts.layoutOf(input);
      const from = op.inputs.map((place) => operand(parts, tensors, place, layout));
      const axis = {whole: axisIn(op.axis, tensors[output], layout)};
      const to = op.outputs.map((place) => parts.make(place, layout));
      return parts.node(op.kind === "concat" ? "Concat" : "Split", from, to, {axis});
    }
    case "reshape": {
      const x = parts.read(input, "last");
      // 0 keeps the batch.
      const shape = wholes(parts, `${tensors[output].name}/shape`, [0, ...tensors[output].shape.slice(1)]);
      return parts.node("Reshape", [x, shape], [parts.make(output, "last")]);
    }
    case "leakyRelu": {
      const layout = parts.layoutOf(input);
      const x = parts.read(input, layout);
      return parts.node("LeakyRelu", [x], [parts.make(output, layout)], {alpha: {float: op.slope}});
    }
    case "relu":
    case "tanh":
    case "logistic":
    case "add":
    case "mul": {
      const computed = op.inputs.find((place) => !tensors[place].data) ?? input;
      const layout = parts.layoutOf(computed);
      const from = op.inputs.map((place) => operand(parts, tensors, place, layout, isMap(tensors[output])));
      return parts.node(simple[op.kind], from, [parts.make(output, layout)]);
    }
    case "dequantize":
    case "quantize":
      throw new RangeError(`"${tensors[output].name}": ONNX is written of networks that compute in float32`);
  }
}

/** A tensor as an input of a node: constants are written where they are used, decoded to float32. */
function operand(parts: OnnxParts, tensors: readonly GraphTensor[], place: number, layout: Layout, besideMap = false): string {
  const tensor = tensors[place];
  if (!tensor.data) return parts.read(place, layout);
  if (layout === "first" && isMap(tensor)) return writeConstant(parts, tensor, [0, 3, 1, 2]);
  const beside = layout === "first" && besideMap;
  return writeConstant(parts, beside ? {...tensor, shape: [...tensor.shape, 1, 1]} : tensor);
}

function writeConv(parts: OnnxParts, op: OpOf<"conv">, tensors: readonly GraphTensor[]): void {
  const [input, filter, bias] = op.inputs;
  const [, height, width] = tensors[filter].shape;
  const x = parts.read(input, "first");
  const kernel = writeConstant(parts, tensors[filter], [0, 3, 1, 2]);
  const attributes = {
    kernel_shape: {wholes: [height, width]},
    strides: {wholes: op.stride},
    pads: {wholes: padsOf(tensors[input].shape, [height, width], op.stride, op.padding)}
  };
  const inputs = [x, kernel, operand(parts, tensors, bias, "last")];
  active(parts, op, "first", (to) => parts.node("Conv", inputs, [to], attributes));
}

/** The zeros are said one by one: `auto_pad` and `output_shape` were read in several ways by several programs. */
function writeTransposed(parts: OnnxParts, op: OpOf<"transposeConv">, tensors: readonly GraphTensor[]): void {
  const [input, filter, bias] = op.inputs;
  const [output] = op.outputs;
  const size = tensors[filter].shape.slice(1, 3);
  const x = parts.read(input, "first");
  const kernel = writeConstant(parts, tensors[filter], [3, 0, 1, 2]);
  const before: number[] = [];
  const behind: number[] = [];
  const more: number[] = [];
  size.forEach((length, axis) => {
    const [small, large] = [tensors[input].shape[1 + axis], tensors[output].shape[1 + axis]];
    const surplus = (small - 1) * op.stride[axis] + length - large;
    const first = op.padding === "same" ? Math.floor(Math.max(0, surplus) / 2) : 0;
    before.push(first);
    behind.push(Math.max(0, surplus) - first);
    more.push(Math.max(0, -surplus));
  });
  const attributes = {
    kernel_shape: {wholes: size},
    strides: {wholes: op.stride},
    pads: {wholes: [...before, ...behind]},
    output_padding: {wholes: more}
  };
  parts.node("ConvTranspose", [x, kernel, operand(parts, tensors, bias, "last")], [parts.make(output, "first")], attributes);
}

/** Zeros above, left, below and right of a map, as ONNX names them. */
function padsOf(
  [, ...sides]: readonly number[],
  size: readonly number[],
  stride: readonly number[],
  padding: GraphPadding
): number[] {
  const pads = [0, 0, 0, 0];
  for (let axis = 0; axis < 2; axis++) {
    const {before, output} = windowAlong(sides[axis], size[axis], stride[axis], padding);
    const total = padding === "same" ? Math.max(0, (output - 1) * stride[axis] + size[axis] - sides[axis]) : 0;
    pads[axis] = before;
    pads[2 + axis] = total - before;
  }
  return pads;
}

/** Makes an output, through a Relu where one is fused into the operator. */
function active(parts: OnnxParts, op: OpOf<"conv" | "dense">, layout: Layout, write: (to: string) => void): void {
  const to = parts.make(op.outputs[0], layout);
  if (op.activation === "none") return write(to);
  const sum = parts.free(`${to}/sum`);
  write(sum);
  parts.node("Relu", [sum], [to]);
}

function axisIn(axis: number, tensor: GraphTensor, layout: Layout): number {
  return layout === "first" && isMap(tensor) ? [0, 2, 3, 1][axis] : axis;
}

function wholes(parts: OnnxParts, name: string, values: readonly number[]): string {
  return parts.constant(name, [values.length], BigInt64Array.from(values, BigInt));
}

/** ONNX's number for float32. */
const FLOAT = 1;

/**
 * Writes a constant and gives the name under which it is float32: halves and int8 numbers stand in the file as they are, and a node
 * decodes them.
 * @param order its axes in another order, for four of them
 * @throws RangeError naming a constant of another type.
 */
function writeConstant(parts: OnnxParts, tensor: GraphTensor, order?: readonly number[]): string {
  const {name, type, quantisation} = tensor;
  const shape = order ? order.map((axis) => tensor.shape[axis]) : tensor.shape;
  const data = order ? reorder(tensor.data!, tensor.shape, order) : tensor.data!;
  if (type === "float32") return parts.constant(name, shape, data as Float32Array);
  const decoded = parts.free(name);
  if (type === "float16") {
    parts.node("Cast", [parts.constant(`${name}/half`, shape, data as Uint16Array)], [decoded], {to: {whole: FLOAT}});
    return decoded;
  }
  if (type !== "int8" || !quantisation)
    throw new RangeError(`"${name}" is ${type}: ONNX is written of float32, float16 and int8`);
  const {scales, zeroPoints, axis} = quantisation;
  const one = scales.length === 1;
  const size = one ? [] : [scales.length];
  const inputs = [
    parts.constant(`${name}/int8`, shape, data as Int8Array),
    parts.constant(`${name}/scale`, size, Float32Array.from(scales)),
    parts.constant(`${name}/zero`, size, Int8Array.from(zeroPoints))
  ];
  const along = order ? order.indexOf(axis) : axis;
  parts.node("DequantizeLinear", inputs, [decoded], one ? {} : {axis: {whole: along}});
  return decoded;
}

/** Four axes in another order: axis i of the result is axis `order[i]` of the values. */
function reorder<Data extends GraphData>(values: Data, shape: readonly number[], order: readonly number[]): Data {
  const made = values.slice() as Data;
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const [a, b, c, d] = order.map((axis) => ({size: shape[axis], stride: strides[axis]}));
  let at = 0;
  for (let i = 0; i < a.size; i++) {
    for (let j = 0; j < b.size; j++) {
      for (let k = 0; k < c.size; k++) {
        const from = i * a.stride + j * b.stride + k * c.stride;
        for (let l = 0; l < d.size; l++) made[at++] = values[from + l * d.stride];
      }
    }
  }
  return made;
}

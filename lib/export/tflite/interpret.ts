import type {
  Activation,
  Graph,
  GraphData,
  GraphOp,
  GraphOpKind,
  GraphPadding,
  GraphTensor,
  GraphType,
  Quantisation
} from "../graph/graph.ts";
import type {Fields, FlatTable} from "./flatbuffer.ts";
import type {RawModel, RawOperator, RawTensor} from "./raw-model.ts";
import {
  ACTIVATIONS,
  BINARY_OPTIONS,
  CONCATENATION_OPTIONS,
  CONV_OPTIONS,
  FULLY_CONNECTED_OPTIONS,
  LEAKY_RELU_OPTIONS,
  OPERATORS,
  PADDINGS,
  POOL_OPTIONS,
  RESIZE_OPTIONS,
  TRANSPOSE_CONV_OPTIONS,
  TYPES,
  activationName,
  operatorName,
  typeName
} from "./schema.ts";
import {FileError} from "../../nn/files/safetensors.ts";
import {sizeOf} from "../../nn/arithmetic/values.ts";

const ARRAYS = {float32: Float32Array, float16: Uint16Array, int8: Int8Array, int32: Int32Array} as const;

/**
 * A tensor of a file, its numbers copied.
 * @throws FileError when its numbers are of another type, do not fill its shape, or have scales that do not fit.
 */
export function readTensor({tensors, buffers}: RawModel, place: number): GraphTensor {
  const raw: RawTensor | undefined = tensors[place];
  if (!raw) throw new FileError(`the file is damaged: an operator takes tensor ${place}, there are ${tensors.length}`);
  const label = `tensor ${place} ("${raw.name}")`;
  const types = Object.entries(TYPES) as [GraphType, number][];
  const type = types.find(([, number]) => number === raw.type)?.[0];
  if (!type) {
    const known = types.map(([, number]) => typeName(number)).join(", ");
    throw new FileError(`${label} has numbers of type ${typeName(raw.type)}: ${known} can be read here`);
  }
  if (raw.buffer >= buffers.length) {
    throw new FileError(`the file is damaged: ${label} has buffer ${raw.buffer}, there are ${buffers.length}`);
  }
  const bytes = buffers[raw.buffer];
  const tensor: GraphTensor = {name: raw.name, shape: raw.shape, type};
  if (bytes.length > 0) {
    const array = ARRAYS[type];
    const needed = sizeOf(raw.shape) * array.BYTES_PER_ELEMENT;
    if (bytes.length !== needed) {
      const given = `shape [${raw.shape.join(", ")}] of ${type}, which is ${needed} bytes`;
      throw new FileError(`the file is damaged: ${label} has ${given}, its buffer has ${bytes.length}`);
    }
    const {buffer} = bytes.slice();
    tensor.data = new array(buffer) as GraphData;
  }
  const quantisation = readQuantisation(raw, label);
  return quantisation ? {...tensor, quantisation} : tensor;
}

function readQuantisation({scales, zeroPoints, axis, shape}: RawTensor, label: string): Quantisation | null {
  if (scales.length === 0) return null;
  const fits = scales.length === 1 || (axis >= 0 && axis < shape.length && shape[axis] === scales.length);
  if (!fits) throw new FileError(`the file is damaged: ${label} has ${scales.length} scales for shape [${shape.join(", ")}]`);
  if (!scales.every((scale) => scale > 0 && scale < Infinity)) {
    throw new FileError(`the file is damaged: ${label} has scales that are not positive numbers`);
  }
  if (!zeroPoints.every((zero) => zero >= -128 && zero <= 127)) {
    throw new FileError(`the file is damaged: ${label} has a zero point outside of −128 … 127`);
  }
  if (zeroPoints.length !== 0 && zeroPoints.length !== scales.length) {
    throw new FileError(`the file is damaged: ${label} has ${scales.length} scales and ${zeroPoints.length} zero points`);
  }
  return {scales, zeroPoints: zeroPoints.length > 0 ? zeroPoints : scales.map(() => 0), axis: scales.length === 1 ? 0 : axis};
}

/** Operators that move nothing but the shape. */
const RESHAPES = ["RESHAPE", "SQUEEZE", "EXPAND_DIMS"];

/**
 * An operator of a file as one of the graph's, or several; tensors that it needs beside the file's are added to the graph.
 * @throws FileError naming the operator, when there is none like it here, or an option that is not here.
 */
export function readOperator(raw: RawOperator, graph: Graph, model: RawModel): GraphOp[] {
  const name = operatorName(raw.code);
  const [x, second, third] = raw.inputs;
  const {outputs} = raw;
  const kind = RESHAPES.includes(name) ? "reshape" : kindOf(raw.code);
  if (!kind) {
    const called = raw.custom ? `${name} "${raw.custom}"` : name;
    throw new FileError(`the file needs the operator ${called} (version ${raw.version}), which this book has not`);
  }
  const reading = new Reading(name, raw, graph);
  switch (kind) {
    case "conv": {
      const options = reading.options(CONV_OPTIONS);
      if (options.number("dilationHeight", "int32", 1) !== 1 || options.number("dilationWidth", "int32", 1) !== 1) {
        throw new FileError(`${name} with dilation is not in this book`);
      }
      return reading.linear(
        {kind, ...reading.sliding(options), activation: "none"},
        [x, second, third],
        reading.activation(options)
      );
    }
    case "dense": {
      const options = reading.options(FULLY_CONNECTED_OPTIONS);
      if (options.number("weightsFormat", "int8") !== 0) throw new FileError(`${name} with shuffled weights is not in this book`);
      return reading.linear({kind, activation: "none"}, [reading.flat(x, second), second, third], reading.activation(options));
    }
    case "transposeConv": {
      const options = reading.options(TRANSPOSE_CONV_OPTIONS);
      const [, filter, map, bias] = raw.inputs;
      return reading.linear({kind, ...reading.sliding(options)}, [map, filter, bias], reading.activation(options));
    }
    case "maxPool":
    case "averagePool": {
      const options = reading.options(POOL_OPTIONS);
      const size: [number, number] = [options.number("filterHeight", "int32"), options.number("filterWidth", "int32")];
      return reading.fused({kind, size, ...reading.sliding(options), inputs: [x], outputs}, reading.activation(options));
    }
    case "resize": {
      if (reading.options(RESIZE_OPTIONS).number("alignCorners", "int8") !== 0) {
        throw new FileError(`${name} with aligned corners is not in this book`);
      }
      const [from, to] = [x, outputs[0]].map((place) => graph.tensors[place].shape);
      return [{kind, factor: to[1] / from[1], inputs: [x], outputs}];
    }
    case "pad": {
      if (second === undefined) throw new FileError(`the file is damaged: ${name} lacks an input`);
      const {data} = readTensor(model, second);
      if (!(data instanceof Int32Array) || data.length !== 8) throw new FileError(`${name} needs constant paddings of four axes`);
      const [batch, batchEnd, top, bottom, left, right, channel, channelEnd] = data;
      if (batch || batchEnd || channel || channelEnd) throw new FileError(`${name} of batches or channels is not in this book`);
      return [{kind, sides: [top, bottom, left, right], inputs: [x], outputs}];
    }
    case "leakyRelu":
      return [{kind, slope: shortest(reading.options(LEAKY_RELU_OPTIONS).number("alpha", "float32")), inputs: [x], outputs}];
    case "concat": {
      const options = reading.options(CONCATENATION_OPTIONS);
      const axis = reading.axis(options.number("axis", "int32"), outputs[0]);
      return reading.fused({kind, axis, inputs: raw.inputs, outputs}, reading.activation(options));
    }
    case "split": {
      const {data} = readTensor(model, x);
      if (!(data instanceof Int32Array)) throw new FileError(`${name} needs a constant axis`);
      return [{kind, axis: reading.axis(data[0], outputs[0]), inputs: [second], outputs}];
    }
    case "add":
    case "mul":
      return reading.fused({kind, inputs: raw.inputs, outputs}, reading.activation(reading.options(BINARY_OPTIONS)));
    case "relu":
    case "tanh":
    case "logistic":
    case "reshape":
    case "quantize":
    case "dequantize":
      return [{kind, inputs: [x], outputs}];
  }
}

/** 0.2, not the 0.20000000298 that single precision makes of it: the shortest number that is the same there. */
function shortest(value: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

function kindOf(code: number): GraphOpKind | undefined {
  return (Object.keys(OPERATORS) as GraphOpKind[]).find((kind) => OPERATORS[kind].code === code);
}

type Bare = GraphOp extends infer Op ? (Op extends GraphOp ? Omit<Op, "inputs" | "outputs"> : never) : never;

/** One operator being read: what it needs in front of it and behind it. */
class Reading {
  private readonly name: string;
  private readonly raw: RawOperator;
  private readonly tensors: GraphTensor[];
  private readonly before: GraphOp[] = [];

  constructor(name: string, raw: RawOperator, {tensors}: Graph) {
    this.name = name;
    this.raw = raw;
    this.tensors = tensors;
    const [first] = raw.outputs;
    if (first === undefined) throw new FileError(`the file is damaged: ${name} has no output`);
    const missing = raw.inputs.findIndex((place) => place < 0);
    const optional = name === "FULLY_CONNECTED" || name === "CONV_2D" || name === "TRANSPOSE_CONV" ? 2 : raw.inputs.length;
    if (raw.inputs.length === 0 || (missing >= 0 && missing < optional))
      throw new FileError(`the file is damaged: ${name} lacks an input`);
  }

  /** Its options; where a file has none, all are at their defaults. */
  options<F extends Fields>(fields: F): Pick<FlatTable<F>, "number"> {
    return this.raw.options(fields) ?? {number: (_field, _type, otherwise = 0) => otherwise};
  }

  activation(options: Pick<FlatTable<{activation: number}>, "number">): Activation {
    const number = options.number("activation", "int8");
    for (const [activation, known] of Object.entries(ACTIVATIONS)) if (known === number) return activation as Activation;
    throw new FileError(`${this.name} with ${activationName(number)} is not in this book`);
  }

  sliding(options: Pick<FlatTable<typeof TRANSPOSE_CONV_OPTIONS>, "number">): {stride: [number, number]; padding: GraphPadding} {
    const number = options.number("padding", "int8");
    const padding = number === PADDINGS.same ? "same" : "valid";
    if (PADDINGS[padding] !== number) throw new FileError(`the file is damaged: ${this.name} has padding ${number}`);
    return {stride: [options.number("strideHeight", "int32"), options.number("strideWidth", "int32")], padding};
  }

  /** An axis that may be counted from the end. */
  axis(axis: number, place: number): number {
    return axis < 0 ? axis + this.tensors[place].shape.length : axis;
  }

  /** The input of a dense layer in one row: writers leave that step out. */
  flat(x: number, matrix: number): number {
    const {shape, ...tensor} = this.tensors[x];
    const features = this.tensors[matrix]?.shape[1];
    if (shape.length === 2 || sizeOf(shape) !== features) return x;
    return this.add({kind: "reshape"}, [x], {...tensor, name: `${tensor.name}/flat`, shape: [1, features]});
  }

  /** A convolution or a dense layer, its bias and its decoded weights beside it. */
  linear(op: Bare, [x, weights, bias]: (number | undefined)[], activation: Activation): GraphOp[] {
    if (x === undefined || weights === undefined) throw new FileError(`the file is damaged: ${this.name} lacks an input`);
    const {type, quantisation} = this.tensors[x];
    const {name, shape, type: stored, quantisation: steps} = this.tensors[weights];
    let decoded = weights;
    if (type === "float32" && stored === "int8") {
      decoded = this.add({kind: "dequantize"}, [weights], {name: `${name}/decoded`, shape, type: "float32"});
    }
    let biases = bias ?? -1;
    if (biases < 0) {
      const size = shape[0] ?? 1;
      const none: GraphTensor = {name: `${name}/none`, shape: [size], type: "float32", data: new Float32Array(size)};
      if (type === "int8" && quantisation && steps) {
        const scales = steps.scales.map((scale) => Math.fround(scale * quantisation.scales[0]));
        Object.assign(none, {type: "int32", data: new Int32Array(size), quantisation: {...steps, axis: 0, scales}});
      }
      biases = this.tensors.push(none) - 1;
    }
    const inputs = [x, decoded, biases];
    if (op.kind === "conv" || op.kind === "dense")
      return [...this.before, {...op, activation, inputs, outputs: this.raw.outputs}];
    return this.fused({...op, inputs, outputs: this.raw.outputs} as GraphOp, activation);
  }

  /** An operator with its activation as an operator of its own, where the graph's has none. */
  fused(op: GraphOp, activation: Activation): GraphOp[] {
    if (activation === "none") return [...this.before, op];
    const [output] = op.outputs;
    const {data: _, ...tensor} = this.tensors[output];
    const between = this.tensors.push({...tensor, name: `${tensor.name}/before`}) - 1;
    return [...this.before, {...op, outputs: [between]}, {kind: activation, inputs: [between], outputs: [output]}];
  }

  private add(op: Extract<Bare, {kind: "reshape" | "dequantize"}>, inputs: number[], tensor: GraphTensor): number {
    const place = this.tensors.push(tensor) - 1;
    this.before.push({...op, inputs, outputs: [place]});
    return place;
  }
}

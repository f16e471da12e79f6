import {Builder} from "flatbuffers";
import type {Graph, GraphOp, GraphTensor} from "../graph/graph.ts";
import {writeBytes, writeFloats, writeInts, writeLongs, writeOffsets, writeTable} from "./flatbuffer.ts";
import {
  ACTIVATIONS,
  BINARY_OPTIONS,
  BUFFER,
  CONCATENATION_OPTIONS,
  CONV_OPTIONS,
  FILE_IDENTIFIER,
  FULLY_CONNECTED_OPTIONS,
  LEAKY_RELU_OPTIONS,
  MODEL,
  OPERATOR,
  OPERATORS,
  OPERATOR_CODE,
  PADDINGS,
  POOL_OPTIONS,
  QUANTIZATION,
  RESHAPE_OPTIONS,
  SCHEMA_VERSION,
  SPLIT_OPTIONS,
  SUBGRAPH,
  TENSOR,
  TRANSPOSE_CONV_OPTIONS,
  TYPES
} from "./schema.ts";

/** Interpreters want the numbers of a tensor to begin at a multiple of so many bytes. */
const alignment = 16;

/**
 * A graph as a TensorFlow Lite file (FlatBuffer, schema version 3), which the interpreters of TensorFlow Lite, LiteRT and TensorFlow
 * Lite Micro run.
 * @param description stands in the file for people
 */
export function writeTflite(graph: Graph, description = "made with Gantry"): Uint8Array {
  const {name, tensors, ops, inputs, outputs} = withShapeInputs(graph);
  const builder = new Builder(1024);
  // Whatever a table refers to is written before it. Buffer 0 is empty, by convention.
  const buffers = [writeTable(builder, 1, {})];
  const tensorTables = tensors.map((tensor) => {
    if (!tensor.data) return writeTensor(builder, tensor, 0);
    const {buffer, byteOffset, byteLength} = tensor.data;
    const bytes = writeBytes(builder, new Uint8Array(buffer, byteOffset, byteLength), alignment);
    buffers.push(writeTable(builder, 1, {[BUFFER.data]: bytes}));
    return writeTensor(builder, tensor, buffers.length - 1);
  });
  const codes: {kind: GraphOp["kind"]; version: number}[] = [];
  const operators = ops.map((op) => {
    const version = versionOf(op, tensors);
    let code = codes.findIndex((known) => known.kind === op.kind && known.version === version);
    if (code < 0) code = codes.push({kind: op.kind, version}) - 1;
    return writeOperator(builder, op, code, tensors);
  });
  const subgraph = writeTable(builder, 5, {
    [SUBGRAPH.tensors]: writeOffsets(builder, tensorTables),
    [SUBGRAPH.inputs]: writeInts(builder, inputs),
    [SUBGRAPH.outputs]: writeInts(builder, outputs),
    [SUBGRAPH.operators]: writeOffsets(builder, operators),
    [SUBGRAPH.name]: builder.createString(name)
  });
  const parts = {
    [MODEL.operatorCodes]: writeOffsets(
      builder,
      codes.map(({kind, version}) => writeCode(builder, OPERATORS[kind].code, version))
    ),
    [MODEL.subgraphs]: writeOffsets(builder, [subgraph]),
    [MODEL.description]: builder.createString(description),
    [MODEL.buffers]: writeOffsets(builder, buffers)
  };
  const model = writeTable(builder, 5, parts, () => builder.addFieldInt32(MODEL.version, SCHEMA_VERSION, 0));
  builder.finish(model, FILE_IDENTIFIER);
  return builder.asUint8Array().slice();
}

function writeTensor(builder: Builder, {name, shape, type, quantisation}: GraphTensor, buffer: number): number {
  const parts: Record<number, number> = {
    [TENSOR.shape]: writeInts(builder, shape),
    [TENSOR.name]: builder.createString(name)
  };
  if (quantisation) {
    const {scales, zeroPoints, axis} = quantisation;
    const fields = {
      [QUANTIZATION.scale]: writeFloats(builder, scales),
      [QUANTIZATION.zeroPoint]: writeLongs(builder, zeroPoints)
    };
    const dimension = scales.length > 1 ? axis : 0;
    parts[TENSOR.quantization] = writeTable(builder, 7, fields, () =>
      builder.addFieldInt32(QUANTIZATION.quantizedDimension, dimension, 0)
    );
  }
  return writeTable(builder, 5, parts, () => {
    builder.addFieldInt8(TENSOR.type, TYPES[type], 0);
    builder.addFieldInt32(TENSOR.buffer, buffer, 0);
  });
}

function writeOperator(builder: Builder, op: GraphOp, code: number, tensors: readonly GraphTensor[]): number {
  const options = writeOptions(builder, op, tensors);
  const parts: Record<number, number> = {
    [OPERATOR.inputs]: writeInts(builder, op.inputs),
    [OPERATOR.outputs]: writeInts(builder, op.outputs)
  };
  if (options !== 0) parts[OPERATOR.options] = options;
  return writeTable(builder, 5, parts, () => {
    builder.addFieldInt32(OPERATOR.opcodeIndex, code, 0);
    builder.addFieldInt8(OPERATOR.optionsType, OPERATORS[op.kind].options, 0);
  });
}

function writeCode(builder: Builder, code: number, version: number): number {
  return writeTable(builder, 4, {}, () => {
    // A byte once was enough: readers of that time look here.
    builder.addFieldInt8(OPERATOR_CODE.deprecatedBuiltinCode, Math.min(code, 127), 0);
    builder.addFieldInt32(OPERATOR_CODE.version, version, 1);
    builder.addFieldInt32(OPERATOR_CODE.builtinCode, code, 0);
  });
}

/** What an operator does on int8 came later than on float32, and with a number of its own. */
function versionOf(op: GraphOp, tensors: readonly GraphTensor[]): number {
  const types = [...op.inputs, ...op.outputs].map((place) => tensors[place].type);
  const [float, integer] = OPERATORS[op.kind].versions;
  if (op.kind === "dequantize") return types.includes("float16") ? 3 : integer;
  return types.includes("int8") ? integer : float;
}

/** The options of an operator as a table; 0 where it has none. */
function writeOptions(builder: Builder, op: GraphOp, tensors: readonly GraphTensor[]): number {
  switch (op.kind) {
    case "conv": {
      const [height, width] = op.stride;
      return writeTable(builder, 6, {}, () => {
        builder.addFieldInt8(CONV_OPTIONS.padding, PADDINGS[op.padding], 0);
        builder.addFieldInt32(CONV_OPTIONS.strideWidth, width, 0);
        builder.addFieldInt32(CONV_OPTIONS.strideHeight, height, 0);
        builder.addFieldInt8(CONV_OPTIONS.activation, ACTIVATIONS[op.activation], 0);
        // Their default is 1, and a field at its default is left out.
        builder.addFieldInt32(CONV_OPTIONS.dilationWidth, 1, 1);
        builder.addFieldInt32(CONV_OPTIONS.dilationHeight, 1, 1);
      });
    }
    case "transposeConv": {
      const [height, width] = op.stride;
      return writeTable(builder, 3, {}, () => {
        builder.addFieldInt8(TRANSPOSE_CONV_OPTIONS.padding, PADDINGS[op.padding], 0);
        builder.addFieldInt32(TRANSPOSE_CONV_OPTIONS.strideWidth, width, 0);
        builder.addFieldInt32(TRANSPOSE_CONV_OPTIONS.strideHeight, height, 0);
      });
    }
    case "maxPool":
    case "averagePool":
      return writeTable(builder, 6, {}, () => {
        builder.addFieldInt8(POOL_OPTIONS.padding, PADDINGS[op.padding], 0);
        builder.addFieldInt32(POOL_OPTIONS.strideWidth, op.stride[1], 0);
        builder.addFieldInt32(POOL_OPTIONS.strideHeight, op.stride[0], 0);
        builder.addFieldInt32(POOL_OPTIONS.filterWidth, op.size[1], 0);
        builder.addFieldInt32(POOL_OPTIONS.filterHeight, op.size[0], 0);
        builder.addFieldInt8(POOL_OPTIONS.activation, ACTIVATIONS.none, 0);
      });
    case "dense":
      return writeTable(builder, 1, {}, () =>
        builder.addFieldInt8(FULLY_CONNECTED_OPTIONS.activation, ACTIVATIONS[op.activation], 0)
      );
    case "reshape":
      return writeTable(builder, 1, {[RESHAPE_OPTIONS.newShape]: writeInts(builder, tensors[op.outputs[0]].shape)});
    case "concat":
      return writeTable(builder, 2, {}, () => {
        builder.addFieldInt32(CONCATENATION_OPTIONS.axis, op.axis, 0);
        builder.addFieldInt8(CONCATENATION_OPTIONS.activation, ACTIVATIONS.none, 0);
      });
    case "split":
      return writeTable(builder, 1, {}, () => builder.addFieldInt32(SPLIT_OPTIONS.parts, op.outputs.length, 0));
    case "leakyRelu":
      return writeTable(builder, 1, {}, () => builder.addFieldFloat32(LEAKY_RELU_OPTIONS.alpha, op.slope, 0));
    case "add":
    case "mul":
      return writeTable(builder, 1, {}, () => builder.addFieldInt8(BINARY_OPTIONS.activation, ACTIVATIONS.none, 0));
    case "pad":
    case "resize":
    case "quantize":
    case "dequantize":
      return writeTable(builder, 1, {});
    case "relu":
    case "tanh":
    case "logistic":
      return 0;
  }
}

/**
 * A graph whose operators have the inputs that TensorFlow Lite wants: sizes, shapes, paddings and axes as constants of their own, and
 * for some in another order. `interpret.ts` is the way back.
 */
function withShapeInputs(graph: Graph): Graph {
  const tensors: GraphTensor[] = graph.tensors.map((tensor) => ({...tensor}));
  const constant = (name: string, shape: number[], values: readonly number[]): number =>
    tensors.push({name, shape, type: "int32", data: Int32Array.from(values)}) - 1;
  const ops = graph.ops.map((op): GraphOp => {
    const {shape, name} = tensors[op.outputs[0]];
    const [x, ...rest] = op.inputs;
    switch (op.kind) {
      case "reshape":
        return {...op, inputs: [x, constant(`${name}/shape`, [shape.length], shape)]};
      case "resize":
        return {...op, inputs: [x, constant(`${name}/size`, [2], shape.slice(1, 3))]};
      case "pad": {
        const [top, bottom, left, right] = op.sides;
        return {...op, inputs: [x, constant(`${name}/paddings`, [4, 2], [0, 0, top, bottom, left, right, 0, 0])]};
      }
      case "transposeConv": {
        const [filter, bias] = rest;
        return {...op, inputs: [constant(`${name}/size`, [4], shape), filter, x, bias]};
      }
      case "split":
        return {...op, inputs: [constant(`${name}/axis`, [], [op.axis]), x]};
      default:
        return op;
    }
  });
  return {...graph, tensors, ops};
}

import type {GraphOpKind, GraphType} from "../graph/graph.ts";

/**
 * The part of TensorFlow Lite's schema (version 3, `tensorflow/lite/schema/schema.fbs`) that this book writes and reads: the places of
 * fields in their tables, and the numbers of operators, options and types.
 */
export const FILE_IDENTIFIER = "TFL3";
export const SCHEMA_VERSION = 3;

/** Places of fields, counted from 0, by table. */
export const MODEL = {version: 0, operatorCodes: 1, subgraphs: 2, description: 3, buffers: 4} as const;
export const SUBGRAPH = {tensors: 0, inputs: 1, outputs: 2, operators: 3, name: 4} as const;
export const TENSOR = {shape: 0, type: 1, buffer: 2, name: 3, quantization: 4} as const;
export const QUANTIZATION = {min: 0, max: 1, scale: 2, zeroPoint: 3, quantizedDimension: 6} as const;
export const OPERATOR = {opcodeIndex: 0, inputs: 1, outputs: 2, optionsType: 3, options: 4} as const;
export const OPERATOR_CODE = {deprecatedBuiltinCode: 0, customCode: 1, version: 2, builtinCode: 3} as const;
export const BUFFER = {data: 0} as const;

/** Options of windows: convolution, transposed convolution and pooling place their fields differently. */
export const CONV_OPTIONS = {
  padding: 0,
  strideWidth: 1,
  strideHeight: 2,
  activation: 3,
  dilationWidth: 4,
  dilationHeight: 5
} as const;
export const TRANSPOSE_CONV_OPTIONS = {padding: 0, strideWidth: 1, strideHeight: 2, activation: 3} as const;
export const POOL_OPTIONS = {
  padding: 0,
  strideWidth: 1,
  strideHeight: 2,
  filterWidth: 3,
  filterHeight: 4,
  activation: 5
} as const;
export const FULLY_CONNECTED_OPTIONS = {activation: 0, weightsFormat: 1} as const;
export const RESHAPE_OPTIONS = {newShape: 0} as const;
export const CONCATENATION_OPTIONS = {axis: 0, activation: 1} as const;
export const SPLIT_OPTIONS = {parts: 0} as const;
export const RESIZE_OPTIONS = {alignCorners: 0, halfPixelCenters: 1} as const;
export const LEAKY_RELU_OPTIONS = {alpha: 0} as const;
/** Of ADD and MUL. */
export const BINARY_OPTIONS = {activation: 0} as const;

/** TensorType. */
export const TYPES: Readonly<Record<GraphType, number>> = {float32: 0, float16: 1, int32: 2, int8: 9};
/** Padding. */
export const PADDINGS = {same: 0, valid: 1} as const;
/** ActivationFunctionType. */
export const ACTIVATIONS = {none: 0, relu: 1} as const;

/** BuiltinOperator, the type of its options (BuiltinOptions; 0 for none), and the least version for float32 and for int8. */
export interface OperatorCode {
  code: number;
  options: number;
  versions: readonly [float: number, integer: number];
}

/** The operator of each kind. */
export const OPERATORS: Readonly<Record<GraphOpKind, OperatorCode>> = {
  add: {code: 0, options: 11, versions: [1, 2]},
  averagePool: {code: 1, options: 5, versions: [1, 2]},
  concat: {code: 2, options: 10, versions: [1, 2]},
  conv: {code: 3, options: 1, versions: [1, 3]},
  dequantize: {code: 6, options: 38, versions: [1, 2]},
  dense: {code: 9, options: 8, versions: [1, 4]},
  logistic: {code: 14, options: 0, versions: [1, 2]},
  maxPool: {code: 17, options: 5, versions: [1, 2]},
  mul: {code: 18, options: 21, versions: [1, 2]},
  relu: {code: 19, options: 0, versions: [1, 2]},
  reshape: {code: 22, options: 17, versions: [1, 1]},
  tanh: {code: 28, options: 0, versions: [1, 2]},
  pad: {code: 34, options: 22, versions: [1, 2]},
  split: {code: 49, options: 35, versions: [1, 2]},
  transposeConv: {code: 67, options: 49, versions: [3, 3]},
  resize: {code: 97, options: 74, versions: [1, 2]},
  leakyRelu: {code: 98, options: 75, versions: [1, 2]},
  quantize: {code: 114, options: 89, versions: [1, 1]}
};

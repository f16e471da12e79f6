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

/** What TensorFlow Lite calls its operators (BuiltinOperator in its schema), by their number. */
const NAMES =
  "ADD AVERAGE_POOL_2D CONCATENATION CONV_2D DEPTHWISE_CONV_2D DEPTH_TO_SPACE DEQUANTIZE EMBEDDING_LOOKUP FLOOR FULLY_CONNECTED " +
  "HASHTABLE_LOOKUP L2_NORMALIZATION L2_POOL_2D LOCAL_RESPONSE_NORMALIZATION LOGISTIC LSH_PROJECTION LSTM MAX_POOL_2D MUL RELU " +
  "RELU_N1_TO_1 RELU6 RESHAPE RESIZE_BILINEAR RNN SOFTMAX SPACE_TO_DEPTH SVDF TANH CONCAT_EMBEDDINGS SKIP_GRAM CALL CUSTOM " +
  "EMBEDDING_LOOKUP_SPARSE PAD UNIDIRECTIONAL_SEQUENCE_RNN GATHER BATCH_TO_SPACE_ND SPACE_TO_BATCH_ND TRANSPOSE MEAN SUB DIV " +
  "SQUEEZE UNIDIRECTIONAL_SEQUENCE_LSTM STRIDED_SLICE BIDIRECTIONAL_SEQUENCE_RNN EXP TOPK_V2 SPLIT LOG_SOFTMAX DELEGATE " +
  "BIDIRECTIONAL_SEQUENCE_LSTM CAST PRELU MAXIMUM ARG_MAX MINIMUM LESS NEG PADV2 GREATER GREATER_EQUAL LESS_EQUAL SELECT SLICE " +
  "SIN TRANSPOSE_CONV SPARSE_TO_DENSE TILE EXPAND_DIMS EQUAL NOT_EQUAL LOG SUM SQRT RSQRT SHAPE POW ARG_MIN FAKE_QUANT " +
  "REDUCE_PROD REDUCE_MAX PACK LOGICAL_OR ONE_HOT LOGICAL_AND LOGICAL_NOT UNPACK REDUCE_MIN FLOOR_DIV REDUCE_ANY SQUARE " +
  "ZEROS_LIKE FILL FLOOR_MOD RANGE RESIZE_NEAREST_NEIGHBOR LEAKY_RELU SQUARED_DIFFERENCE MIRROR_PAD ABS SPLIT_V UNIQUE CEIL " +
  "REVERSE_V2 ADD_N GATHER_ND COS WHERE RANK ELU REVERSE_SEQUENCE MATRIX_DIAG QUANTIZE MATRIX_SET_DIAG ROUND HARD_SWISH IF " +
  "WHILE NON_MAX_SUPPRESSION_V4 NON_MAX_SUPPRESSION_V5 SCATTER_ND SELECT_V2 DENSIFY SEGMENT_SUM BATCH_MATMUL " +
  "PLACEHOLDER_FOR_GREATER_OP_CODES CUMSUM CALL_ONCE BROADCAST_TO RFFT2D CONV_3D IMAG REAL COMPLEX_ABS HASHTABLE HASHTABLE_FIND " +
  "HASHTABLE_IMPORT HASHTABLE_SIZE REDUCE_ALL CONV_3D_TRANSPOSE VAR_HANDLE READ_VARIABLE ASSIGN_VARIABLE BROADCAST_ARGS " +
  "RANDOM_STANDARD_NORMAL BUCKETIZE RANDOM_UNIFORM MULTINOMIAL GELU DYNAMIC_UPDATE_SLICE RELU_0_TO_1";

const names = NAMES.split(" ");

/** "CONV_2D", or "operator 999" for one that has come since. */
export function operatorName(code: number): string {
  return names[code] ?? `operator ${code}`;
}

/** TensorType, by its number. */
const TYPE_NAMES = ["FLOAT32", "FLOAT16", "INT32", "UINT8", "INT64", "STRING", "BOOL", "INT16", "COMPLEX64", "INT8"];

/** "FLOAT32", or "type 99". */
export function typeName(type: number): string {
  return TYPE_NAMES[type] ?? `type ${type}`;
}

/** ActivationFunctionType, by its number. */
const ACTIVATION_NAMES = ["NONE", "RELU", "RELU_N1_TO_1", "RELU6", "TANH", "SIGN_BIT"];

/** "RELU6", or "activation 99". */
export function activationName(activation: number): string {
  return ACTIVATION_NAMES[activation] ?? `activation ${activation}`;
}

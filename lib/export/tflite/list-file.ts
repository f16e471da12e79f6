import type {Fields, FlatPart} from "./flatbuffer.ts";
import type {RawOperator} from "./raw-model.ts";
import {readModel} from "./raw-model.ts";
import {
  BINARY_OPTIONS,
  CONCATENATION_OPTIONS,
  CONV_OPTIONS,
  FULLY_CONNECTED_OPTIONS,
  LEAKY_RELU_OPTIONS,
  OPERATORS,
  POOL_OPTIONS,
  RESHAPE_OPTIONS,
  RESIZE_OPTIONS,
  SPLIT_OPTIONS,
  TRANSPOSE_CONV_OPTIONS,
  activationName,
  operatorName,
  typeName
} from "./schema.ts";

/** What a stretch of bytes belongs to. */
export type PartGroup =
  "header" | "model" | "operator code" | "subgraph" | "tensor" | "operator" | "buffer" | "filling" | "other";

/** A stretch of a file's bytes, [from, to), and what stands there. */
export interface FilePart {
  from: number;
  to: number;
  group: PartGroup;
  /** Which of the group's things, counted from 0; 0 where there is one. */
  index: number;
  /** "shape of tensor 3". */
  what: string;
  /** "[1, 28, 28, 1]", where it is short. */
  value?: string;
}

/** A .tflite file, byte by byte. */
export interface FileListing {
  size: number;
  description: string;
  /** Every byte of the file belongs to one of these, in order. */
  parts: FilePart[];
  tensors: ListedTensor[];
  operators: ListedOperator[];
  /** The numbers of each buffer: [from, to); nothing for an empty one. */
  buffers: {from: number; to: number}[];
  /** Places of tensors. */
  inputs: number[];
  outputs: number[];
}

/** A tensor as a file has it. */
export interface ListedTensor {
  name: string;
  shape: number[];
  /** "FLOAT32" */
  type: string;
  /** Its numbers are there; an empty buffer for what is computed. */
  buffer: number;
  scales: number[];
  zeroPoints: number[];
}

/** An operator as a file has it. */
export interface ListedOperator {
  /** "CONV_2D" */
  name: string;
  version: number;
  /** True when this book can run it. */
  known: boolean;
  /** Places of tensors; −1 for one that is left out. */
  inputs: number[];
  outputs: number[];
  /** Its options by name, as numbers and words. */
  options: Record<string, string>;
}

/**
 * Lists a TensorFlow Lite file, whatever operators it has, for whoever wants to look into it.
 * @throws FileError when the file is damaged, naming the part and the place.
 */
export function listTflite(bytes: Uint8Array): FileListing {
  const notes: FlatPart[] = [];
  const model = readModel(bytes, (part) => notes.push(part));
  const operators = model.operators.map((operator): ListedOperator => {
    const {code, custom, version, inputs, outputs} = operator;
    const known = Object.values(OPERATORS).some((other) => other.code === code);
    return {name: custom || operatorName(code), version, known, inputs, outputs, options: listOptions(operator)};
  });
  const tensors = model.tensors.map(({name, shape, type, buffer, scales, zeroPoints}): ListedTensor => ({
    name,
    shape,
    type: typeName(type),
    buffer,
    scales,
    zeroPoints
  }));
  const buffers = model.buffers.map(({byteOffset, length}) => {
    const from = length > 0 ? byteOffset - bytes.byteOffset : 0;
    return {from, to: from + length};
  });
  const {description, inputs, outputs} = model;
  return {size: bytes.length, description, parts: partsOf(notes, bytes), tensors, operators, buffers, inputs, outputs};
}

/** In order, nothing twice, and nothing left out: between what was read are zeros that fill up, or tables that this book ignores. */
function partsOf(notes: FlatPart[], bytes: Uint8Array): FilePart[] {
  const parts: FilePart[] = [];
  let end = 0;
  const fill = (to: number): void => {
    if (to <= end) return;
    const filling = to - end < 16 && bytes.subarray(end, to).every((byte) => byte === 0);
    const [group, what] = filling
      ? (["filling", "zeros, so that what follows begins at an even place"] as const)
      : (["other", "not read here"] as const);
    parts.push({from: end, to, group, index: 0, what});
    end = to;
  };
  for (const {from, to, owner, what, value} of [...notes].sort((a, b) => a.from - b.from || a.to - b.to)) {
    // Tables of one form share their list of fields, and constants of one value their numbers: the first owner has it.
    if (from < end) continue;
    fill(from);
    const [, group, index] = /^(header|operator code|subgraph|tensor|operator|buffer) ?(\d*)$/.exec(owner) ?? [null, "model", ""];
    parts.push({from, to, group: group as PartGroup, index: Number(index), what, ...(value === undefined ? {} : {value})});
    end = to;
  }
  fill(bytes.length);
  return parts;
}

const {conv, transposeConv, maxPool, dense, reshape, concat, split, leakyRelu, add, mul, resize} = OPERATORS;

/** The fields of the tables of options, by BuiltinOptions. */
const FIELDS = new Map<number, Fields>([
  [conv.options, CONV_OPTIONS],
  [transposeConv.options, TRANSPOSE_CONV_OPTIONS],
  [maxPool.options, POOL_OPTIONS],
  [dense.options, FULLY_CONNECTED_OPTIONS],
  [reshape.options, RESHAPE_OPTIONS],
  [concat.options, CONCATENATION_OPTIONS],
  [split.options, SPLIT_OPTIONS],
  [leakyRelu.options, LEAKY_RELU_OPTIONS],
  [add.options, BINARY_OPTIONS],
  [mul.options, BINARY_OPTIONS],
  [resize.options, RESIZE_OPTIONS]
]);

/** Fields of one byte; "alpha" is a real number, "newShape" a vector, the others are int32. */
const BYTES = new Set(["padding", "activation", "weightsFormat", "alignCorners", "halfPixelCenters"]);

/** The options of an operator by name; none for a table that this book does not know. @throws FileError when it is damaged. */
function listOptions({options, optionsType}: RawOperator): Record<string, string> {
  const fields = FIELDS.get(optionsType);
  const table = options(fields ?? {});
  if (!fields || !table) return {};
  return Object.fromEntries(
    Object.keys(fields).map((field) => {
      if (field === "newShape") return [field, `[${table.wholes(field).join(", ")}]`];
      const otherwise = field.startsWith("dilation") ? 1 : 0;
      const value = table.number(field, BYTES.has(field) ? "int8" : field === "alpha" ? "float32" : "int32", otherwise);
      if (field === "padding") return [field, value === 0 ? "SAME" : "VALID"];
      if (field === "activation") return [field, activationName(value)];
      return [field, String(Number(value.toPrecision(7)))];
    })
  );
}

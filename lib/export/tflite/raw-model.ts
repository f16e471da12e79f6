import {FileError} from "../../nn/files/safetensors.ts";
import type {Fields, Note} from "./flatbuffer.ts";
import {FlatFile, FlatTable} from "./flatbuffer.ts";
import {
  BUFFER,
  FILE_IDENTIFIER,
  MODEL,
  OPERATOR,
  OPERATOR_CODE,
  QUANTIZATION,
  SCHEMA_VERSION,
  SUBGRAPH,
  TENSOR
} from "./schema.ts";

/** A TensorFlow Lite file as it is written: tables by their numbers, nothing interpreted. */
export interface RawModel {
  description: string;
  /** Of the first subgraph. */
  name: string;
  tensors: RawTensor[];
  operators: RawOperator[];
  inputs: number[];
  outputs: number[];
  /** The bytes of each buffer, not copied. */
  buffers: Uint8Array[];
  /** How many subgraphs there are: only the first is read. */
  subgraphs: number;
}

/** A tensor as it stands in a file. */
export interface RawTensor {
  name: string;
  shape: number[];
  /** TensorType. */
  type: number;
  buffer: number;
  scales: number[];
  zeroPoints: number[];
  axis: number;
}

/** An operator as it stands in a file. */
export interface RawOperator {
  /** BuiltinOperator, and the name of a custom one. */
  code: number;
  custom: string;
  version: number;
  /** Places of tensors; −1 for an input that is left out. */
  inputs: number[];
  outputs: number[];
  /** Its options, whatever their table is; null where there are none. */
  options<F extends Fields>(fields: F): FlatTable<F> | null;
  /** BuiltinOptions: which table they are. */
  optionsType: number;
}

/**
 * Reads the tables of a file.
 * @param note told of every stretch of bytes that is read
 * @throws FileError when the bytes are no TensorFlow Lite file, are cut off or damaged, naming the part and the place.
 */
export function readModel(bytes: Uint8Array, note?: Note): RawModel {
  const file = new FlatFile(bytes, note);
  if (bytes.length < 8) throw new FileError(`a TensorFlow Lite file has at least 8 bytes, these are ${bytes.length}`);
  const identifier = String.fromCharCode(...bytes.subarray(4, 8));
  if (identifier !== FILE_IDENTIFIER) {
    const found = JSON.stringify(identifier);
    throw new FileError(`this is no TensorFlow Lite file: bytes 4 to 8 should be "${FILE_IDENTIFIER}", they are ${found}`);
  }
  const start = file.follow(0, "the model");
  file.note({from: 0, to: 4, owner: "header", what: "the way to the model", value: String(start)});
  file.note({from: 4, to: 8, owner: "header", what: "file identifier", value: FILE_IDENTIFIER});
  const model = new FlatTable(file, start, MODEL, "the model");
  const version = model.number("version", "uint32");
  if (version !== SCHEMA_VERSION) throw new FileError(`the file has schema version ${version}, ${SCHEMA_VERSION} is read here`);
  const codes = model.tables("operatorCodes", OPERATOR_CODE, (i) => `operator code ${i}`).map(readCode);
  const [subgraph, ...others] = model.tables("subgraphs", SUBGRAPH, (i) => `subgraph ${i}`);
  if (!subgraph) throw new FileError("the file is damaged: it has no subgraph");
  return {
    description: model.text("description"),
    name: subgraph.text("name"),
    tensors: subgraph.tables("tensors", TENSOR, (i) => `tensor ${i}`).map(readTensor),
    inputs: subgraph.wholes("inputs"),
    outputs: subgraph.wholes("outputs"),
    operators: subgraph.tables("operators", OPERATOR, (i) => `operator ${i}`).map((table) => readOperator(table, codes)),
    buffers: model.tables("buffers", BUFFER, (i) => `buffer ${i}`).map((table) => table.bytes("data")),
    subgraphs: 1 + others.length
  };
}

type Code = Pick<RawOperator, "code" | "custom" | "version">;

function readCode(table: FlatTable<typeof OPERATOR_CODE>): Code {
  // Files of older writers have the byte alone.
  const code = Math.max(table.number("deprecatedBuiltinCode", "int8"), table.number("builtinCode", "int32"));
  return {code, custom: table.text("customCode"), version: table.number("version", "int32", 1)};
}

function readTensor(table: FlatTable<typeof TENSOR>): RawTensor {
  const quantization = table.table("quantization", QUANTIZATION);
  return {
    shape: table.wholes("shape"),
    type: table.number("type", "int8"),
    buffer: table.number("buffer", "uint32"),
    name: table.text("name"),
    scales: quantization?.floats("scale") ?? [],
    zeroPoints: quantization?.wholes("zeroPoint", 8) ?? [],
    axis: quantization?.number("quantizedDimension", "int32") ?? 0
  };
}

function readOperator(table: FlatTable<typeof OPERATOR>, codes: readonly Code[]): RawOperator {
  const index = table.number("opcodeIndex", "uint32");
  if (index >= codes.length)
    throw new FileError(`the file is damaged: ${table.what} is of code ${index}, there are ${codes.length}`);
  return {
    ...codes[index],
    optionsType: table.number("optionsType", "int8"),
    inputs: table.wholes("inputs"),
    outputs: table.wholes("outputs"),
    options: (fields) => table.table("options", fields)
  };
}

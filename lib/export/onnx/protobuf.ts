import {joinBytes} from "../../data/files/bytes.ts";

/**
 * A protobuf message being written: fields one after another, each a key (number and wire type) and its value. What a message in a
 * message needs beforehand is its length, so parts are kept as bytes and joined at the end.
 * The encoding: https://protobuf.dev/programming-guides/encoding/
 */
export interface Message {
  /** Wire type 0: a whole number ≥ 0 below 2⁵³. */
  whole(field: number, value: number): Message;
  /** Wire type 5: float32. */
  float(field: number, value: number): Message;
  /** Wire type 2: bytes as they are. */
  bytes(field: number, value: Uint8Array): Message;
  /** Wire type 2: text as UTF-8. */
  text(field: number, value: string): Message;
  /** Wire type 2: another message. */
  message(field: number, value: Message): Message;
  /** Wire type 2: whole numbers one after another ("packed"). */
  wholes(field: number, values: readonly number[]): Message;
  /** How many bytes there are now. */
  readonly length: number;
  /** Everything so far. */
  finish(): Uint8Array;
}

/** An empty message. */
export function message(): Message {
  const parts: Uint8Array[] = [];
  let length = 0;
  const add = (part: Uint8Array): void => {
    parts.push(part);
    length += part.length;
  };
  const made: Message = {
    whole(field, value) {
      add(varint(8 * field));
      add(varint(value));
      return made;
    },
    float(field, value) {
      add(varint(8 * field + 5));
      const bytes = new Uint8Array(4);
      new DataView(bytes.buffer).setFloat32(0, value, true);
      add(bytes);
      return made;
    },
    bytes(field, value) {
      add(varint(8 * field + 2));
      add(varint(value.length));
      add(value);
      return made;
    },
    text: (field, value) => made.bytes(field, new TextEncoder().encode(value)),
    message: (field, value) => made.bytes(field, value.finish()),
    wholes: (field, values) => made.bytes(field, joinBytes(values.map(varint))),
    get length() {
      return length;
    },
    finish: () => joinBytes(parts)
  };
  return made;
}

/**
 * A whole number in groups of seven bits, the least first; every byte but the last has its highest bit set.
 * @throws RangeError for what is no whole number from 0 to 2⁵³ − 1.
 */
export function varint(value: number): Uint8Array {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`a whole number from 0 to 2⁵³ − 1, not ${value}`);
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push(128 + (rest % 128));
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return Uint8Array.from(bytes);
}

/** The messages of onnx.proto (ONNX 1.16), with the fields that are written here. */

/** The version of the operators: https://onnx.ai/onnx/operators/ */
export const OPSET = 17;
/** The version of the file format that came with it (ONNX 1.12). */
const IR_VERSION = 8;
const FLOAT = 1;
const types = {float32: FLOAT, int8: 3, int64: 7, float16: 10} as const;

/** An attribute of a node: a whole number, whole numbers, text or a real number. */
export type Attribute = {whole: number} | {wholes: readonly number[]} | {text: string} | {float: number};

/** A node: an operator with the names of what it takes and makes. An empty name: an input left out. */
export function node(
  operator: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Readonly<Record<string, Attribute>> = {}
): Message {
  const made = message();
  for (const name of inputs) made.text(1, name);
  for (const name of outputs) made.text(2, name);
  made.text(3, outputs[0]).text(4, operator);
  for (const [name, value] of Object.entries(attributes)) made.message(5, attribute(name, value));
  return made;
}

function attribute(name: string, value: Attribute): Message {
  const made = message().text(1, name);
  if ("whole" in value) return made.whole(3, value.whole).whole(20, 2);
  if ("text" in value) return made.text(4, value.text).whole(20, 3);
  if ("float" in value) return made.float(2, value.float).whole(20, 1);
  for (const number of value.wholes) made.whole(8, number);
  return made.whole(20, 7);
}

/** Numbers that stand in the file: little-endian, as they lie in memory. */
export function initialiser(
  name: string,
  shape: readonly number[],
  data: Float32Array | Int8Array | Uint16Array | BigInt64Array
): Message {
  const kind = typeOf(data);
  return message()
    .wholes(1, shape)
    .whole(2, kind)
    .text(8, name)
    .bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

function typeOf(data: Float32Array | Int8Array | Uint16Array | BigInt64Array): number {
  if (data instanceof Float32Array) return types.float32;
  if (data instanceof Int8Array) return types.int8;
  return data instanceof Uint16Array ? types.float16 : types.int64;
}

/** The name and shape of a float32 input or output; its first axis is the batch, of any size. */
export function floatInfo(name: string, shape: readonly number[]): Message {
  const dimensions = message().message(1, message().text(2, "batch"));
  for (const size of shape.slice(1)) dimensions.message(1, message().whole(1, size));
  return message()
    .text(1, name)
    .message(2, message().message(1, message().whole(1, FLOAT).message(2, dimensions)));
}

/** What a model file holds. */
interface ModelParts {
  name: string;
  description: string;
  nodes: readonly Message[];
  initialisers: readonly Message[];
  inputs: readonly Message[];
  outputs: readonly Message[];
}

/** The bytes of a model file. */
export function modelFile({name, description, nodes, initialisers, inputs, outputs}: ModelParts): Uint8Array {
  const graph = message();
  for (const part of nodes) graph.message(1, part);
  graph.text(2, name);
  for (const part of initialisers) graph.message(5, part);
  for (const part of inputs) graph.message(11, part);
  for (const part of outputs) graph.message(12, part);
  const opset = message().text(1, "").whole(2, OPSET);
  return message().whole(1, IR_VERSION).text(2, "Gantry").text(6, description).message(7, graph).message(8, opset).finish();
}

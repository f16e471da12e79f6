import {fromBfloat16, fromHalf, toHalf} from "./float16.ts";
import {shapeText, sizeOf} from "../arithmetic/values.ts";

/**
 * The file format safetensors (Hugging Face 2022), which PyTorch, JAX and others read: the length of a header (8 bytes, lowest
 * first), the header as JSON, the bytes of the tensors one after the other.
 */
export interface Safetensors {
  /** Free text by name; the header's `__metadata__`. */
  metadata: Record<string, string>;
  /** By name; from a file, in the order of their bytes. */
  tensors: Map<string, FileTensor>;
}

/** A tensor as a file holds it. */
export interface FileTensor {
  dtype: Dtype;
  shape: number[];
  /** Row by row, lowest byte first. From `readSafetensors` a view of the file, which may stand at an odd place. */
  bytes: Uint8Array;
}

/** Bytes of one number, by the format's name of its type. */
const SIZES = {F64: 8, I64: 8, F32: 4, I32: 4, F16: 2, BF16: 2, I16: 2, I8: 1, U8: 1, BOOL: 1} as const;

/** Types of numbers that are read. */
export type Dtype = keyof typeof SIZES;

/** A file that cannot be read; the message is for the reader: what is wrong, and where. */
export class FileError extends Error {
  override name = "FileError";
}

/** The reference implementation's limit for a header. */
const MAX_HEADER = 100_000_000;
const METADATA = "__metadata__";

/** 32-bit floats as a tensor of a file; not copied. Throws a RangeError when they do not fill the shape. */
export function float32Tensor(shape: readonly number[], values: Float32Array): FileTensor {
  return fileTensor("F32", shape, values);
}

/** The same, each rounded to the nearest half. */
export function float16Tensor(shape: readonly number[], values: ArrayLike<number>): FileTensor {
  return fileTensor("F16", shape, Uint16Array.from(values, toHalf));
}

/** Whole numbers as a tensor of a file; not copied. */
export function integerTensor(shape: readonly number[], values: Int8Array | Uint8Array | Int32Array): FileTensor {
  const dtype = values instanceof Int32Array ? "I32" : values instanceof Int8Array ? "I8" : "U8";
  return fileTensor(dtype, shape, values);
}

/** A tensor's numbers, copied; those that a 32-bit float cannot hold (large whole numbers, F64) are rounded. */
export function floats({dtype, shape, bytes}: FileTensor): Float32Array {
  if (dtype === "F32") return new Float32Array(new Uint8Array(bytes).buffer); // not bytes.slice(): of a Buffer of Node that is a view
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float32Array(sizeOf(shape));
  const read = READERS[dtype];
  for (let i = 0; i < values.length; i++) values[i] = read(view, i * SIZES[dtype]);
  return values;
}

const READERS: Readonly<Record<Dtype, (view: DataView, at: number) => number>> = {
  F64: (view, at) => view.getFloat64(at, true),
  I64: (view, at) => Number(view.getBigInt64(at, true)),
  F32: (view, at) => view.getFloat32(at, true),
  I32: (view, at) => view.getInt32(at, true),
  F16: (view, at) => fromHalf(view.getUint16(at, true)),
  BF16: (view, at) => fromBfloat16(view.getUint16(at, true)),
  I16: (view, at) => view.getInt16(at, true),
  I8: (view, at) => view.getInt8(at),
  U8: (view, at) => view.getUint8(at),
  BOOL: (view, at) => view.getUint8(at)
};

/**
 * The bytes of a file. Tensors of wide numbers come first, as in the reference implementation, so that each stands at a multiple
 * of its size.
 * @throws RangeError when a tensor's bytes do not fill its shape, or it is called "__metadata__".
 */
export function writeSafetensors({metadata, tensors}: Safetensors): Uint8Array {
  const order = [...tensors].sort(([, a], [, b]) => SIZES[b.dtype] - SIZES[a.dtype]);
  const entries: [string, unknown][] = Object.keys(metadata).length === 0 ? [] : [[METADATA, metadata]];
  let end = 0;
  for (const [name, {dtype, shape, bytes}] of order) {
    if (name === METADATA) throw new RangeError(`a tensor cannot be called "${METADATA}"`);
    checkFilled(name, dtype, shape, bytes.length);
    const start = end;
    end += bytes.length;
    entries.push([name, {dtype, shape, data_offsets: [start, end]}]);
  }
  const text = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  // Spaces after the header, so that the first tensor begins at a multiple of 8.
  const header = new Uint8Array(Math.ceil(text.length / 8) * 8).fill(0x20);
  header.set(text);
  const file = new Uint8Array(8 + header.length + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, 8);
  let at = 8 + header.length;
  for (const [, {bytes}] of order) {
    file.set(bytes, at);
    at += bytes.length;
  }
  return file;
}

/**
 * Reads a file; the tensors are views of it. Strict, as the reference implementation: every byte belongs to one tensor.
 * @throws FileError when it is cut off, longer than its header says, not such a file at all; when a name is there twice, a type
 *   unknown, a shape or an offset none, or tensors overlap.
 */
export function readSafetensors(file: Uint8Array): Safetensors {
  const {header, data} = split(file);
  const {[METADATA]: metadata = {}, ...entries} = parse(header);
  if (!isRecord(metadata) || !Object.values(metadata).every((text) => typeof text === "string"))
    throw new FileError(`${METADATA} must be an object of texts`);
  const places = Object.entries(entries).map(([name, entry]) => placeOf(name, entry, data.length));
  places.sort((a, b) => a.start - b.start || a.end - b.end);
  let end = 0;
  for (const {name, start, end: next} of places) {
    if (start < end) throw new FileError(`"${name}" begins at byte ${start}, inside the tensor before it, which ends at ${end}`);
    if (start > end) throw new FileError(`the bytes ${end} to ${start} before "${name}" belong to no tensor`);
    end = next;
  }
  if (end < data.length) throw new FileError(`the last ${data.length - end} bytes belong to no tensor`);
  const tensors = new Map(
    places.map(({name, dtype, shape, start, end}) => [name, {dtype, shape, bytes: data.subarray(start, end)}])
  );
  return {metadata: metadata as Record<string, string>, tensors};
}

/** The metadata of a file, whose tensors are not looked at. @throws FileError when it has no header that can be read. */
export function readMetadata(file: Uint8Array): Readonly<Record<string, unknown>> {
  const {[METADATA]: metadata = {}} = parse(split(file).header);
  if (!isRecord(metadata)) throw new FileError(`${METADATA} must be an object of texts`);
  return metadata;
}

function split(file: Uint8Array): {header: Uint8Array; data: Uint8Array} {
  if (file.length < 8) throw new FileError(`the file is cut off: ${file.length} bytes are too few for a safetensors file`);
  const length = new DataView(file.buffer, file.byteOffset).getBigUint64(0, true);
  if (length > MAX_HEADER) throw new FileError("not a safetensors file: it should begin with the length of its header");
  const end = 8 + Number(length);
  if (end > file.length)
    throw new FileError(`the file is cut off: its header should end at byte ${end}, there are ${file.length} bytes`);
  if (file[8] !== 0x7b || length === 0n) throw new FileError("not a safetensors file: its header does not begin with {");
  return {header: file.subarray(8, end), data: file.subarray(end)};
}

function parse(header: Uint8Array): Record<string, unknown> {
  let text: string;
  let value: unknown;
  try {
    text = new TextDecoder("utf-8", {fatal: true, ignoreBOM: true}).decode(header);
    value = JSON.parse(text);
  } catch (error) {
    throw new FileError("the header is not JSON", {cause: error});
  }
  const repeated = repeatedKey(text);
  if (repeated !== null) throw new FileError(`the header has "${repeated}" twice`);
  return value as Record<string, unknown>;
}

interface Place {
  name: string;
  dtype: Dtype;
  shape: number[];
  start: number;
  end: number;
}

function placeOf(name: string, entry: unknown, room: number): Place {
  if (!isRecord(entry)) throw new FileError(`"${name}" is not described by an object`);
  const {dtype, shape, data_offsets: offsets} = entry;
  if (typeof dtype !== "string" || !Object.hasOwn(SIZES, dtype))
    throw new FileError(`"${name}" has the type ${JSON.stringify(dtype)}; these are read: ${Object.keys(SIZES).join(", ")}`);
  if (!isCounts(shape) || !Number.isSafeInteger(sizeOf(shape) * 8))
    throw new FileError(`"${name}" has the shape ${JSON.stringify(shape)}: it must be a list of whole numbers`);
  if (!isCounts(offsets) || offsets.length !== 2 || offsets[0] > offsets[1])
    throw new FileError(`"${name}" has the offsets ${JSON.stringify(offsets)}: they must be two whole numbers in order`);
  const [start, end] = offsets;
  if (end > room)
    throw new FileError(`the file is cut off: "${name}" should end at byte ${end} of the data, there are ${room} bytes`);
  try {
    checkFilled(name, dtype as Dtype, shape, end - start);
  } catch (error) {
    throw new FileError((error as Error).message, {cause: error});
  }
  return {name, dtype: dtype as Dtype, shape, start, end};
}

function fileTensor(dtype: Dtype, shape: readonly number[], values: ArrayBufferView): FileTensor {
  checkFilled("the tensor", dtype, shape, values.byteLength);
  const bytes = new Uint8Array(values.buffer as ArrayBuffer, values.byteOffset, values.byteLength);
  return {dtype, shape: [...shape], bytes};
}

function checkFilled(name: string, dtype: Dtype, shape: readonly number[], bytes: number): void {
  const needed = sizeOf(shape) * SIZES[dtype];
  if (bytes !== needed) throw new RangeError(`"${name}" of ${dtype} ${shapeText(shape)} needs ${needed} bytes, it has ${bytes}`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}

/**
 * The first key that an object of a JSON text has twice, at any depth; null when there is none. `JSON.parse` keeps the last of
 * them in silence. The text must be JSON.
 */
function repeatedKey(json: string): string | null {
  const objects: Set<string>[] = [];
  for (const [, mark, text, colon] of json.matchAll(/([{}])|("[^"\\]*(?:\\.[^"\\]*)*")\s*(:?)/gs)) {
    if (mark === "{") objects.push(new Set());
    else if (mark === "}") objects.pop();
    else if (colon) {
      const key = JSON.parse(text) as string;
      const keys = objects[objects.length - 1];
      if (keys.has(key)) return key;
      keys.add(key);
    }
  }
  return null;
}

/**
 * A very small WebAssembly assembler: what our loops over the heap need of the binary format (WebAssembly Core Specification 2.0,
 * section 5), and no more. A program is written as nested calls, inside out like the text format: `add(get(x), constant(4))`.
 */

/** Instructions in binary form. An expression leaves one value on the stack, a statement none. */
export type Code = readonly number[];

/** An i32 or v128 local, or a parameter, by its index. */
export type Local = number;

/** The types that parameters and locals have here. */
export type ValueType = "i32" | "f32" | "v128";

const typeCodes: Readonly<Record<ValueType, number>> = {i32: 0x7f, f32: 0x7d, v128: 0x7b};

/** A function of a module: parameters, then locals; no result. */
export interface WasmFunction {
  readonly name: string;
  readonly parameters: readonly ValueType[];
  readonly locals: readonly ValueType[];
  readonly body: Code;
}

export const get = (local: Local): Code => [0x20, ...unsigned(local)];
export const set = (local: Local, value: Code): Code => [...value, 0x21, ...unsigned(local)];
export const constant = (value: number): Code => [0x41, ...signed(value)];

const binary =
  (...opcode: number[]) =>
  (a: Code, b: Code): Code => [...a, ...b, ...opcode];

/** Arithmetic on addresses and counts. Comparisons are unsigned. */
export const i32 = {
  add: binary(0x6a),
  sub: binary(0x6b),
  mul: binary(0x6c),
  shiftLeft: binary(0x74),
  and: binary(0x71),
  less: binary(0x49),
  greater: binary(0x4b),
  not: (a: Code): Code => [...a, 0x45],
  /** a where the condition is not zero, else b. */
  select: (a: Code, b: Code, condition: Code): Code => [...a, ...b, ...condition, 0x1b]
};

/** Vector instructions: a prefix, and a number in LEB128. */
const vector = (opcode: number): number[] => [0xfd, ...unsigned(opcode)];

/** Four floats at once. `select` takes a's lanes where the mask is set, else b's. */
export const f32x4 = {
  add: binary(...vector(0xe4)),
  sub: binary(...vector(0xe5)),
  mul: binary(...vector(0xe6)),
  div: binary(...vector(0xe7)),
  greater: binary(...vector(0x44)),
  sqrt: (a: Code): Code => [...a, ...vector(0xe3)],
  splat: (scalar: Code): Code => [...scalar, ...vector(0x13)],
  select: (a: Code, b: Code, mask: Code): Code => [...a, ...b, ...mask, ...vector(0x52)]
};

/** The zero vector. */
export const zero: Code = [...vector(0x0c), ...Array<number>(16).fill(0)];

/** Lanes of a and b by index: 0–3 are a's, 4–7 b's. */
export const shuffle = (a: Code, b: Code, lanes: readonly number[]): Code => [
  ...a,
  ...b,
  ...vector(0x0d),
  ...lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte))
];

/** Alignment 4 bytes (as a power of two), then the offset. */
const at = (offset: number): number[] => [2, ...unsigned(offset)];

/** Memory. Addresses are in bytes, aligned to 4; `lane` reads and writes one float in the first lane. */
export const load = (address: Code, offset = 0): Code => [...address, ...vector(0x00), ...at(offset)];
export const loadLane = (address: Code, offset = 0): Code => [...address, ...vector(0x5c), ...at(offset)];
export const loadSplat = (address: Code, offset = 0): Code => [...address, ...vector(0x09), ...at(offset)];
export const store = (address: Code, value: Code, offset = 0): Code => [...address, ...value, ...vector(0x0b), ...at(offset)];
export const storeLane = (address: Code, value: Code, offset = 0): Code => [
  ...address,
  ...value,
  ...vector(0x5a),
  ...at(offset),
  0
];

/** Repeats a statement while a condition holds. */
export const loopWhile = (condition: Code, ...body: Code[]): Code => [
  ...[0x02, 0x40, 0x03, 0x40],
  ...i32.not(condition),
  ...[0x0d, 1],
  ...body.flat(),
  ...[0x0c, 0, 0x0b, 0x0b]
];

/**
 * A module of these functions, all exported, that works in the memory it is given as `env.memory`. A shared memory has to be
 * announced as such.
 */
export function wasmModule(functions: readonly WasmFunction[], sharedMemory: boolean): Uint8Array<ArrayBuffer> {
  const limits = sharedMemory ? [3, 0, ...unsigned(65536)] : [0, 0];
  const types = functions.map(({parameters}) => [0x60, ...list(parameters.map((type) => [typeCodes[type]])), 0]);
  const bodies = functions.map(({locals, body}) => {
    const code = [...list(locals.map((type) => [1, typeCodes[type]])), ...body, 0x0b];
    return [...unsigned(code.length), ...code];
  });
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, list(types)),
    ...section(2, list([[...text("env"), ...text("memory"), 2, ...limits]])),
    ...section(3, list(functions.map((_, index) => unsigned(index)))),
    ...section(7, list(functions.map(({name}, index) => [...text(name), 0, ...unsigned(index)]))),
    ...section(10, list(bodies))
  ]);
}

const section = (id: number, content: Code): Code => [id, ...unsigned(content.length), ...content];
const list = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()];
const text = (name: string): Code => list([...new TextEncoder().encode(name)].map((byte) => [byte]));

/** LEB128: seven bits at a time, the lowest first. */
function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

function signed(value: number): number[] {
  const rest = value >> 7;
  const last = (rest === 0 && (value & 0x40) === 0) || (rest === -1 && (value & 0x40) !== 0);
  return last ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(rest)];
}

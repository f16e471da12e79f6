import {FileError} from "../nn/files/safetensors.ts";
import {sizeOf} from "../nn/arithmetic/values.ts";
import type {Values} from "../nn/network/network-weights.ts";
import type {Model, RangeCoder} from "./range-coder.ts";
import {model, NUMBER_SITUATIONS, RangeReader, RangeWriter} from "./range-coder.ts";

/**
 * A file of plain data with large arrays in it, made for a page to show what somebody else has computed: few bytes, not the last digit.
 *
 * It begins with "GREC" and the version, 1. Everything after that is one range-coded stream: the length of the header in bytes, the
 * header, the arrays one after the other. The header is JSON: `about`, any plain data, and `tracks`, a list of the arrays'
 * names, shapes and quantisations. A value is stored as a level from 0 to 2 ** bits − 1, evenly from `low` to `high`; what lies
 * outside is clipped, NaN cannot be written.
 *
 * - "pixels" [sheets, …, height, width]: each level in the light of those to its left, above it, and in the same place of the sheet
 *   before. Four bits at most.
 * - "rows" [rows, …]: each level as the difference to the same place of the row before.
 * - "planes" [planes, height, width]: as the difference to left + above − left above, which is 0 where a plane is even.
 */
export interface RecordingFile {
  about: Readonly<Record<string, unknown>>;
  tracks: Readonly<Record<string, Track>>;
}

/** An array of a recording. */
export interface Track extends Values {
  kind: "pixels" | "rows" | "planes";
  /** Of each value, 1 to 16; pixels have 4 at most. */
  bits: number;
  /** The values of the first and of the last level. */
  low: number;
  high: number;
}

/** A track as the header names it. */
type Described = Omit<Track, "values"> & {name: string};

const MAGIC = [..."GREC"].map((letter) => letter.charCodeAt(0));
const VERSION = 1;
const LARGEST = 2 ** 26;

/**
 * A track whose range is that of its values.
 * @throws RangeError when a value is not finite
 */
export function track(kind: Track["kind"], {shape, values}: Values, bits: number, range?: readonly [number, number]): Track {
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new RangeError(`a recording holds finite numbers; value ${bad} is ${values[bad]}`);
  let [low, high] = range ?? [Infinity, -Infinity];
  if (!range) for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  if (values.length === 0) [low, high] = [0, 0];
  return {kind, shape, values, bits, low, high};
}

/** The file. Reading it gives the same header, and each value to within half a level. */
export function writeRecording({about, tracks}: RecordingFile): Uint8Array {
  const described = Object.entries(tracks).map(([name, {kind, shape, bits, low, high, values}]): Described => {
    check({name, kind, shape: [...shape], bits, low, high});
    if (sizeOf(shape) !== values.length)
      throw new RangeError(`track "${name}" of [${shape.join(", ")}] has ${values.length} values`);
    return {name, kind, shape: [...shape], bits, low, high};
  });
  const header = new TextEncoder().encode(JSON.stringify({about, tracks: described}));
  const writer = new RangeWriter();
  writer.number(model(NUMBER_SITUATIONS), 0, header.length);
  codeText(writer, header);
  described.forEach((each) => {
    const levels = Int32Array.from(tracks[each.name].values, (value) => levelOf(value, each));
    codeLevels(writer, each, levels);
  });
  const stream = writer.finish();
  return Uint8Array.from([...MAGIC, VERSION, ...stream]);
}

/**
 * What `writeRecording` wrote.
 * @throws FileError when it is no such file, or says what cannot be
 */
export function readRecording(file: Uint8Array): RecordingFile {
  if (MAGIC.some((byte, i) => file[i] !== byte)) throw new FileError("this is no recording: it does not begin with GREC");
  if (file[MAGIC.length] !== VERSION)
    throw new FileError(`recordings of version ${VERSION} are read, this has ${file[MAGIC.length]}`);
  const reader = new RangeReader(file.subarray(MAGIC.length + 1));
  const length = reader.number(model(NUMBER_SITUATIONS), 0);
  if (length < 0 || length > LARGEST) throw new FileError("this recording is damaged: its header has no length");
  const header = new Uint8Array(length);
  codeText(reader, header);
  const {about, tracks} = parsed(header);
  const read = tracks.map((each): [string, Track] => {
    const {name, ...described} = each;
    const levels = new Int32Array(sizeOf(each.shape));
    codeLevels(reader, each, levels);
    const {low, high, bits} = described;
    const values = Float32Array.from(levels, (level) => low + ((high - low) * level) / (2 ** bits - 1));
    return [name, {...described, values}];
  });
  return {about, tracks: Object.fromEntries(read)};
}

function parsed(header: Uint8Array): {about: RecordingFile["about"]; tracks: Described[]} {
  try {
    const found = JSON.parse(new TextDecoder("utf-8", {fatal: true}).decode(header)) as ReturnType<typeof parsed>;
    found.tracks.forEach(check);
    return found;
  } catch (error) {
    throw new FileError(`this recording is damaged: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function check({name, kind, shape, bits, low, high}: Described): void {
  const most = kind === "pixels" ? 4 : 16;
  if (!["pixels", "rows", "planes"].includes(kind)) throw new RangeError(`track "${name}" is of no kind: ${String(kind)}`);
  if (!Number.isInteger(bits) || bits < 1 || bits > most)
    throw new RangeError(`track "${name}" has 1 to ${most} bits a value, not ${bits}`);
  if (!Number.isFinite(low) || !Number.isFinite(high)) throw new RangeError(`track "${name}" goes from ${low} to ${high}`);
  const least = kind === "rows" ? 1 : 3;
  if (shape.length < least || shape.some((side) => !Number.isInteger(side) || side < 0) || sizeOf(shape) > LARGEST)
    throw new RangeError(`track "${name}" cannot have the shape [${shape.join(", ")}]`);
}

function levelOf(value: number, {name, low, high, bits}: Described): number {
  if (!Number.isFinite(value)) throw new RangeError(`a recording holds finite numbers; in track "${name}" there is ${value}`);
  const last = 2 ** bits - 1;
  return high === low ? 0 : Math.max(0, Math.min(last, Math.round(((value - low) / (high - low)) * last)));
}

/** Bytes, each in the light of the one before; written, or read into `bytes`. */
function codeText(coder: RangeCoder, bytes: Uint8Array): void {
  const of = model(256 * 256);
  for (let i = 0; i < bytes.length; i++) bytes[i] = coder.symbol(of, 256 * (bytes[i - 1] ?? 0), 8, bytes[i]);
}

/** The levels of a track; written, or read into `levels`, which are then known up to the one in question. */
function codeLevels(coder: RangeCoder, {kind, shape, bits}: Described, levels: Int32Array): void {
  const across = kind === "rows" ? 1 : shape[shape.length - 1];
  const plane = kind === "rows" ? levels.length / (shape[0] || 1) : across * shape[shape.length - 2];
  const before = kind === "pixels" ? levels.length / (shape[0] || 1) : plane;
  if (kind === "pixels") return codePixels(coder, levels, {bits, across, plane, sheet: before});
  const of = model(5 * NUMBER_SITUATIONS);
  let last = 0;
  for (let i = 0; i < levels.length; i++) {
    const guess = kind === "rows" ? (levels[i - before] ?? 0) : planeGuess(levels, i, across, plane);
    const difference = numberIn(coder, of, last, levels[i] - guess);
    levels[i] = guess + difference;
    last = difference;
  }
}

/** A difference in the light of the size of the one before. */
function numberIn(coder: RangeCoder, of: Model, last: number, value: number): number {
  const size = Math.min(4, Math.ceil((32 - Math.clz32(Math.abs(last))) / 2));
  return coder.number(of, size * NUMBER_SITUATIONS, value);
}

/** left + above − left above, as far as they are in the plane. */
function planeGuess(levels: Int32Array, i: number, across: number, plane: number): number {
  const inPlane = i % plane;
  const [isLeft, isTop] = [inPlane % across === 0, inPlane < across];
  if (isLeft && isTop) return levels[i - plane] ?? 0;
  if (isTop) return levels[i - 1];
  if (isLeft) return levels[i - across];
  return levels[i - 1] + levels[i - across] - levels[i - across - 1];
}

function codePixels(
  coder: RangeCoder,
  levels: Int32Array,
  {bits, across, plane, sheet}: {bits: number; across: number; plane: number; sheet: number}
): void {
  const count = 2 ** bits;
  const of: Model = model(count * count * 4 * count);
  const third = (level: number): number => Math.min(3, Math.floor((4 * level) / count));
  for (let i = 0; i < levels.length; i++) {
    const inPlane = i % plane;
    const left = inPlane % across === 0 ? 0 : levels[i - 1];
    const above = inPlane < across ? 0 : levels[i - across];
    const earlier = i < sheet ? 0 : third(levels[i - sheet]);
    levels[i] = coder.symbol(of, ((left * count + above) * 4 + earlier) * count, bits, levels[i]);
  }
}

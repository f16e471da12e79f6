import type {Builder} from "flatbuffers";
import {FileError} from "../../nn/files/safetensors.ts";

/** A stretch of bytes that was read: [from, to). */
export interface FlatPart {
  from: number;
  to: number;
  /** The table of a vector ("tensor 3"), or the model, that it belongs to. */
  owner: string;
  /** What stands there: "shape of tensor 3". */
  what: string;
  /** The value, for people, where it is short. */
  value?: string;
}

/** Told of every stretch of bytes that is read. */
export type Note = (part: FlatPart) => void;

/**
 * The bytes of a FlatBuffer, every access checked. Offsets to parts of a file point forwards, so nothing can go in circles; many
 * may point to one part, so what is read in all is bounded too. (`flatbuffers`' own reader checks nothing.)
 */
export class FlatFile {
  private readonly view: DataView;
  private left: number;
  readonly bytes: Uint8Array;
  readonly note: Note;

  constructor(bytes: Uint8Array, note: Note = () => {}) {
    this.bytes = bytes;
    this.note = note;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.left = 16 * bytes.length + 4096;
  }

  /** The view, when so many bytes from a place on are in the file. @throws FileError when they are not. */
  at(place: number, length: number, what: string): DataView {
    if (place < 0 || place + length > this.bytes.length) {
      const where = `bytes ${place} to ${place + length}, the file has ${this.bytes.length}`;
      throw new FileError(`the file is damaged or cut off: ${what} would be at ${where}`);
    }
    this.left -= length;
    if (this.left < 0) throw new FileError(`the file is damaged: its parts overlap, at ${what}`);
    return this.view;
  }

  /** Where the offset at a place points. @throws FileError when that is not behind it. */
  follow(place: number, what: string): number {
    const target = place + this.at(place, 4, `the offset of ${what}`).getUint32(place, true);
    if (target === place) throw new FileError(`the file is damaged: the offset of ${what}, at byte ${place}, is 0`);
    return target;
  }
}

/** Names of a table's fields with their places, counted from 0. */
export type Fields = Readonly<Record<string, number>>;

/** A table: fields that are absent have their default. Every method throws a FileError naming the table and the field. */
export class FlatTable<F extends Fields> {
  private readonly places: number[] = [];
  readonly file: FlatFile;
  readonly place: number;
  readonly what: string;
  private readonly owner: string;
  private readonly fields: F;

  constructor(file: FlatFile, place: number, fields: F, what: string, owner = what) {
    this.file = file;
    this.owner = owner;
    this.place = place;
    this.fields = fields;
    this.what = what;
    const back = file.at(place, 4, what).getInt32(place, true);
    const list = place - back;
    const size = file.at(list, 4, `the list of fields of ${what}`).getUint16(list, true);
    const length = file.at(list, Math.max(4, size), `the list of fields of ${what}`).getUint16(list + 2, true);
    if (size < 4 || size % 2 !== 0 || length < 4) throw new FileError(`the file is damaged: ${what} has no list of fields`);
    file.at(place, length, what);
    const view = file.at(list, size, what);
    for (let slot = 0; slot < (size - 4) / 2; slot++) {
      const offset = view.getUint16(list + 4 + 2 * slot, true);
      if (offset >= length) throw new FileError(`the file is damaged: field ${slot} of ${what} is outside of it`);
      this.places.push(offset);
    }
    this.note(list, list + size, `where the fields of ${what} are`);
    this.note(place, place + 4, `the way to the list of fields of ${what}`, String(list));
  }

  private note(from: number, to: number, what: string, value?: string): void {
    if (to > from) this.file.note({from, to, owner: this.owner, what, ...(value === undefined ? {} : {value})});
  }

  /** Where a field is; 0 when it is absent. */
  private find(field: keyof F & string, length: number): number {
    const offset = this.places[this.fields[field]] ?? 0;
    if (offset === 0) return 0;
    this.file.at(this.place + offset, length, this.whatOf(field));
    return this.place + offset;
  }

  private whatOf(field: string): string {
    return `${field} of ${this.what}`;
  }

  /** A number of 1, 2 or 4 bytes. */
  number(field: keyof F & string, type: "int8" | "int32" | "uint32" | "float32", otherwise = 0): number {
    const length = type === "int8" ? 1 : 4;
    const place = this.find(field, length);
    if (place === 0) return otherwise;
    const view = this.file.at(place, length, this.whatOf(field));
    const value = type === "int8" ? view.getInt8(place) : type === "int32" ? view.getInt32(place, true) : type === "uint32" ? view.getUint32(place, true) : view.getFloat32(place, true); // prettier-ignore
    this.note(place, place + length, this.whatOf(field), String(Number(value.toPrecision(7))));
    return value;
  }

  /** A table that a field points to; null when it is absent. */
  table<G extends Fields>(field: keyof F & string, fields: G, what = this.whatOf(field)): FlatTable<G> | null {
    const place = this.find(field, 4);
    if (place === 0) return null;
    const target = this.file.follow(place, what);
    this.note(place, place + 4, `the way to ${what}`, String(target));
    return new FlatTable(this.file, target, fields, what, this.owner);
  }

  /** Tables of a vector; none when it is absent. */
  tables<G extends Fields>(field: keyof F & string, fields: G, whatOf: (index: number) => string): FlatTable<G>[] {
    const {start, count} = this.vector(field, 4);
    this.note(start, start + 4 * count, `the ways to ${this.whatOf(field)}`);
    return Array.from({length: count}, (_, i) => {
      const target = this.file.follow(start + 4 * i, whatOf(i));
      return new FlatTable(this.file, target, fields, whatOf(i));
    });
  }

  /** Whole numbers, of 4 or 8 bytes. @throws FileError too when one does not fit into 53 bits. */
  wholes(field: keyof F & string, size: 4 | 8 = 4): number[] {
    const {start, count, view} = this.vector(field, size);
    const values = Array.from({length: count}, (_, i) => {
      const value = size === 4 ? view.getInt32(start + 4 * i, true) : Number(view.getBigInt64(start + 8 * i, true));
      if (!Number.isSafeInteger(value)) throw new FileError(`the file is damaged: ${value} in ${this.whatOf(field)}`);
      return value;
    });
    this.note(start, start + count * size, this.whatOf(field), listed(values));
    return values;
  }

  /** Numbers in single precision. */
  floats(field: keyof F & string): number[] {
    const {start, count, view} = this.vector(field, 4);
    const values = Array.from({length: count}, (_, i) => view.getFloat32(start + 4 * i, true));
    this.note(start, start + 4 * count, this.whatOf(field), listed(values));
    return values;
  }

  /** Bytes, not copied; none when absent. */
  bytes(field: keyof F & string): Uint8Array {
    const {start, count} = this.vector(field, 1);
    this.note(start, start + count, this.whatOf(field));
    return this.file.bytes.subarray(start, start + count);
  }

  /** Text in UTF-8; empty when absent. */
  text(field: keyof F & string): string {
    const {start, count} = this.vector(field, 1);
    const text = new TextDecoder().decode(this.file.bytes.subarray(start, start + count));
    this.note(start, start + count, this.whatOf(field), text.length > 80 ? `${text.slice(0, 79)}…` : text);
    return text;
  }

  /** Where the elements of a vector begin, and how many there are. */
  private vector(field: keyof F & string, size: number): {start: number; count: number; view: DataView} {
    const what = this.whatOf(field);
    const place = this.find(field, 4);
    if (place === 0) return {start: 0, count: 0, view: this.file.at(0, 0, what)};
    const target = this.file.follow(place, what);
    const count = this.file.at(target, 4, what).getUint32(target, true);
    const view = this.file.at(target + 4, count * size, what);
    this.note(place, place + 4, `the way to ${what}`, String(target));
    this.note(target, target + 4, `how many ${size === 1 ? "bytes" : "there are"}: ${what}`, String(count));
    return {start: target + 4, count, view};
  }
}

/** The first few numbers. */
function listed(values: readonly number[]): string {
  const shown = values.slice(0, 8).map((value) => String(Number(value.toPrecision(4))));
  return `[${shown.join(", ")}${values.length > 8 ? ", …" : ""}]`;
}

/** A table with so many places for fields: offsets to what was written before by place, and whatever `more` adds. */
export function writeTable(
  builder: Builder,
  places: number,
  fields: Readonly<Record<number, number>>,
  more?: () => void
): number {
  builder.startObject(places);
  for (const [place, offset] of Object.entries(fields)) builder.addFieldOffset(Number(place), offset, 0);
  more?.();
  return builder.endObject();
}

/** A vector of offsets to tables. */
export function writeOffsets(builder: Builder, offsets: readonly number[]): number {
  builder.startVector(4, offsets.length, 4);
  for (const offset of [...offsets].reverse()) builder.addOffset(offset);
  return builder.endVector();
}

/** A vector of int32. */
export function writeInts(builder: Builder, values: readonly number[]): number {
  builder.startVector(4, values.length, 4);
  for (const value of [...values].reverse()) builder.addInt32(value);
  return builder.endVector();
}

/** A vector of int64, for whole numbers that fit into 53 bits. */
export function writeLongs(builder: Builder, values: readonly number[]): number {
  builder.startVector(8, values.length, 8);
  for (const value of [...values].reverse()) builder.addInt64(BigInt(value));
  return builder.endVector();
}

/** A vector of float32. */
export function writeFloats(builder: Builder, values: readonly number[]): number {
  builder.startVector(4, values.length, 4);
  for (const value of [...values].reverse()) builder.addFloat32(value);
  return builder.endVector();
}

/** A vector of bytes that begins at a multiple of `alignment`; the library's own begins anywhere. */
export function writeBytes(builder: Builder, bytes: Uint8Array, alignment: number): number {
  builder.startVector(1, bytes.length, alignment);
  const words = bytes.length >> 2;
  for (let i = bytes.length - 1; i >= 4 * words; i--) builder.addInt8(bytes[i]);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = words - 1; i >= 0; i--) builder.addInt32(view.getInt32(4 * i, true));
  return builder.endVector();
}

import {FileError} from "../../nn/safetensors.ts";

/** Told of every stretch of bytes that is read: [from, to) and what stands there. */
export type Note = (from: number, to: number, what: string, value?: string) => void;

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
  private readonly fields: F;

  constructor(file: FlatFile, place: number, fields: F, what: string) {
    this.file = file;
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
    file.note(list, list + size, `where the fields of ${what} are`);
    file.note(place, place + 4, `${what}: the way to its list of fields`);
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
    this.file.note(place, place + length, this.whatOf(field), String(value));
    return value;
  }

  /** A table that a field points to; null when it is absent. */
  table<G extends Fields>(field: keyof F & string, fields: G, what = this.whatOf(field)): FlatTable<G> | null {
    const place = this.find(field, 4);
    if (place === 0) return null;
    this.file.note(place, place + 4, `the way to ${what}`);
    return new FlatTable(this.file, this.file.follow(place, what), fields, what);
  }

  /** Tables of a vector; none when it is absent. */
  tables<G extends Fields>(field: keyof F & string, fields: G, whatOf: (index: number) => string): FlatTable<G>[] {
    const {start, count} = this.vector(field, 4, "offsets");
    return Array.from({length: count}, (_, i) => {
      const target = this.file.follow(start + 4 * i, whatOf(i));
      return new FlatTable(this.file, target, fields, whatOf(i));
    });
  }

  /** Whole numbers, of 4 or 8 bytes. @throws FileError too when one does not fit into 53 bits. */
  wholes(field: keyof F & string, size: 4 | 8 = 4): number[] {
    const {start, count, view} = this.vector(field, size);
    return Array.from({length: count}, (_, i) => {
      const value = size === 4 ? view.getInt32(start + 4 * i, true) : Number(view.getBigInt64(start + 8 * i, true));
      if (!Number.isSafeInteger(value)) throw new FileError(`the file is damaged: ${value} in ${this.whatOf(field)}`);
      return value;
    });
  }

  /** Numbers in single precision. */
  floats(field: keyof F & string): number[] {
    const {start, count, view} = this.vector(field, 4);
    return Array.from({length: count}, (_, i) => view.getFloat32(start + 4 * i, true));
  }

  /** Bytes, not copied; none when absent. */
  bytes(field: keyof F & string): Uint8Array {
    const {start, count} = this.vector(field, 1);
    return this.file.bytes.subarray(start, start + count);
  }

  /** Text in UTF-8; empty when absent. */
  text(field: keyof F & string): string {
    return new TextDecoder().decode(this.bytes(field));
  }

  /** Where the elements of a vector begin, and how many there are. */
  vector(field: keyof F & string, size: number, kind = ""): {start: number; count: number; view: DataView} {
    const what = this.whatOf(field);
    const place = this.find(field, 4);
    if (place === 0) return {start: 0, count: 0, view: this.file.at(0, 0, what)};
    const target = this.file.follow(place, what);
    const count = this.file.at(target, 4, what).getUint32(target, true);
    const view = this.file.at(target + 4, count * size, what);
    this.file.note(place, place + 4, `the way to ${what}`);
    this.file.note(target, target + 4, `how many ${kind || "numbers"} ${what} has`, String(count));
    if (count > 0) this.file.note(target + 4, target + 4 + count * size, what);
    return {start: target + 4, count, view};
  }
}

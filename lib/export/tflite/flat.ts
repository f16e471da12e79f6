import type {Builder} from "flatbuffers";

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

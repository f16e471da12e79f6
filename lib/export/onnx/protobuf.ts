import {joinBytes} from "../../data/files/join-bytes.ts";

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

import {Inflate} from "fflate";
import {DataError} from "../dataset.ts";
import {joinBytes} from "./bytes.ts";

/** Bytes that one choice of files may unpack to, all together and archives in archives included: 512 MiB. */
export const maxUnpackedInAll = 2 ** 29;

/** What may still be unpacked: each byte that comes out is taken off, whatever any header says. */
export class Allowance {
  #left: number;
  readonly #most: number;

  /** @param most bytes; default `maxUnpackedInAll` */
  constructor(most = maxUnpackedInAll) {
    this.#left = most;
    this.#most = most;
  }

  /** @throws DataError when more has come out than is allowed */
  take(bytes: number): void {
    this.#left -= bytes;
    if (this.#left < 0)
      throw new DataError(`the files unpack to more than ${bytesText(this.#most)} in all, the most that is read`);
  }
}

/** One compressed stream. */
export interface Packed {
  /** Of raw deflate (RFC 1951). */
  bytes: Uint8Array;
  /** What it is to unpack to, by its own word: at one byte more it is given up. */
  size: number;
  /** For messages: "the images' file". */
  what: string;
  allowance: Allowance;
}

/** Compressed bytes that are unpacked between two looks at the clock: at most 1032 times as many come out, 17 MB. */
const piece = 2 ** 14;

/**
 * Unpacks a stream, in small pieces; yields its share done, returns the content, exactly `size` bytes.
 * @throws DataError when it is cut off or damaged, or unpacks to more or less than it says.
 */
export function* inflateSteps({bytes, size, what, allowance}: Packed): Generator<number, Uint8Array> {
  const parts: Uint8Array[] = [];
  let come = 0;
  const stream = new Inflate((part) => {
    come += part.length;
    allowance.take(part.length);
    if (come > size)
      throw new DataError(
        `${what} is damaged: it says that it unpacks to ${bytesText(size)}, and there is more (${come} bytes so far)`
      );
    parts.push(part);
  });
  for (let at = 0; at < bytes.length || at === 0; at += piece) {
    try {
      stream.push(bytes.subarray(at, at + piece), at + piece >= bytes.length);
    } catch (error) {
      if (error instanceof DataError) throw error;
      const why = error instanceof Error ? error.message : String(error);
      throw new DataError(`${what} is cut off or damaged: ${why}`, {cause: error});
    }
    yield Math.min(1, (at + piece) / bytes.length);
  }
  if (come < size)
    throw new DataError(`${what} is cut off or damaged: it says that it unpacks to ${size} bytes, and ${come} came`);
  return joinBytes(parts);
}

/** The first bytes of a stream, at least `count` of them if there are as many; never more than a megabyte is unpacked. */
export function inflateStart(bytes: Uint8Array, count: number): Uint8Array {
  const parts: Uint8Array[] = [];
  let come = 0;
  const stream = new Inflate((part) => {
    come += part.length;
    parts.push(part);
  });
  try {
    for (let at = 0; at < bytes.length && come < count; at += 1024) stream.push(bytes.subarray(at, at + 1024), false);
  } catch {
    // What is damaged further on has a beginning all the same.
  }
  return joinBytes(parts).subarray(0, count);
}

/** Carries work out at once, for those who wait for it. */
export function atOnce<Result>(steps: Iterator<number, Result>): Result {
  for (;;) {
    const {done, value} = steps.next();
    if (done) return value;
  }
}

/** "100 bytes", "512 MB". */
export function bytesText(bytes: number): string {
  if (bytes >= 2 ** 20 && bytes % 2 ** 20 === 0) return `${bytes / 2 ** 20} MB`;
  return bytes === 1 ? "1 byte" : `${bytes} bytes`;
}

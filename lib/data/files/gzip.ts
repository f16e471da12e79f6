import {DataError} from "../dataset.ts";
import {crc32} from "./checksums.ts";
import {Allowance, atOnce, inflateStart, inflateSteps} from "./inflate.ts";

/** Bytes that a compressed file may unpack to: 256 MiB, five times MNIST's. */
export const maxUnpackedBytes = 2 ** 28;

/** True for bytes that begin as gzip's do. */
function isGzip(bytes: Uint8Array): boolean {
  return bytes.length > 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * The content of a gzip file (RFC 1952), whole and with the checksum it was packed with; other bytes as they are. What really comes out
 * is counted, whatever the file says: no more is unpacked than that, and never more than `maxUnpackedBytes`.
 * @param what for messages: "the images' file"
 * @throws DataError when the gzip file is cut off, damaged, claims more than `maxUnpackedBytes`, or unpacks to other than it claims.
 */
export function gunzip(bytes: Uint8Array, what = "the file"): Uint8Array {
  return atOnce(gunzipSteps(bytes, what));
}

/** The same in small pieces: yields its share done. */
export function* gunzipSteps(bytes: Uint8Array, what = "the file", allowance = new Allowance()): Generator<number, Uint8Array> {
  if (!isGzip(bytes)) return bytes;
  if (bytes.length < 18) throw new DataError(`${what} is cut off: a gzip file has at least 18 bytes, this one ${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = view.getUint32(bytes.length - 4, true);
  if (size > maxUnpackedBytes)
    throw new DataError(
      `${what} is cut off, damaged or too large: it says that it unpacks to ${size} bytes, the limit is ${maxUnpackedBytes}`
    );
  const packed = bytes.subarray(startOf(bytes, what), bytes.length - 8);
  const content = yield* inflateSteps({bytes: packed, size, what, allowance});
  if (crc32(content) !== view.getUint32(bytes.length - 8, true))
    throw new DataError(`${what} is cut off or damaged: its content does not have the checksum that it was packed with`);
  return content;
}

/** The first bytes of a file's content, gzipped or not: for those who want to know what it is. */
export function contentStart(bytes: Uint8Array, count: number): Uint8Array {
  if (!isGzip(bytes)) return bytes.subarray(0, count);
  try {
    return inflateStart(bytes.subarray(startOf(bytes, "the file"), Math.max(0, bytes.length - 8)), count);
  } catch {
    return new Uint8Array(0);
  }
}

/** Where the header of a gzip file ends: 10 bytes, then as its flags say an extra field, a name, a comment, a checksum. */
function startOf(bytes: Uint8Array, what: string): number {
  const flags = bytes[3];
  if (bytes[2] !== 8 || flags & 0xe0) throw new DataError(`${what} is damaged: its gzip header is none that is known`);
  let at = 10;
  if (flags & 4) at += 2 + bytes[at] + 256 * bytes[at + 1];
  for (const flag of [8, 16]) {
    if (!(flags & flag)) continue;
    const end = bytes.indexOf(0, at);
    at = end < 0 ? bytes.length : end + 1;
  }
  if (flags & 2) at += 2;
  if (at > bytes.length - 8) throw new DataError(`${what} is cut off or damaged: its gzip header does not end`);
  return at;
}

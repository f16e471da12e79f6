import {gunzipSync} from "fflate";
import {DataError} from "../dataset.ts";

/** Pieces of a file, one behind the other. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, {length}) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Bytes that a compressed file may unpack to: 256 MiB, five times MNIST's. */
export const maxUnpackedBytes = 2 ** 28;

/** True for bytes that begin as gzip's do. */
function isGzip(bytes: Uint8Array): boolean {
  return bytes.length > 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * The content of a gzip file (RFC 1952), whole and with the checksum it was packed with; other bytes as they are.
 * @param what for messages: "the images' file"
 * @throws DataError when the gzip file is cut off, damaged, or claims more than `maxUnpackedBytes`.
 */
export function gunzip(bytes: Uint8Array, what = "the file"): Uint8Array {
  if (!isGzip(bytes)) return bytes;
  if (bytes.length < 18) throw new DataError(`${what} is cut off: a gzip file has at least 18 bytes, this one ${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = view.getUint32(bytes.length - 4, true);
  if (size > maxUnpackedBytes)
    throw new DataError(
      `${what} is cut off, damaged or too large: it says that it unpacks to ${size} bytes, the limit is ${maxUnpackedBytes}`
    );
  let content: Uint8Array;
  try {
    content = gunzipSync(bytes);
  } catch (error) {
    throw new DataError(`${what} is cut off or damaged: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error
    });
  }
  if (content.length !== size || crc32(content) !== view.getUint32(bytes.length - 8, true))
    throw new DataError(`${what} is cut off or damaged: its content does not have the checksum that it was packed with`);
  return content;
}

const crcTable = Uint32Array.from({length: 256}, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) value = (value >>> 8) ^ crcTable[(value ^ bytes[i]) & 0xff];
  return (value ^ 0xffffffff) >>> 0;
}

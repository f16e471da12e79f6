/** Checksums of compressed files, taken piece by piece: `crc32(second, crc32(first))` is that of both. */

const crcTable = Uint32Array.from({length: 256}, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** CRC-32 as gzip, zip and PNG have it (RFC 1952, section 8). `before`: that of the bytes before; 0 for none. */
export function crc32(bytes: Uint8Array, before = 0): number {
  let value = ~before;
  for (let i = 0; i < bytes.length; i++) value = (value >>> 8) ^ crcTable[(value ^ bytes[i]) & 0xff];
  return ~value >>> 0;
}

/** Adler-32 as zlib has it (RFC 1950, section 8). `before`: that of the bytes before; 1 for none. */
export function adler32(bytes: Uint8Array, before = 1): number {
  let low = before & 0xffff;
  let high = before >>> 16;
  for (let at = 0; at < bytes.length;) {
    // So many sums stay below 2³².
    const end = Math.min(bytes.length, at + 3800);
    for (; at < end; at++) high += low += bytes[at];
    low %= 65521;
    high %= 65521;
  }
  return ((high << 16) | low) >>> 0;
}

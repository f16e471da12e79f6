/**
 * The SHA-256 of bytes (FIPS 180-4), in hexadecimal. The browser's own where there is one; pages that came over plain http from another
 * machine have none, and load one of their own.
 */
export async function sha256(bytes: Uint8Array): Promise<string> {
  const subtle = (globalThis as {crypto?: {subtle?: SubtleCrypto}}).crypto?.subtle;
  const digest = subtle
    ? new Uint8Array(await subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>))
    : (await import("@noble/hashes/sha2.js")).sha256(bytes);
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

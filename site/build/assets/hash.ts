import {createHash} from "node:crypto";

/** The first eight characters of a content's SHA-256, as they stand in an asset's name: upper-case base 32, as esbuild's. */
export function shortHash(content: string | Uint8Array): string {
  const digest = createHash("sha256").update(content).digest();
  let name = "";
  for (let i = 0; i < 8; i++) name += "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[(digest[i] ?? 0) & 31];
  return name;
}

/** The whole SHA-256 in base64, as a content security policy writes it. */
export function sha256(content: string): string {
  return createHash("sha256").update(content).digest("base64");
}

/** The first 16 characters of the SHA-256 in base64url: what the service worker holds a file against. */
export function fileDigest(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("base64url").slice(0, 16);
}

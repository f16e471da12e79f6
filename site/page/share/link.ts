import {SHARE_PREFIX} from "../runtime/contract.ts";

/** Longest URL that is offered as a link, in characters: mail programs, chats and older servers cut longer ones. */
export const LONGEST_LINK = 16_000;

/** Most bytes that a link's text may unpack to: a small fragment must not fill the memory. */
export const LARGEST_TEXT = 2_000_000;

/** A link that cannot be read, in words for the reader. */
export class DamagedLink extends Error {
  override name = "DamagedLink";
}

/** The URL of a page with `text` (encoded changes) in its fragment: `#edits=1.` and the raw-deflated UTF-8, base64url. */
export async function linkTo(page: string, text: string): Promise<string> {
  const url = new URL(page);
  const packed = await through(new TextEncoder().encode(text), new CompressionStream("deflate-raw"), Infinity);
  url.hash = `${SHARE_PREFIX}1.${toBase64url(packed)}`;
  url.searchParams.delete("safe");
  // What an address has turned is in the text.
  for (const setting of [...url.searchParams.keys()]) if (setting.includes(".")) url.searchParams.delete(setting);
  return url.href;
}

/**
 * The text that a fragment carries, or null when it carries none.
 * @throws DamagedLink when it is cut off, of another version, or unpacks to more than `LARGEST_TEXT` bytes.
 */
export async function textOfLink(fragment: string): Promise<string | null> {
  if (!fragment.startsWith(SHARE_PREFIX)) return null;
  const [version, data, ...more] = fragment.slice(SHARE_PREFIX.length).split(".");
  if (version !== "1") throw new DamagedLink("This link was made by another version of the book. Ask for the chapter as a file.");
  if (!data || more.length > 0 || !/^[A-Za-z0-9_-]+$/.test(data)) throw damaged();
  let bytes: Uint8Array;
  try {
    bytes = await through(fromBase64url(data), new DecompressionStream("deflate-raw"), LARGEST_TEXT);
  } catch (error) {
    if (error instanceof DamagedLink) throw error;
    throw damaged();
  }
  try {
    return new TextDecoder("utf-8", {fatal: true}).decode(bytes);
  } catch {
    throw damaged();
  }
}

function damaged(): DamagedLink {
  return new DamagedLink(
    "The changes in this link cannot be read: a part of it is missing. Ask for the link again, or for the chapter as a file."
  );
}

/** Pipes bytes through a compression; stops reading at `most` bytes. */
async function through(
  bytes: Uint8Array<ArrayBuffer>,
  transform: CompressionStream | DecompressionStream,
  most: number
): Promise<Uint8Array> {
  const writer = transform.writable.getWriter();
  // A failure shows on the readable side too; here it would only be an unhandled rejection.
  writer.write(bytes).catch(() => {});
  writer.close().catch(() => {});
  const reader = transform.readable.getReader() as ReadableStreamDefaultReader<Uint8Array>;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const {done, value} = await reader.read();
    if (done) break;
    size += value.length;
    if (size > most) {
      await reader.cancel().catch(() => {});
      const allowed = `${most.toLocaleString("en")} bytes`;
      const why = `The changes in this link unpack to more than ${allowed}, the most that is taken; the rest was not looked at.`;
      throw new DamagedLink(`${why} Ask for the chapter as a file.`);
    }
    chunks.push(value);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

function toBase64url(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

/** Files of the book that were held against their digests, and the reading of caches, which every script of this origin can write to. */

/** Bytes that are held in memory: more than twice the book. The worker ends, and they with it, soon after the last page has what it needs. */
const MOST_HELD = 2 ** 25;

/** Contents by digest, the least recently asked for first: blobs, which the browser answers with and no script can change. */
const held = new Map<string, Blob>();
let bytesHeld = 0;

/** The first 16 characters of the SHA-256 in base64url. */
export async function digestOf(content: ArrayBuffer): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .slice(0, 16);
}

/** What was found to have this digest, while it is held. */
export function heldCopy(digest: string): Blob | undefined {
  const content = held.get(digest);
  if (!content) return undefined;
  held.delete(digest);
  held.set(digest, content);
  return content;
}

/** Holds a content whose digest was taken. */
export function hold(digest: string, content: ArrayBuffer): Blob {
  const blob = new Blob([content]);
  if (held.has(digest) || blob.size > MOST_HELD) return blob;
  held.set(digest, blob);
  bytesHeld += blob.size;
  for (const [oldest, {size}] of held) {
    if (bytesHeld <= MOST_HELD) break;
    held.delete(oldest);
    bytesHeld -= size;
  }
  return blob;
}

/** What a cache has under a name: the content with this digest; null when there is something else; undefined when there is nothing. */
export async function genuineCopy(cache: Cache, url: string, digest: string, largest: number): Promise<Blob | null | undefined> {
  const found = await cache.match(url, {ignoreVary: true}).catch(() => null);
  if (found === undefined) return undefined;
  const content = found && (await contentOf(found, largest));
  if (!content || (await digestOf(content)) !== digest) return null;
  return hold(digest, content);
}

/** The whole body, or null for one that is longer than any file of the book or cannot be read. */
async function contentOf(response: Response, largest: number): Promise<ArrayBuffer | null> {
  if (!response.body) return null;
  const reader = response.body.getReader() as ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>;
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  try {
    for (;;) {
      const {done, value} = await reader.read();
      if (done) break;
      size += value.length;
      if (size > largest) return (void reader.cancel().catch(() => undefined), null);
      parts.push(value);
    }
  } catch {
    return null;
  }
  const [only] = parts;
  if (parts.length === 1 && only && only.byteLength === only.buffer.byteLength) return only.buffer;
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole.buffer;
}

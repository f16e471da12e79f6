import {promisify} from "node:util";
import {brotliCompress, constants, gzip} from "node:zlib";

/** Encodings that a site's files are kept in beside the files themselves, and how the names of those end; the smaller first. */
export const endings = [
  ["br", ".br"],
  ["gzip", ".gz"]
] as const;

/** A copy that saves less is not worth its name. */
const LEAST_SAVED = 0.05;
/** Smaller files travel in one packet as they are: a third of the book's files, half a per cent of its bytes. */
const SMALLEST = 1024;

/** Brotli's fifth level: a tenth of the time of its ninth, and 0.8 % more bytes over the whole book. */
const BROTLI_LEVEL = 5;
const GZIP_LEVEL = 6;

const squeeze = {br: promisify(brotliCompress), gzip: promisify(gzip)};

/** Whether a file of this name can get smaller: fonts and pictures are compressed already. */
export const isCompressible = (path: string) => /\.(?:html|md|txt|css|m?js|json|svg|wasm|safetensors)$/.test(path);

/**
 * Compressed copies of a site's files: "page.js.br", "page.js.gz" → content. In zlib's own threads: whoever waits can do something
 * else. Files that are compressed already (fonts, pictures), and copies that save less than a twentieth, are left out.
 */
export async function compressedCopies(files: ReadonlyMap<string, string | Uint8Array>): Promise<Map<string, Uint8Array>> {
  const copies = new Map<string, Uint8Array>();
  const queue = [...files].filter(([path]) => isCompressible(path));
  const take = async () => {
    for (let next = queue.pop(); next; next = queue.pop()) {
      const [path, content] = next;
      const bytes = typeof content === "string" ? Buffer.from(content) : content;
      if (bytes.length < SMALLEST) continue;
      for (const [encoding, ending] of endings) {
        const params = {[constants.BROTLI_PARAM_QUALITY]: BROTLI_LEVEL, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length};
        const copy = encoding === "br" ? await squeeze.br(bytes, {params}) : await squeeze.gzip(bytes, {level: GZIP_LEVEL});
        if (copy.length <= bytes.length * (1 - LEAST_SAVED)) copies.set(path + ending, copy);
      }
    }
  };
  await Promise.all([take(), take(), take(), take()]);
  return copies;
}

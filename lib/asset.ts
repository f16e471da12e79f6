/**
 * The URL of a file that ships with the library or with one of its packages: "gantry/weights/digits.safetensors",
 * "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm", or of a module, for a worker: "gantry/workers/run". In Node the
 * package's `exports` say where it is, in a page of the book the import map. A worker has no import map: send it the URL.
 * @throws TypeError when nothing of that name is there (Node says so of an unknown package alone; of a file, `readAsset` does).
 */
export function assetUrl(specifier: string): string {
  return import.meta.resolve(specifier);
}

/**
 * The content of what `assetUrl` names: "http:", "blob:" and "data:" URLs anywhere, "file:" in Node from 20.16.
 * Rejects with an Error that names the URL when it is not there or the server does not answer.
 */
export async function readAsset(url: string): Promise<Uint8Array> {
  if (url.startsWith("file:")) return readFromDisk(new URL(url));
  let response: Response;
  try {
    response = await fetch(url);
  } catch (error) {
    throw new Error(`${url} could not be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!response.ok) throw new Error(`${url} could not be read: the server answers ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** Node's own modules, asked for at run time: an import of one would keep this module out of pages. */
async function readFromDisk(url: URL): Promise<Uint8Array> {
  const files = globalThis.process?.getBuiltinModule?.("node:fs/promises");
  if (!files) throw new Error(`${url.href} is a file on disk: it can be read in Node from 20.16 on, and not in a page`);
  try {
    return new Uint8Array(await files.readFile(url));
  } catch (error) {
    throw new Error(`${url.href} could not be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

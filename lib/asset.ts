/**
 * The URL of a file that ships with the library or with one of its packages: "gantry/weights/digits.safetensors",
 * "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm", or of a module, for a worker: "gantry/training/worker". In Node the
 * package's `exports` say where it is, in a page of the book the import map. A worker has no import map: send it the URL.
 * @throws TypeError when nothing of that name is there.
 */
export function assetUrl(specifier: string): string {
  return import.meta.resolve(specifier);
}

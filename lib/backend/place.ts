import {assetUrl} from "../asset.ts";

/** The three builds of tfjs's WASM backend; it loads the best one that runs here. */
const wasmFiles = ["tfjs-backend-wasm.wasm", "tfjs-backend-wasm-simd.wasm", "tfjs-backend-wasm-threaded-simd.wasm"] as const;

/** tfjs's pool has eight workers; more threads than that are never started. */
export const mostThreads = 8;

/** How to start the WASM backend. */
export interface WasmOptions {
  /** The folder of the .wasm files, ending in "/": a path in Node, a URL in a page; or a URL for each file. */
  readonly files: string | Readonly<Record<(typeof wasmFiles)[number], string>>;
  /** Threads to ask for, 1–8: the cores. Only the threaded build has more than one, and only an isolated page loads it. */
  readonly threads?: number;
}

/** Where the files of a backend are: plain data. */
export interface BackendPlace {
  /** Where the WASM files are, and the threads to ask for. */
  readonly wasm: WasmOptions;
}

/**
 * Where the WASM files of this page (or Node) are, and the threads to ask for: plain data, to be sent to a worker, which cannot
 * find them itself.
 * @param threads 1–8; default: as many as there are cores where the page is isolated, else 1
 */
export function placeHere(threads: number = coresHere()): BackendPlace {
  const urls = wasmFiles.map((name) => assetUrl(`@tensorflow/tfjs-backend-wasm/dist/${name}`));
  const [first] = urls;
  // tfjs reads files in Node by their path.
  if (first.startsWith("file:")) {
    const folder = decodeURIComponent(new URL(".", first).pathname).replace(/^\/([A-Za-z]:)/, "$1");
    return {wasm: {files: folder, threads}};
  }
  const files = Object.fromEntries(wasmFiles.map((name, i) => [name, urls[i]])) as Record<(typeof wasmFiles)[number], string>;
  return {wasm: {files, threads}};
}

/** Threads that the WASM backend can make use of here. */
function coresHere(): number {
  if (!(globalThis as {crossOriginIsolated?: boolean}).crossOriginIsolated) return 1;
  return Math.max(1, Math.min(mostThreads, navigator.hardwareConcurrency));
}

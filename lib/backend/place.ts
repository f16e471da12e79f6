import {assetUrl} from "../asset.ts";
import type {BackendPlace} from "./contenders.ts";
import {mostThreads, wasmFiles} from "./wasm-files.ts";

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
export function coresHere(): number {
  if (!(globalThis as {crossOriginIsolated?: boolean}).crossOriginIsolated) return 1;
  return Math.max(1, Math.min(mostThreads, navigator.hardwareConcurrency));
}

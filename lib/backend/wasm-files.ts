/** The three builds of tfjs's WASM backend; it loads the best one that runs here. */
export const wasmFiles = [
  "tfjs-backend-wasm.wasm",
  "tfjs-backend-wasm-simd.wasm",
  "tfjs-backend-wasm-threaded-simd.wasm"
] as const;

/** tfjs's pool has eight workers; more threads than that are never started. */
export const mostThreads = 8;

/** Names that every cell may use without defining or importing them. */
export const builtins = [
  "display",
  "view",
  "invalidation",
  "visibility",
  "width",
  "now",
  "progress",
  "Generators",
  "Inputs",
  "html",
  "svg",
  "tex",
  "md",
  "Mutable",
  "dials"
] as const;

/** Names that check cells of exercises may use besides. */
export const checkBuiltins = ["assert", "equal"] as const;

/**
 * Names of the language and of the browser that a cell takes as they are: they are no inputs, and no cell may define them.
 * After Notebook Kit (src/javascript/globals.ts). Any other free name that no cell defines is looked up when the cell runs.
 */
export const globals: ReadonlySet<string> = new Set(
  `AbortController AbortSignal AggregateError Array ArrayBuffer Atomics AudioContext BigInt BigInt64Array BigUint64Array Blob
  Boolean CustomEvent DOMException DOMParser DataView Date Error EvalError Event EventTarget FinalizationRegistry Float32Array
  Float64Array FormData Function Headers ImageData Infinity Int16Array Int32Array Int8Array Intl Iterator JSON Map Math
  MessageChannel NaN Number Object OffscreenCanvas Promise Proxy RangeError ReadableStream ReferenceError Reflect RegExp
  ResizeObserver Set SharedArrayBuffer String Symbol SyntaxError TextDecoder TextEncoder TypeError URIError URL URLSearchParams
  Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet WebAssembly WebSocket Worker atob btoa
  cancelAnimationFrame clearInterval clearTimeout console crypto customElements decodeURI decodeURIComponent devicePixelRatio
  document encodeURI encodeURIComponent eval fetch globalThis isFinite isNaN localStorage navigator parseFloat parseInt
  performance queueMicrotask requestAnimationFrame sessionStorage setInterval setTimeout structuredClone undefined
  window`.split(/\s+/)
);

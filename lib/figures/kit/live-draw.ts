import type {Live} from "../../live.ts";
import {asLive} from "../../live.ts";

/**
 * Calls `draw` with the value now, and with the newest value at the next frame after it has changed: at most once a frame,
 * however often it changes, until `signal` is aborted.
 */
export function drawLive<T>(source: T | Live<T>, signal: AbortSignal, draw: (value: T) => void): void {
  const watched = asLive(source);
  const again = eachFrame(signal, () => draw(watched.value));
  draw(watched.value);
  watched.subscribe(again, signal);
}

/** A function that asks for `draw` at the next frame; asked several times before it, it still draws once. */
export function eachFrame(signal: AbortSignal, draw: () => void): () => void {
  let asked = 0;
  signal.addEventListener("abort", () => cancelAnimationFrame(asked));
  return () => {
    if (asked || signal.aborted) return;
    asked = requestAnimationFrame(() => {
      asked = 0;
      draw();
    });
  };
}

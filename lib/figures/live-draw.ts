import type {Live} from "../live.ts";
import {asLive} from "../live.ts";
import {onceAFrame} from "./follow.ts";

/**
 * Calls `draw` with the value now, and with the newest value at the next frame after it has changed: at most once a frame,
 * however often it changes, until `signal` is aborted.
 */
export function drawLive<T>(source: T | Live<T>, signal: AbortSignal, draw: (value: T) => void): void {
  const watched = asLive(source);
  draw(watched.value);
  watched.subscribe(
    onceAFrame(signal, () => draw(watched.value)),
    signal
  );
}

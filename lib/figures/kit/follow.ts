import type {Live, LiveSource} from "../../live.ts";
import {asLive} from "../../live.ts";

/** A plain value or a live one as a live one, with `changed` called whenever it is another, until `signal` is aborted. */
export function follow<T>(value: T | Live<T>, signal: AbortSignal, changed: () => void): Live<T> {
  const followed = asLive(value);
  followed.subscribe(changed, signal);
  return followed;
}

/** Whether a live value can be set: figures that share one then move together. */
export function isSource<T>(value: Live<T>): value is LiveSource<T> {
  return Object.getOwnPropertyDescriptor(value, "value")?.set !== undefined;
}

/**
 * Joins a figure to a step that other figures share: `changed` is called when one of them moves it; what is returned moves it
 * for all, if it can be set.
 */
export function linkStep(
  step: Live<number> | undefined,
  signal: AbortSignal,
  changed: (step: number) => void
): (step: number) => void {
  let own = false;
  step?.subscribe((next) => {
    if (!own) changed(next);
  }, signal);
  return (next) => {
    if (!step || !isSource(step) || step.value === next) return;
    own = true;
    step.value = next;
    own = false;
  };
}

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

/**
 * Calls `then` once, when an element comes within a window's height of what the reader sees: work that can wait until it is scrolled
 * to. Never after `signal`.
 */
export function whenNear(watched: Element, signal: AbortSignal, then: () => void): void {
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some(({isIntersecting}) => isIntersecting)) return;
      observer.disconnect();
      then();
    },
    {rootMargin: "100% 0px"}
  );
  observer.observe(watched);
  signal.addEventListener("abort", () => observer.disconnect());
}

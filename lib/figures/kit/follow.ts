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

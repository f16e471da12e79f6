import {element} from "./element.ts";

/** What the keys of a slider move among. */
export interface Places {
  /** Places now; 0: no key does anything. */
  count(): number;
  /** The place from which a key leads on, from 0. */
  at(): number;
  go(place: number): void;
}

/** A drawing that is read like a slider. */
export interface Reading {
  readonly element: HTMLElement;
  /** What is read, for those who listen: both ends, the place between them, and all of it in words. */
  tell(read: {min: number; max: number; now: number; text: string}): void;
  /** Where a pointer is, in CSS pixels from the left of the drawing. */
  under(event: PointerEvent): number;
}

/** Makes drawings one slider: it takes the focus, and its keys go from place to place. `look` is its class. */
export function reading(
  title: string,
  drawings: readonly Element[],
  signal: AbortSignal,
  places: Places,
  look = "fig-chart"
): Reading {
  const surface = element(
    "div",
    {class: look, role: "slider", tabindex: "0", "aria-label": title, "aria-valuenow": "0"},
    drawings
  );
  sliderKeys(surface, signal, places);
  return {
    element: surface,
    tell({min, max, now, text}) {
      for (const [name, value] of Object.entries({valuemin: min, valuemax: max, valuenow: now, valuetext: text}))
        surface.setAttribute(`aria-${name}`, String(value));
    },
    under: ({clientX}) => clientX - surface.getBoundingClientRect().left
  };
}

/**
 * Lets the keys of a slider choose a place: arrows the next, Page Up and Page Down one a tenth of all further, Home and End the first
 * and the last. Keys with Alt, Control or Meta stay the browser's.
 */
function sliderKeys(surface: HTMLElement | SVGElement, signal: AbortSignal, {count, at, go}: Places): void {
  surface.addEventListener(
    "keydown",
    (event) => {
      const {key, altKey, ctrlKey, metaKey} = event as KeyboardEvent;
      if (altKey || ctrlKey || metaKey || count() === 0) return;
      const next = placeAfter(key, at(), count());
      if (next === null) return;
      event.preventDefault();
      go(next);
    },
    {signal}
  );
}

/** Where a key leads from a place among `count`; null for keys that do not move. */
function placeAfter(key: string, at: number, count: number): number | null {
  const leap = Math.max(1, Math.round(count / 10));
  const moves: Record<string, number> = {
    ArrowLeft: at - 1,
    ArrowDown: at - 1,
    ArrowRight: at + 1,
    ArrowUp: at + 1,
    PageDown: at - leap,
    PageUp: at + leap,
    Home: 0,
    End: count - 1
  };
  return key in moves ? Math.max(0, Math.min(count - 1, moves[key])) : null;
}

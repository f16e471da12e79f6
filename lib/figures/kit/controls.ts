import {element, uniqueId} from "./element.ts";
import {formatNumber} from "./format.ts";

/** A labelled slider. */
export interface Slider {
  readonly element: HTMLElement;
  value: number;
  /** Sets its limits; the value follows. */
  limit(min: number, max: number): void;
}

/**
 * A slider over whole numbers (or multiples of `step`) with its quantity, its value and a unit; `change` is called with every
 * new value.
 */
export function slider(
  label: string,
  range: {min: number; max: number; value: number; step?: number; unit?: string},
  change: (value: number) => void
): Slider {
  const id = uniqueId("slider");
  const input = element("input", {
    id,
    type: "range",
    min: String(range.min),
    max: String(range.max),
    step: String(range.step ?? 1),
    value: String(range.value)
  });
  const output = element("output", {for: id});
  const show = () => (output.textContent = [formatNumber(Number(input.value)), range.unit].filter(Boolean).join(" "));
  input.addEventListener("input", (event) => {
    // The figure fires its own "input", after its value has changed.
    event.stopPropagation();
    show();
    change(Number(input.value));
  });
  show();
  return {
    element: element("div", {class: "fig-slider"}, [element("label", {for: id}, [label]), input, output]),
    get value() {
      return Number(input.value);
    },
    set value(value) {
      input.value = String(value);
      show();
    },
    limit(min, max) {
      input.min = String(min);
      input.max = String(max);
      show();
    }
  };
}

/** A button that says what it does. */
export function button(label: string, press: () => void): HTMLButtonElement {
  const made = element("button", {type: "button", class: "fig-button"}, [label]);
  made.addEventListener("click", press);
  return made;
}

/**
 * A choice of one among a few, as a row of radio buttons; `change` is called with the chosen one. `hideLabel` leaves the
 * label to screen readers.
 */
export function choice<Name extends string>(
  label: string,
  names: readonly Name[],
  chosen: Name,
  change: (name: Name) => void,
  text: (name: Name) => string = (name) => name,
  hideLabel = false
): {element: HTMLElement; value: Name} {
  const group = uniqueId("choice");
  const inputs = names.map((name) =>
    element("input", {type: "radio", name: group, value: name, ...(name === chosen ? {checked: ""} : {})})
  );
  const set = element("fieldset", {class: "fig-choice"}, [
    element("legend", hideLabel ? {class: "fig-hidden"} : {}, [label]),
    ...inputs.map((input, i) => element("label", {}, [input, element("span", {}, [text(names[i])])]))
  ]);
  let value = chosen;
  set.addEventListener("input", (event) => event.stopPropagation());
  set.addEventListener("change", (event) => {
    event.stopPropagation();
    const next = names[inputs.findIndex((input) => input.checked)];
    if (next !== undefined) change((value = next));
  });
  return {
    element: set,
    get value() {
      return value;
    },
    set value(name) {
      value = name;
      inputs.forEach((input) => (input.checked = input.value === name));
    }
  };
}

/**
 * Step and Play: `advance` is called for every step and says whether there is a next one; playing pauses `pause` milliseconds
 * between steps.
 */
export function player(advance: () => boolean, signal: AbortSignal, pause = 700): {element: HTMLElement; stop(): void} {
  let timer: ReturnType<typeof setInterval> | undefined;
  const play = button("Play", () => (timer === undefined ? start() : stop()));
  const stop = () => {
    clearInterval(timer);
    timer = undefined;
    play.textContent = "Play";
  };
  const start = () => {
    play.textContent = "Pause";
    timer = setInterval(() => {
      if (!play.isConnected || !advance()) stop();
    }, pause);
    if (!advance()) stop();
  };
  signal.addEventListener("abort", stop);
  const once = button("Step", () => {
    stop();
    advance();
  });
  return {element: element("div", {class: "fig-player", role: "group", "aria-label": "Walk through"}, [once, play]), stop};
}

/** Switches, each on or off by itself, as a row; `change` is called with all of them. */
export function toggles<Name extends string>(
  label: string,
  start: Readonly<Record<Name, boolean>>,
  change: (on: Record<Name, boolean>) => void,
  text: (name: Name) => string = (name) => name
): {element: HTMLElement; value: Record<Name, boolean>; offer(name: Name, there: boolean): void} {
  const value = {...start} as Record<Name, boolean>;
  const names = Object.keys(start) as Name[];
  const labels = names.map((name) => {
    const input = element("input", {type: "checkbox", ...(start[name] ? {checked: ""} : {})});
    input.addEventListener("change", (event) => {
      event.stopPropagation();
      value[name] = input.checked;
      change(value);
    });
    return element("label", {}, [input, element("span", {}, [text(name)])]);
  });
  const set = element("fieldset", {class: "fig-toggles"}, [element("legend", {}, [label]), ...labels]);
  set.addEventListener("input", (event) => event.stopPropagation());
  return {
    element: set,
    value,
    /** Shows a switch, or hides it while it would do nothing; without a switch there is no row. */
    offer(name, there) {
      labels[names.indexOf(name)].hidden = !there;
      set.hidden = labels.every(({hidden}) => hidden);
    }
  };
}

/** What the keys of a slider move among. */
interface SliderPlaces {
  /** Places now; 0: no key does anything. */
  count(): number;
  /** The place from which a key leads on, from 0. */
  at(): number;
  go(place: number): void;
}

/**
 * Lets the keys of a slider choose a place: arrows the next, Page Up and Page Down one a tenth of all further, Home and End the first
 * and the last. Keys with Alt, Control or Meta stay the browser's.
 */
export function sliderKeys(surface: HTMLElement | SVGElement, signal: AbortSignal, {count, at, go}: SliderPlaces): void {
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

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

/** A button that says what it does. While it is not available (see `setAvailable`) presses do nothing. */
export function button(label: string, press: () => void): HTMLButtonElement {
  const made = element("button", {type: "button", class: "fig-button"}, [label]);
  made.addEventListener("click", () => {
    if (isAvailable(made)) press();
  });
  return made;
}

/**
 * Makes a `button` available or not. One that is not is `aria-disabled` and keeps the focus: a disabled one loses it to the page, and
 * who works by keyboard begins at the top again.
 */
export function setAvailable(made: HTMLButtonElement, available: boolean): void {
  if (available === isAvailable(made)) return;
  if (available) made.removeAttribute("aria-disabled");
  else made.setAttribute("aria-disabled", "true");
}

/** Whether a press of a button does something. */
export function isAvailable(made: HTMLButtonElement): boolean {
  return made.getAttribute("aria-disabled") !== "true";
}

/** Hides an element; if it has the focus, or what is in it, `refuge` gets that: hidden elements lose it to the page. */
export function hide(hidden: HTMLElement, refuge: Element | null): void {
  const held = hidden.contains(document.activeElement);
  hidden.hidden = true;
  if (held && refuge instanceof HTMLElement) refuge.focus({preventScroll: true});
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
      const label = labels[names.indexOf(name)];
      const next = labels.find((other) => other !== label && !other.hidden)?.querySelector("input") ?? null;
      if (there) label.hidden = false;
      else hide(label, next);
      set.hidden = labels.every(({hidden}) => hidden);
    }
  };
}

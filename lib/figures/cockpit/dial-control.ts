import {button, setAvailable} from "../kit/controls.ts";
import type {DialValue} from "../kit/dials.ts";
import {element, uniqueId} from "../kit/element.ts";
import {formatNumber, parseNumber} from "../kit/format.ts";
import type {RunDial} from "./run-dials.ts";

/** A dial as something to turn. */
export interface DialControl {
  readonly element: HTMLElement;
  /** Shows what stands in the cell, and why it cannot be turned, if so. */
  show(value: DialValue, fixed: string | undefined): void;
}

/** Called with what the reader wants; `undefined` is what was typed and is no value of this kind, told by `said`. */
type Turn = (value: DialValue) => void;

/** The control of a dial: a choice, a number between two buttons, or a row of such numbers. `wrong` tells what cannot be meant. */
export function dialControl(dial: RunDial, turn: Turn, wrong: (said: string) => void): DialControl {
  const id = uniqueId("dial");
  const why = element("span", {class: "fig-dial-fixed", id: `${id}-why`});
  const inside =
    dial.choices || dial.boolean
      ? choiceOf(dial, id, turn)
      : dial.length
        ? rowOf(dial, id, turn, wrong)
        : numberOf(dial, dial.label, id, turn, wrong);
  const whole = element("div", {class: "fig-dial", "data-dial": dial.path}, [
    element("label", {for: id}, [dial.label]),
    inside.element,
    why
  ]);
  return {
    element: whole,
    show(value, fixed) {
      why.textContent = fixed ?? "";
      why.hidden = fixed === undefined;
      inside.show(value, fixed);
    }
  };
}

function choiceOf({choices, boolean, words = {}}: RunDial, id: string, turn: Turn): DialControl {
  const names = boolean ? ["true", "false"] : (choices ?? []);
  const usual: Record<string, string> = boolean ? {true: "yes", false: "no"} : {};
  const select = element("select", {id, class: "fig-entry"}, [
    ...names.map((name) => element("option", {value: name}, [words[name] ?? usual[name] ?? name]))
  ]);
  let shown = "";
  let held = false;
  select.addEventListener("input", (event) => event.stopPropagation());
  select.addEventListener("change", (event) => {
    event.stopPropagation();
    const {value} = select;
    if (held) select.value = shown;
    else turn(boolean ? value === "true" : value);
  });
  return {
    element: select,
    show(value, fixed) {
      held = fixed !== undefined;
      mark(select, id, held);
      select.value = shown = String(value);
      // What the cell says and the choice has not, by its own name.
      if (select.selectedIndex < 0) select.prepend(element("option", {value: shown, selected: ""}, [shown]));
    }
  };
}

function numberOf(
  {min = -Infinity, max = Infinity, integer, places: given}: RunDial,
  label: string,
  id: string,
  turn: Turn,
  wrong: (said: string) => void
): DialControl {
  const entry = element("input", {
    id,
    type: "text",
    class: "fig-entry",
    inputmode: integer ? "numeric" : "decimal",
    autocomplete: "off",
    spellcheck: "false",
    size: "6"
  });
  let shown = 0;
  let held = false;
  const go = (next: number): void => {
    if (held || next === shown) return;
    write((shown = next));
    turn(next);
  };
  const write = (value: number): void => {
    entry.value = numberText(value);
    setAvailable(less, !held && before(value) !== null);
    setAvailable(more, !held && after(value) !== null);
  };
  const places = given ?? [];
  const before = (value: number): number | null =>
    given ? (places.filter((place) => place < value).at(-1) ?? null) : value > min ? value - 1 : null;
  const after = (value: number): number | null =>
    given ? (places.find((place) => place > value) ?? null) : value < max ? value + 1 : null;
  const step = (next: number | null): void => {
    if (next !== null) go(next);
  };
  const less = button("−", () => step(before(shown)));
  const more = button("+", () => step(after(shown)));
  less.setAttribute("aria-label", `less: ${label}`);
  more.setAttribute("aria-label", `more: ${label}`);
  const take = (): void => {
    const value = /e/i.test(entry.value) ? Number(entry.value) : parseNumber(entry.value);
    if (value === shown) return write(shown);
    const kind = integer ? "a whole number" : "a number";
    if (Number.isFinite(value) && value >= min && value <= max && (!integer || Number.isInteger(value))) return go(value);
    wrong(`${label} is ${kind} from ${numberText(min)} to ${numberText(max)}, and “${entry.value}” is not.`);
    write(shown);
  };
  entry.addEventListener("input", (event) => event.stopPropagation());
  entry.addEventListener("change", (event) => {
    event.stopPropagation();
    take();
  });
  entry.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Enter") take();
    else if (event.key === "ArrowUp") step(after(shown));
    else if (event.key === "ArrowDown") step(before(shown));
    else if (event.key === "Escape") write(shown);
    else return;
    event.preventDefault();
  });
  return {
    element: element("div", {class: "fig-dial-number", role: "group", "aria-label": label}, [less, entry, more]),
    show(value, fixed) {
      held = fixed !== undefined;
      mark(entry, id, held);
      entry.readOnly = held;
      shown = Number(value);
      write(shown);
    }
  };
}

/** A list of numbers: one control each, and buttons for one more or less where the length may change. */
function rowOf(dial: RunDial, id: string, turn: Turn, wrong: (said: string) => void): DialControl {
  const [least, most] = dial.length ?? [1, 1];
  const row = element("div", {class: "fig-dial-row"});
  const controls: DialControl[] = [];
  let shown: number[] = [];
  let held = false;
  const go = (next: number[]): void => {
    if (held) return;
    draw((shown = next));
    turn(next);
  };
  const fewer = button("− layer", () => go(shown.slice(0, -1)));
  const further = button("+ layer", () => go([...shown, shown[shown.length - 1]]));
  fewer.setAttribute("aria-label", `− layer: ${dial.label}`);
  further.setAttribute("aria-label", `+ layer: ${dial.label}`);
  const whole = element("div", {class: "fig-dial-list"}, [row, ...(least < most ? [fewer, further] : [])]);
  function draw(values: readonly number[]): void {
    while (controls.length < values.length) {
      const at = controls.length;
      const label = `${dial.label}, ${at + 1}`;
      const added = numberOf(
        dial,
        label,
        at === 0 ? id : uniqueId("dial"),
        (value) => go(shown.map((old, i) => (i === at ? Number(value) : old))),
        wrong
      );
      if (at > 0) added.element.querySelector("input")?.setAttribute("aria-label", label);
      controls.push(added);
      row.append(added.element);
    }
    while (controls.length > values.length) {
      const {element: gone} = controls.pop()!;
      if (gone.contains(document.activeElement)) fewer.focus({preventScroll: true});
      gone.remove();
    }
    controls.forEach((control, i) => control.show(values[i], held ? "" : undefined));
    setAvailable(fewer, !held && values.length > least);
    setAvailable(further, !held && values.length < most);
  }
  return {
    element: whole,
    show(value, fixed) {
      held = fixed !== undefined;
      draw((shown = [...(Array.isArray(value) ? (value as number[]) : [])]));
    }
  };
}

/** One that cannot be turned keeps the focus, and says why. */
function mark(control: HTMLElement, id: string, held: boolean): void {
  if (held) {
    control.setAttribute("aria-disabled", "true");
    control.setAttribute("aria-describedby", `${id}-why`);
  } else {
    control.removeAttribute("aria-disabled");
    control.removeAttribute("aria-describedby");
  }
}

/** As the cell would have it: 0.002, and 2e-5 for what is very small. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return formatNumber(value);
  return String(value).replace("-", value < 0 ? "−" : "-");
}

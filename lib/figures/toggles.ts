import {hide} from "./controls.ts";
import {element} from "./element.ts";

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

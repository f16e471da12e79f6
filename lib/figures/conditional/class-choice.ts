import {button} from "../kit/controls.ts";
import {element} from "../kit/element.ts";

/** A choice of one or several classes, each a switch of its own, with All and None. */
export interface ClassChoice {
  readonly element: HTMLElement;
  /** Indices of those that are chosen, ascending. */
  readonly value: readonly number[];
}

/** Switches for classes by name; `change` is called whenever others are chosen. */
export function classChoice(
  label: string,
  classes: readonly string[],
  start: readonly number[],
  change: (chosen: readonly number[]) => void
): ClassChoice {
  const inputs = classes.map((name, index) =>
    element("input", {type: "checkbox", value: name, ...(start.includes(index) ? {checked: ""} : {})})
  );
  const chosen = (): number[] => [...inputs.keys()].filter((index) => inputs[index].checked);
  const all = (on: boolean) => () => {
    for (const input of inputs) input.checked = on;
    change(chosen());
  };
  const set = element("fieldset", {class: "fig-choice fig-class-choice"}, [
    element("legend", {}, [label]),
    element(
      "div",
      {class: "fig-class-switches"},
      inputs.map((input, index) => element("label", {}, [input, element("span", {}, [classes[index]])]))
    ),
    element("div", {class: "fig-player"}, [button("All", all(true)), button("None", all(false))])
  ]);
  set.addEventListener("input", (event) => event.stopPropagation());
  set.addEventListener("change", (event) => {
    event.stopPropagation();
    change(chosen());
  });
  return {
    element: set,
    get value() {
      return chosen();
    }
  };
}

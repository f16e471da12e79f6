import {button} from "./controls.ts";
import {element} from "./element.ts";

/** A button that lets the reader choose files, and the field behind it, which is not seen. */
export interface FileButton {
  readonly button: HTMLButtonElement;
  /** Stands somewhere near the button, in the same figure. */
  readonly field: HTMLInputElement;
}

/**
 * A button that opens the browser's choice of files, in the look of all others; `take` gets what was chosen, at least one. The same
 * file can be chosen again. `name` says to those who look for the field what it takes.
 */
export function fileButton(
  label: string,
  {accept, multiple = false, name}: {accept?: string; multiple?: boolean; name: string},
  take: (files: readonly File[]) => void
): FileButton {
  const field = element("input", {
    type: "file",
    class: "fig-hidden",
    tabindex: "-1",
    "aria-hidden": "true",
    "aria-label": name,
    ...(accept ? {accept} : {}),
    ...(multiple ? {multiple: ""} : {})
  });
  // The figure fires its own "input", after its value has changed.
  field.addEventListener("input", (event) => event.stopPropagation());
  field.addEventListener("change", (event) => {
    event.stopPropagation();
    const chosen = [...(field.files ?? [])];
    field.value = "";
    if (chosen.length > 0) take(chosen);
  });
  return {button: button(label, () => field.click()), field};
}

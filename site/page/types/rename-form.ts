import type {EditorView} from "@codemirror/view";
import {button, element, uniqueId} from "../element.ts";
import {makeTip} from "./tip.ts";

/**
 * Asks for another name, beside the name in the text. `rename` gives what is wrong with it, or undefined once it is done. Enter does it, Escape
 * leaves everything; the focus goes back to the text.
 */
export function renameForm(
  view: EditorView,
  at: number,
  name: string,
  rename: (to: string) => Promise<string | undefined>
): void {
  const tip = makeTip("rename", "dialog", `Another name for ${name}`);
  const wrong = element("p", {class: "type-wrong", role: "alert"});
  const id = uniqueId("rename");
  const input = element("input", {
    id,
    type: "text",
    value: name,
    spellcheck: "false",
    autocapitalize: "off",
    autocomplete: "off"
  });
  const form = element(
    "form",
    {},
    element("label", {for: id}, `Another name for ${name}`),
    input,
    button("Rename", () => form.requestSubmit()),
    wrong
  );
  tip.dom.append(form);
  let over = false;

  function end(focus: boolean): void {
    if (over) return;
    over = true;
    tip.hide();
    if (focus) view.focus();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const to = input.value.trim();
    if (to === name) return end(true);
    void rename(to).then((refused) => {
      if (refused === undefined) return end(true);
      wrong.textContent = refused;
      input.focus();
    });
  });
  form.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") end(true);
  });
  form.addEventListener("focusout", ({relatedTarget}) => {
    if (relatedTarget instanceof Node && !tip.dom.contains(relatedTarget)) end(false);
  });
  tip.show(view, at, "below");
  input.focus();
  input.select();
}

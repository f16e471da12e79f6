const assisted = new WeakSet<HTMLElement>();

/**
 * Makes what libraries display complete for those who listen and for the keyboard. Observable Inputs leaves without a name the slider
 * beside a number, the boxes of a table's rows and groups of buttons; Observable's inspector opens and closes objects by mouse alone.
 */
export function assist(output: HTMLElement): void {
  for (const form of output.querySelectorAll<HTMLFormElement>("form.inputs-3a86ea")) nameInputs(form);
  nameTwisties(output);
  if (assisted.has(output)) return;
  assisted.add(output);
  for (const type of ["update", "load"]) output.addEventListener(type, () => nameTwisties(output), true); // the inspector's events
  output.addEventListener("keydown", press);
}

function nameInputs(form: HTMLFormElement): void {
  const label = form.querySelector(":scope > label")?.textContent?.trim() || "Value";
  for (const slider of form.querySelectorAll("input[type=range]")) name(slider, label);
  const isGroup = form.matches(".inputs-3a86ea-checkbox") || form.querySelectorAll("button").length > 1;
  if (isGroup && !form.hasAttribute("role")) {
    form.setAttribute("role", "group");
    name(form, label);
  }
  if (form.matches(".inputs-3a86ea-table") && !form.hasAttribute("aria-label")) {
    name(form, "Table");
    form.tabIndex = 0; // it scrolls: the keyboard must reach it
    nameRows(form);
    form.addEventListener("scroll", () => nameRows(form), {passive: true}); // rows are added as they are reached
  }
}

function nameRows(table: HTMLElement): void {
  for (const box of table.querySelectorAll("thead input")) name(box, "Choose all rows");
  table.querySelectorAll("tbody tr").forEach((row, i) => {
    const box = row.querySelector("input");
    if (box) name(box, `Choose row ${i + 1}`);
  });
}

function name(element: Element, label: string): void {
  if (!element.hasAttribute("aria-label")) element.setAttribute("aria-label", label);
}

/** The inspector's links that open an object, close it, or show more of it. */
function nameTwisties(output: HTMLElement): void {
  for (const link of output.querySelectorAll<HTMLAnchorElement>(".observablehq a:not([href])")) {
    link.tabIndex = 0;
    link.setAttribute("role", "button");
    if (!link.classList.contains("observablehq--field")) {
      link.setAttribute("aria-expanded", String(link.parentElement?.classList.contains("observablehq--expanded")));
    }
  }
}

/** Enter or Space on such a link does what a click does, and the focus stays at its place. */
function press(event: KeyboardEvent): void {
  const link = (event.target as Element).closest<HTMLElement>(".observablehq a[role=button]");
  if (!link || (event.key !== "Enter" && event.key !== " ")) return;
  event.preventDefault();
  const root = link.closest(".observablehq")!;
  const at = [...root.querySelectorAll("a")].indexOf(link as HTMLAnchorElement);
  getSelection()?.removeAllRanges(); // the inspector ignores a click that ends a selection
  link.dispatchEvent(new MouseEvent("mouseup", {bubbles: true}));
  root.querySelectorAll("a")[at]?.focus();
}

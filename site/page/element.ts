/** Makes an element; text is always text, never HTML. Attributes whose value is null are left out. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Record<string, string | null> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) if (value !== null) made.setAttribute(attribute, value);
  made.append(...children);
  return made;
}

/** A button that acts, unless it is `aria-disabled`; `label` is what it shows and is called. */
export function button(label: string, act: () => void, attributes: Record<string, string | null> = {}): HTMLButtonElement {
  const made = element("button", {type: "button", ...attributes}, label);
  made.addEventListener("click", () => {
    if (made.getAttribute("aria-disabled") !== "true") act();
  });
  return made;
}

let ids = 0;

/** An id that no other element has. */
export function uniqueId(prefix: string): string {
  ids += 1;
  return `${prefix}-${ids}`;
}

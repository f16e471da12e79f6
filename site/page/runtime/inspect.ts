/**
 * How a value that is no node is shown: the same element and class names as Observable's inspector (`observablehq--number`…), which is loaded
 * only for what opens and closes: objects, arrays, functions, errors.
 */
export function inspect(value: unknown): HTMLElement {
  const text = primitive(value);
  if (text === undefined) return inspectObject(value);
  const span = document.createElement("span");
  span.className = `observablehq--inspect observablehq--${value === null ? "null" : typeof value}`;
  span.textContent = text;
  return span;
}

/** The text of a value that has no inside; undefined for one that has. */
export function primitive(value: unknown): string | undefined {
  switch (typeof value) {
    case "number":
      return Object.is(value, -0) ? "-0" : String(value);
    case "boolean":
    case "undefined":
    case "symbol":
      return String(value);
    case "bigint":
      return `${value}n`;
    case "string":
      return value.includes("\n") ? `\`${value}\`` : JSON.stringify(value);
    default:
      return value === null ? "null" : undefined;
  }
}

function inspectObject(value: unknown): HTMLElement {
  const root = document.createElement("div");
  root.className = "observablehq";
  import("@observablehq/inspector").then(
    ({Inspector}) => new Inspector(root).fulfilled(value),
    () => (root.textContent = String(value)) // the page is offline and never had the inspector
  );
  return root;
}

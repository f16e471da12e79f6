import type {LiveCell} from "./cell.ts";
import {errorOf} from "./run.ts";

/** Appends a value to a cell's output: nodes as they are (one that is there already moves to the end), anything else inspected. */
export function display(output: HTMLElement, value: unknown): void {
  output.append(isDisplayable(value, output) ? value : inspect(value));
  if (!output.querySelector("form.inputs-3a86ea, .observablehq")) return;
  void import("./assist.ts").then(
    ({assist}) => assist(output),
    () => {}
  ); // offline before the first visit was over
}

/** Appends a value to a sentence: text, nodes, or an iterable of them; null and undefined show nothing. */
export function displayInline(output: HTMLElement, value: unknown): void {
  if (value === null || value === undefined) return;
  if (typeof value !== "string" && !(value instanceof Node) && isIterable(value)) {
    for (const item of value) displayInline(output, item);
  } else {
    output.append(isDisplayable(value, output) ? value : String(value));
  }
}

/** Takes everything out of an output. */
export function clear(output: HTMLElement): void {
  output.replaceChildren();
}

/** A node that stands elsewhere in the document is inspected, not taken from there; `Element.prototype` is no node. */
function isDisplayable(value: unknown, output: HTMLElement): value is Node {
  if (value instanceof DocumentFragment) return true;
  const node = value instanceof Element || value instanceof Text ? value : null;
  return node !== null && node instanceof (node.constructor as typeof Node) && (!node.parentNode || output.contains(node));
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof (value as Partial<Iterable<unknown>>)[Symbol.iterator] === "function";
}

/**
 * How a value that is no node is shown: the same element and class names as Observable's inspector (`observablehq--number`…), which is loaded
 * only for what opens and closes: objects, arrays, functions, errors.
 */
function inspect(value: unknown): HTMLElement {
  const text = primitive(value);
  if (text === undefined) return inspectObject(value);
  const span = document.createElement("span");
  span.className = `observablehq--inspect observablehq--${value === null ? "null" : typeof value}`;
  span.textContent = text;
  return span;
}

/** The text of a value that has no inside; undefined for one that has. */
function primitive(value: unknown): string | undefined {
  switch (typeof value) {
    case "number":
      return Object.is(value, -0) ? "-0" : String(value);
    case "boolean":
    case "undefined":
    case "symbol":
    case "string": // a sentence is a sentence: only within objects do quotes say that it is a text
      return String(value);
    case "bigint":
      return `${value}n`;
    default:
      return value === null ? "null" : undefined;
  }
}

function inspectObject(value: unknown): HTMLElement {
  const root = document.createElement("div");
  root.className = "observablehq";
  import("@observablehq/inspector")
    .then(
      ({Inspector}) => new Inspector(root).fulfilled(value),
      () => (root.textContent = String(value)) // the page is offline and never had the inspector
    )
    .catch((error: unknown) => (root.textContent = `This value cannot be shown: ${errorOf(error).message}`));
  return root;
}

/** Shows what a cell has come to, unless it displays by itself: then the last run's output goes only if this one showed nothing. */
export function displayResult({definition, run, output, kind}: LiveCell, value: unknown): void {
  // A cell that is removed before it was ever defined is given a value by the runtime.
  if (!definition) return;
  const {inputs, autodisplay} = definition;
  if (kind === "inline" || (autodisplay && !inputs.includes("display") && !inputs.includes("view"))) {
    clear(output);
    (kind === "inline" ? displayInline : display)(output, value);
  } else if (run && !run.displayed) {
    clear(output);
  }
}

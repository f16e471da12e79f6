import type {PageCell} from "../runtime/contract.ts";
import {element} from "../element.ts";

/** Shows that a cell waits for another: one that failed replaces what it displayed; one not run yet is named only where there is nothing. */
export function showBlocked(cell: PageCell, name: string, by: PageCell): void {
  const failed = by.state === "failed";
  if (!failed && cell.output.childNodes.length) return;
  cell.output.replaceChildren();
  by.element.id ||= `cell-${by.id}`;
  const link = element("a", {href: `#${by.element.id}`}, [cell.kind === "inline" ? "…" : name]);
  const end = failed ? "which failed" : by.state === "stopped" ? "which was stopped" : "which has not run yet";
  if (cell.kind === "inline") link.title = `waiting for ${name}, ${end}`;
  const text = cell.kind === "inline" ? [link] : ["Waiting for ", link, `, ${end}`];
  cell.output.append(element(cell.kind === "inline" ? "span" : "p", {class: "cell-waits"}, text));
}

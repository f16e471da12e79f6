import {LocatedError} from "../../notebook/types.ts";
import {element} from "../element.ts";
import {markPlace, unmark} from "./error-mark.ts";
import type {LiveCell} from "./cell.ts";
import type {Page, PageCell} from "./contract.ts";
import {cellFrames, locate} from "./errors.ts";

/** Finds the place of what a cell threw, shows it there, and returns what is to be announced. A check's is its exercise's business. */
export function explain(cell: LiveCell, thrown: Error, page: Pick<Page, "cells" | "run">, late: boolean): string | null {
  const cells = [...page.cells.values()];
  const error = (cell.error = locate(thrown, cell, cells));
  if (cell.role === "check") return null;
  if (isUnloaded(thrown) && cell.kind !== "inline") {
    if (!late) cell.output.replaceChildren();
    lacking(cell.output, `A part of ${cell.id}`, (line) => {
      line.remove();
      page.run(cell.id);
    });
  } else showError(cell, error, cells, late);
  markPlace(cell);
  cell.unmark = () => unmark(cell);
  const place = placeText(error);
  return `Cell ${cell.id} failed${place && ` at ${place}`}: ${errorText(error)}.`;
}

/** What browsers throw, and workers say, where a script or a file could not be had. */
function isUnloaded({name, message}: Error): boolean {
  if (name === "WorkerError") return /does not load/.test(message);
  return name === "TypeError" && /imported module|module script failed|^Failed to fetch|^NetworkError|^Load failed/.test(message);
}

/** `TypeError: x is not a function`, without the name for a plain Error. */
function errorText(error: Error): string {
  return error.name === "Error" || error.name === "LocatedError" ? error.message : `${error.name}: ${error.message}`;
}

/** `line 2, column 5`, or "" for an error without a place. */
export function placeText(error: Error): string {
  return error instanceof LocatedError ? `line ${error.position.line}, column ${error.position.column}` : "";
}

/** Shows a cell's error in its output: after what is there when `keep`, instead of it otherwise. */
function showError(cell: PageCell, error: Error, cells: Iterable<PageCell>, keep = false): void {
  if (!keep) cell.output.replaceChildren();
  cell.output.querySelector(":scope > .cell-error")?.remove();
  const place = placeText(error);
  if (cell.kind === "inline") {
    const title = `${errorText(error)}${place && ` (${place})`}`;
    cell.output.append(
      element("span", {class: "inline-error", title, role: "img", "aria-label": `Error: ${title}`, tabindex: "0"}, "⚠")
    );
    return;
  }
  const box = element("div", {class: "cell-error"}, errorText(error));
  if (place) box.append(" ", element("span", {class: "cell-error-place"}, place));
  const frames = cellFrames(error instanceof LocatedError ? (error.cause ?? error) : error, cells);
  if (frames.length > 1) {
    const lines = frames.map(({name, cell: at, line, column}) =>
      element(
        "li",
        {},
        `${name && name !== "body" ? `${name}, ` : ""}${at === cell ? "" : `cell ${at.id}, `}line ${line}, column ${column}`
      )
    );
    box.append(
      element("details", {class: "cell-error-stack"}, element("summary", {}, "Called from"), element("ol", {}, ...lines))
    );
  }
  cell.output.append(box);
}

/** Shows that a cell waits for another: one that failed replaces what it displayed; one not run yet is named only where there is nothing. */
export function showBlocked(cell: PageCell, name: string, by: PageCell): void {
  const failed = by.state === "failed";
  if (!failed && cell.output.childNodes.length) return;
  cell.output.replaceChildren();
  by.element.id ||= `cell-${by.id}`;
  const link = element("a", {href: `#${by.element.id}`}, cell.kind === "inline" ? "…" : name);
  const end = failed ? "which failed" : by.state === "stopped" ? "which was stopped" : "which has not run yet";
  if (cell.kind === "inline") link.title = `waiting for ${name}, ${end}`;
  const text = cell.kind === "inline" ? [link] : ["Waiting for ", link, `, ${end}`];
  cell.output.append(element(cell.kind === "inline" ? "span" : "p", {class: "cell-waits"}, ...text));
}

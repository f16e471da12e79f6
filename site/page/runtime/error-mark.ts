import {LocatedError} from "../../notebook/types.ts";
import type {PageCell} from "./contract.ts";

/** Marks the place of a cell's error in its static code. (The editor marks its own.) */
export function markPlace(cell: PageCell): void {
  const code = cell.element.querySelector(".cell-source code");
  if (!code) return;
  unmark(cell);
  if (!(cell.error instanceof LocatedError) || code.textContent !== cell.source) return;
  const {line, column} = cell.error.position;
  const lines = cell.source.split("\n");
  const text = lines[line - 1];
  if (text === undefined) return;
  const word = /^(?:[\p{L}\p{N}_$]+|\S)/u.exec(text.slice(column - 1))?.[0] ?? "";
  const start = lines.slice(0, line - 1).reduce((sum, before) => sum + before.length + 1, column - 1);
  if (word) wrap(code, start, start + word.length);
}

/** Takes the marks of an error away. */
export function unmark(cell: PageCell): void {
  for (const mark of cell.element.querySelectorAll(".cell-source mark.error-mark")) {
    const parent = mark.parentNode!;
    mark.replaceWith(...mark.childNodes);
    parent.normalize();
  }
}

/** Wraps the text from `start` to `end`, as far as it stands in one text node, as a token does. */
function wrap(code: Element, start: number, end: number): void {
  const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
  let at = 0;
  while (walker.nextNode()) {
    const node = walker.currentNode as Text;
    if (start < at + node.length) {
      const rest = node.splitText(start - at);
      rest.splitText(Math.min(end - start, rest.length));
      const mark = document.createElement("mark");
      mark.className = "error-mark";
      rest.replaceWith(mark);
      mark.append(rest);
      return;
    }
    at += node.length;
  }
}

import {difference, type DifferencePart} from "../../notebook/changes/difference.ts";
import {element} from "../element.ts";

/** Puts the published text of a cell, as what the reader's differs from, behind its code. */
export function showOriginal(source: HTMLElement, id: string, original: string, text: string): void {
  const figure = differenceView(difference(original, text), `The published text of ${id} and yours`);
  figure.classList.add("cell-original");
  source.after(figure);
  figure.querySelector("pre")?.focus();
}

const signs = {same: "  ", removed: "− ", added: "+ "} as const;

/** Shows removed and added lines in place, as text (never as HTML), readable without colour and by ear. */
export function differenceView(parts: readonly DifferencePart[], label: string): HTMLElement {
  const code = element("code");
  const lines = parts.flatMap(({kind, text}) => text.split("\n").map((line) => ({kind, text: line})));
  for (const {kind, text} of lines) {
    const name = kind === "removed" ? "del" : kind === "added" ? "ins" : "span";
    const sign = element("span", {class: "difference-sign", "aria-hidden": "true"}, signs[kind]);
    code.append(element(name, {class: `difference-${kind}`}, sign, text), "\n");
  }
  const removed = lines.filter(({kind}) => kind === "removed").length;
  const added = lines.filter(({kind}) => kind === "added").length;
  const counts = `${count(removed)} removed, ${count(added)} added`;
  return element("figure", {class: "difference", "aria-label": `${label}: ${counts}`}, element("pre", {tabindex: "0"}, code));
}

function count(lines: number): string {
  return lines === 1 ? "1 line" : `${lines} lines`;
}

import type {PageCell} from "../contract.ts";
import {element} from "./elements.ts";

/**
 * Shows a reader's Markdown in the cell's output. The renderer (a chunk of its own) interprets no HTML and no `javascript:` links.
 * @returns the places of inline `${…}` (as written, without the braces), to be filled by the caller, in order of appearance.
 */
export async function renderMarkdown(cell: PageCell, text: string, inline: readonly {start: number; end: number}[]): Promise<HTMLElement[]> {
  const {md} = await import("../lazy/md.ts");
  const places = inline.map(() => element("span", {class: "inline", "data-kind": "inline"}));
  const strings: string[] = [];
  let from = 0;
  for (const {start, end} of inline) {
    strings.push(text.slice(from, start));
    from = end;
  }
  strings.push(text.slice(from));
  const rendered = md(Object.assign([...strings], {raw: strings}), ...places);
  cell.output.replaceChildren(rendered);
  cell.element.toggleAttribute("data-empty", text.trim() === "");
  return places;
}

import type {Range} from "../../notebook/types.ts";
import type {PageCell} from "../runtime/contract.ts";
import {element} from "./elements.ts";

/**
 * Shows a reader's Markdown in the cell's output; the renderer is a chunk of its own.
 * @param inline where `${…}` stand in the text
 * @returns an element for each of them, in order; one that has no place in the result (a link's address) is not in the document.
 */
export async function renderMarkdown(cell: PageCell, text: string, inline: readonly Range[]): Promise<HTMLElement[]> {
  const {readerMarkdown} = await import("./reader-markdown.ts");
  const places = inline.map(() => element("span", {class: "inline", "data-kind": "inline"}));
  let marked = "";
  let from = 0;
  for (const [index, {start, end}] of inline.entries()) {
    marked += `${text.slice(from, start)}\uE000${index}\uE001`;
    from = end;
  }
  cell.output.replaceChildren(...readerMarkdown(marked + text.slice(from), places).childNodes);
  return places;
}

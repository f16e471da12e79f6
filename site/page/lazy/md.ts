import MarkdownIt from "markdown-it";

const markdown = new MarkdownIt({html: false, linkify: true});

/**
 * Renders Markdown: md`**k** is ${k}`. Nodes, and arrays of them, may be substituted; anything else is put in as text that Markdown reads.
 * A single paragraph comes as a `<p>`, more in a `<div>`. HTML in the text is shown, not interpreted: use `html` for that.
 */
export function md(strings: TemplateStringsArray, ...values: unknown[]): HTMLElement {
  const nodes: Node[] = [];
  const text = strings.raw.reduce((before, string, i) => before + place(values[i - 1], nodes) + string);
  const root = document.createElement("div");
  root.innerHTML = markdown.render(text);
  if (nodes.length) fill(root, nodes);
  const only = root.firstElementChild;
  return root.childElementCount === 1 && only instanceof HTMLElement ? (only.remove(), only) : root;
}

/** A private-use character on each side: no Markdown, and not in anybody's text. */
function place(value: unknown, nodes: Node[]): string {
  if (value instanceof Node) return `\uE000${nodes.push(value) - 1}\uE001`;
  if (Array.isArray(value)) return value.map((item) => place(item, nodes)).join("");
  return String(value);
}

function fill(root: Element, nodes: Node[]): void {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (walker.nextNode()) texts.push(walker.currentNode as Text);
  for (const text of texts) {
    const parts = text.data.split(/\uE000(\d+)\uE001/);
    if (parts.length > 1) text.replaceWith(...parts.map((part, i) => (i % 2 ? nodes[Number(part)]! : part)));
  }
}

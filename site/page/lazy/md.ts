import MarkdownIt from "markdown-it";

const markdown = new MarkdownIt({html: false, linkify: true});
const image = markdown.renderer.rules.image!;

// A picture on another host would be asked for as soon as it is shown, and the page's policy refuses that: in a reader's text it
// becomes a link.
markdown.renderer.rules.image = (tokens, index, options, env, renderer) => {
  const token = tokens[index]!;
  const address = String(token.attrGet("src") ?? "");
  if (!(env as {linked?: boolean}).linked || !isForeign(address)) return image(tokens, index, options, env, renderer);
  const {escapeHtml} = markdown.utils;
  const label = `${token.content || "Picture"} (on another site, not loaded)`;
  return `<a href="${escapeHtml(address)}" rel="noreferrer">${escapeHtml(label)}</a>`;
};

/**
 * Renders Markdown: md`**k** is ${k}`. Nodes, and arrays of them, may be substituted; anything else is put in as text that Markdown reads.
 * A single paragraph comes as a `<p>`, more in a `<div>`. HTML in the text is shown, not interpreted: use `html` for that.
 */
export function md(strings: TemplateStringsArray, ...values: unknown[]): HTMLElement {
  const nodes: Node[] = [];
  const text = strings.raw.reduce((before, string, i) => before + place(values[i - 1], nodes) + string);
  const root = rendered(text, nodes, {});
  const only = root.firstElementChild;
  return root.childElementCount === 1 && only instanceof HTMLElement ? (only.remove(), only) : root;
}

/**
 * Renders Markdown that a reader wrote, with nodes in the places of private-use marks `\uE000index\uE001`. HTML in it is shown, not
 * interpreted; `javascript:` and the like make no links; nothing is asked of another host.
 */
export function readerMarkdown(text: string, nodes: readonly Node[]): HTMLElement {
  return rendered(text, nodes, {linked: true});
}

/** A private-use character on each side: no Markdown, and not in anybody's text. */
function place(value: unknown, nodes: Node[]): string {
  if (value instanceof Node) return `\uE000${nodes.push(value) - 1}\uE001`;
  if (Array.isArray(value)) return value.map((item) => place(item, nodes)).join("");
  return String(value);
}

/** `linked`: pictures on other hosts become links. */
function rendered(text: string, nodes: readonly Node[], env: {linked?: boolean}): HTMLElement {
  const root = document.createElement("div");
  root.innerHTML = markdown.render(text, env);
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (walker.nextNode()) texts.push(walker.currentNode as Text);
  for (const found of texts) {
    const parts = found.data.split(/\uE000(\d+)\uE001/);
    if (parts.length > 1) found.replaceWith(...parts.map((part, i) => (i % 2 ? (nodes[Number(part)] ?? "") : part)));
  }
  return root;
}

function isForeign(address: string): boolean {
  try {
    const url = new URL(address, location.href);
    return !["data:", "blob:"].includes(url.protocol) && url.origin !== location.origin;
  } catch {
    return true;
  }
}

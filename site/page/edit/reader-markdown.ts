import MarkdownIt from "markdown-it";

const markdown = new MarkdownIt({html: false, linkify: true});
const image = markdown.renderer.rules.image!;

// A picture on another host would be asked for as soon as it is shown, and the page's policy refuses that: it becomes a link.
markdown.renderer.rules.image = (tokens, index, options, env, renderer) => {
  const token = tokens[index]!;
  const address = String(token.attrGet("src") ?? "");
  if (!isForeign(address)) return image(tokens, index, options, env, renderer);
  const {escapeHtml} = markdown.utils;
  const label = `${token.content || "Picture"} (on another site, not loaded)`;
  return `<a href="${escapeHtml(address)}" rel="noreferrer">${escapeHtml(label)}</a>`;
};

/**
 * Renders a reader's Markdown, with nodes in the places of private-use marks `\uE000index\uE001`. HTML in it is shown, not
 * interpreted; `javascript:` and the like make no links; nothing is asked of another host.
 */
export function readerMarkdown(text: string, nodes: readonly Node[]): HTMLElement {
  const root = document.createElement("div");
  root.innerHTML = markdown.render(text);
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (walker.nextNode()) texts.push(walker.currentNode as Text);
  for (const found of texts) {
    const parts = found.data.split(/\uE000(\d+)\uE001/);
    if (parts.length === 1) continue;
    found.replaceWith(...parts.map((part, index) => (index % 2 === 1 ? (nodes[Number(part)] ?? "") : part)));
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

import type {MarkdownIt} from "markdown-it";
import {suggestion} from "./nearest.ts";

/** The colours that carry meaning in the book (their values are in site/styles): `[generated]{.fake}`. */
export const spanClasses = ["real", "fake", "generator", "discriminator", "gradient", "accent"] as const;

/**
 * Inline rule for `[text]{.class}` → `<span class="class">text</span>`. A class that is not of the book leaves the text as it is
 * when not `strict`, and else carries a message in `meta.problem`.
 */
export function colouredSpans(md: MarkdownIt, {strict}: {strict: boolean}): void {
  md.inline.ruler.before("link", "coloured_span", (state, silent) => {
    const {src, pos} = state;
    if (src[pos] !== "[") return false;
    const end = md.helpers.parseLinkLabel(state, pos);
    if (end < 0) return false;
    const attributes = /\{\.([\w-]+)\}/y;
    attributes.lastIndex = end + 1;
    const match = attributes.exec(src);
    if (match === null || attributes.lastIndex > state.posMax) return false;
    const name = match[1]!;
    const known = (spanClasses as readonly string[]).includes(name);
    if (!known && !strict) return false;
    if (!silent) {
      const max = state.posMax;
      state.pos = pos + 1;
      state.posMax = end;
      const open = state.push("span_open", "span", 1);
      open.attrSet("class", name);
      if (!known) open.meta = {problem: `Unknown colour ".${name}".${suggestion(name, spanClasses)}`, needle: match[0]};
      state.md.inline.tokenize(state);
      state.push("span_close", "span", -1);
      state.posMax = max;
    }
    state.pos = attributes.lastIndex;
    return true;
  });
}

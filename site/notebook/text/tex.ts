import type {MarkdownIt} from "markdown-it";
import {report} from "./prose-env.ts";

/**
 * Rules for TeX: `$…$` in a line (no space inside the dollars, no digit behind the second, so that prices are no formulas) and
 * `$$…$$`, in a line or as lines of its own. Tokens: `math_inline` and `math_block`, `content` is the TeX, `meta.display`
 * whether it is displayed.
 */
export function texRules(md: MarkdownIt): void {
  md.inline.ruler.after("escape", "math_inline", (state, silent) => {
    const {src, pos, posMax} = state;
    if (src[pos] !== "$") return false;
    const mark = src[pos + 1] === "$" ? "$$" : "$";
    const start = pos + mark.length;
    const end = closing(src, start, posMax, mark);
    if (end < 0) return false;
    if (!silent) {
      const token = state.push("math_inline", "span", 0);
      token.markup = mark;
      token.content = src.slice(start, end);
      token.meta = {display: mark === "$$"};
    }
    state.pos = end + mark.length;
    return true;
  });
  md.block.ruler.before(
    "fence",
    "math_block",
    (state, startLine, endLine, silent) => {
      const text = (line: number): string => state.src.slice(state.bMarks[line]! + state.tShift[line]!, state.eMarks[line]!);
      const first = text(startLine);
      if (!first.startsWith("$$") || state.sCount[startLine]! - state.blkIndent >= 4) return false;
      const alone = first.slice(2).trim();
      let line = startLine;
      if (alone.includes("$$")) {
        if (alone.indexOf("$$") !== alone.length - 2 || alone === "$$") return false;
      } else {
        for (++line; line < endLine; ++line) {
          if (text(line) !== "" && state.sCount[line]! < state.blkIndent) line = endLine;
          else if (text(line).trimEnd().endsWith("$$")) break;
        }
        if (line >= endLine) {
          if (!silent) report(state.env, 'This "$$" is not closed: a line that ends with "$$" is missing.', startLine, "$$");
          return false;
        }
      }
      if (silent) return true;
      const token = state.push("math_block", "div", 0);
      token.block = true;
      token.markup = "$$";
      token.content = state
        .getLines(startLine, line + 1, state.blkIndent, false)
        .trim()
        .slice(2, -2)
        .trim();
      token.map = [startLine, line + 1];
      token.meta = {display: true};
      state.line = line + 1;
      return true;
    },
    {alt: ["paragraph", "reference", "blockquote", "list"]}
  );
}

/** Index of the mark that closes a formula in a line, or -1. */
function closing(src: string, start: number, max: number, mark: string): number {
  if (mark === "$" && /\s/.test(src[start] ?? " ")) return -1;
  for (let i = start; i < max; ++i) {
    if (src[i] === "\\") ++i;
    else if (src.startsWith(mark, i) && i + mark.length <= max) {
      if (i === start) return -1;
      if (mark === "$$") return i;
      if (/\s/.test(src[i - 1]!)) return -1;
      return /\d/.test(src[i + 1] ?? "") ? -1 : i;
    }
  }
  return -1;
}

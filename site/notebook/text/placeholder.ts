import type {MarkdownIt, Token} from "markdown-it";
import type {InlineExpression} from "./inline.ts";
import type {ProseEnv} from "./markdown-rules.ts";

// An expression may hold anything that means something to Markdown (`|`, `*`, `<`, quotation marks). So each is replaced, before
// Markdown is read, by a placeholder: its index between two code points that no text may hold (Unicode noncharacters).
const [open, close] = ["\uFDD0", "\uFDD1"];
const placeholder = /\uFDD0(\d+)\uFDD1/;

/** A text with placeholders, and the way back from its offsets to those of the original. */
export interface Masked {
  text: string;
  original(offset: number): number;
}

/** Replaces each expression of `text` by its placeholder. */
export function mask(text: string, expressions: readonly InlineExpression[]): Masked {
  const clean = text.replace(/[\uFDD0\uFDD1]/g, "\uFFFD");
  let masked = "";
  let from = 0;
  const stops: {masked: number; original: number}[] = [];
  for (const [i, {range}] of expressions.entries()) {
    masked += clean.slice(from, range.start) + open + i + close;
    from = range.end;
    stops.push({masked: masked.length, original: from});
  }
  return {
    text: masked + clean.slice(from),
    original(offset) {
      let [low, high] = [0, stops.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (stops[middle]!.masked <= offset) low = middle + 1;
        else high = middle;
      }
      const stop = stops[low - 1] ?? {masked: 0, original: 0};
      return stop.original + offset - stop.masked;
    }
  };
}

/** The text that the author wrote, for places where a `${…}` is no expression (code). */
export function unmask(text: string, expressions: readonly InlineExpression[]): string {
  return text.replace(new RegExp(placeholder, "g"), (whole, index: string) => {
    const expression = expressions[Number(index)];
    return expression === undefined ? whole : "${" + expression.source + "}";
  });
}

/**
 * Inline rule that makes tokens of type `expression` (index in `meta.index`) of placeholders. Its content is a letter, so that
 * quotation marks around it curl the right way.
 */
export function placeholders(md: MarkdownIt): void {
  const special = /[\n!"#$%&*+\-:<=>@[\\\]^_`{}~\uFDD0]/g;
  md.inline.ruler.at("text", (state, silent) => {
    special.lastIndex = state.pos;
    const end = Math.min(special.exec(state.src)?.index ?? state.posMax, state.posMax);
    if (end === state.pos) return false;
    if (!silent) state.pending += state.src.slice(state.pos, end);
    state.pos = end;
    return true;
  });
  md.inline.ruler.after("text", "expression", (state, silent) => {
    if (state.src[state.pos] !== open) return false;
    const here = new RegExp(placeholder, "y");
    here.lastIndex = state.pos;
    const match = here.exec(state.src);
    if (match === null || here.lastIndex > state.posMax) return false;
    if (!silent) {
      const token = state.push("expression", "", 0);
      token.content = "x";
      token.meta = {index: Number(match[1])};
    }
    state.pos = here.lastIndex;
    return true;
  });
  md.renderer.rules.expression = (tokens, i, _options, env) => (env as ProseEnv).expression(tokens[i]!.meta!.index as number);
  md.renderer.rules.html_block = (tokens, i, _options, env) => {
    const {expression = () => "", expressions = []} = env as Partial<ProseEnv>;
    return outsideTags(tokens[i]!.content, expression, (literal) => unmask(literal, expressions));
  };
}

/** Replaces the placeholders of a piece of HTML that stand in text, and passes tags and comments through `literal`. */
function outsideTags(html: string, expression: (index: number) => string, literal: (text: string) => string): string {
  return html.replace(/<!--.*?(?:-->|$)|<\/?[a-zA-Z](?:"[^"]*"|'[^']*'|[^"'>])*>|\uFDD0(\d+)\uFDD1/gs, (whole, index?: string) =>
    index === undefined ? literal(whole) : expression(Number(index))
  );
}

/** Indices of the expressions that show in rendered tokens; those missing stand where nothing can (in a tag, an address, TeX). */
export function shownExpressions(tokens: readonly Token[]): Set<number> {
  const shown = new Set<number>();
  for (const token of tokens) {
    if (token.type === "expression") shown.add(token.meta!.index as number);
    else if (token.type === "html_block")
      outsideTags(
        token.content,
        (index) => (shown.add(index), ""),
        (text) => text
      );
    else if (token.type === "inline") for (const index of shownExpressions(token.children ?? [])) shown.add(index);
  }
  return shown;
}

/** Indices of placeholders in code, where `${…}` is text. */
export function literalExpressions(tokens: readonly Token[]): Set<number> {
  const found = new Set<number>();
  for (const token of tokens) {
    if (token.type === "inline") for (const index of literalExpressions(token.children ?? [])) found.add(index);
    else if (/^(code_inline|code_block|fence)$/.test(token.type) || /^<!--/.test(token.content)) {
      for (const match of token.content.matchAll(new RegExp(placeholder, "g"))) found.add(Number(match[1]));
    }
  }
  return found;
}

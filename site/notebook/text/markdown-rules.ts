import type {Env, MarkdownIt, StateBlock, Token} from "markdown-it";
import type {InlineExpression} from "./inline.ts";
import {suggestion} from "./nearest.ts";

/**
 * A mistake found while markdown-it reads a stretch of prose, placed by a line of that stretch and the text to look for from
 * there.
 */
interface ProseProblem {
  message: string;
  /** Counted from 0 in the text given to markdown-it. */
  line: number;
  needle: string;
}

/** What the rules of the notebook keep in markdown-it's environment while they read and render one stretch of prose. */
export interface ProseEnv extends Env {
  /** Heading ids that are taken, in the whole chapter. */
  slugs: Set<string>;
  /** Expressions that stand in the text as placeholders. */
  expressions: InlineExpression[];
  /** HTML for the expression of that index. */
  expression: (index: number) => string;
  problems: ProseProblem[];
  /** Takes a problem that shows only while rendering (TeX), for its place; throws it where nobody collects them. */
  fail: (problem: ProseProblem) => void;
}

/** An environment for one stretch of prose; `slugs` and `references` are shared by the stretches of a chapter. */
export function proseEnv(given: Partial<ProseEnv> = {}): ProseEnv {
  return {
    slugs: new Set(),
    expressions: [],
    expression: () => "",
    problems: [],
    fail: (problem) => {
      throw new Error(problem.message);
    },
    ...given
  };
}

/** Adds a problem to the environment of a rule; environments of other callers of markdown-it have nowhere to keep it. */
export function report(env: Env, message: string, line: number, needle: string): void {
  (env as Partial<ProseEnv>).problems?.push({message, line, needle});
}

/** Containers of the notebook: the first two give structure, the others belong to the prose; `teacher` is for presenter view alone. */
export const containerNames = ["exercise", "hint", "note", "aside", "teacher"] as const;

/** What a `container_open` token carries in `meta`. */
export interface ContainerMeta extends Record<string, unknown> {
  name: string;
  /** The text behind the name. */
  rest: string;
}

const mark = /^(:{3,})[ \t]*(.*?)[ \t]*$/;

/**
 * Block rule for `::: name rest` … `:::`, giving `container_open` and `container_close`. Containers nest; a closing line has as
 * many colons as the line that it closes; what looks like one inside a fence is text. Only `names` are containers; another name
 * is reported when `strict` and else left as text.
 */
export function container(md: MarkdownIt, {names, strict}: {names: readonly string[]; strict: boolean}): void {
  md.block.ruler.before(
    "fence",
    "container",
    (state, startLine, endLine, silent) => {
      const line = lineText(state, startLine);
      const match = line === undefined ? null : mark.exec(line);
      if (match === null) return false;
      const [, colons, params] = match as unknown as [string, string, string];
      const name = /^\S*/.exec(params)![0];
      if (!strict && !names.includes(name)) return false;
      if (silent) return true;
      if (name === "") {
        report(
          state.env,
          `"${colons}" closes nothing: the open container, if any, began with another number of colons.`,
          startLine,
          colons
        );
        state.line = startLine + 1;
        return true;
      }
      if (!names.includes(name)) report(state.env, `Unknown container "${name}". Allowed: ${names.join(", ")}.`, startLine, name);
      const {end, closed, inFence} = findEnd(state, startLine, endLine, colons.length);
      if (strict && !closed && !inFence) {
        report(
          state.env,
          `"${colons} ${name}" is not closed: a line "${colons}" is missing. Each container needs its own.`,
          startLine,
          colons
        );
      }
      const {parentType, lineMax} = state;
      // A name of its own, as plug-ins do: lists and quotations look at it to know what they interrupt.
      (state as {parentType: string}).parentType = "container";
      state.lineMax = end;
      const open = state.push("container_open", "aside", 1);
      open.block = true;
      open.map = [startLine, closed ? end + 1 : end];
      open.meta = {name, rest: params.slice(name.length).trim()} satisfies ContainerMeta;
      if (/^(note|aside|teacher)$/.test(name) && open.meta.rest !== "") pushTitle(state, open.meta.rest as string, startLine);
      state.md.block.tokenize(state, startLine + 1, end);
      const close = state.push("container_close", "aside", -1);
      close.block = true;
      close.meta = {name};
      state.parentType = parentType;
      state.lineMax = lineMax;
      state.line = closed ? end + 1 : end;
      return true;
    },
    {alt: ["paragraph", "reference", "blockquote", "list"]}
  );
  // What stands in a template is no part of the page: not laid out, printed, searched or read aloud until presenter view takes it.
  const tag = (tokens: readonly Token[], i: number): string => (tokens[i]!.meta!.name === "teacher" ? "template" : "aside");
  md.renderer.rules.container_open = (tokens, i) =>
    `<${tag(tokens, i)} class="${md.utils.escapeHtml(String(tokens[i]!.meta!.name))}">\n`;
  md.renderer.rules.container_close = (tokens, i) => `</${tag(tokens, i)}>\n`;
}

/** The text of a line without indentation, or undefined when it is indented like code. */
function lineText(state: StateBlock, line: number): string | undefined {
  if (state.sCount[line]! - state.blkIndent >= 4) return undefined;
  return state.src.slice(state.bMarks[line]! + state.tShift[line]!, state.eMarks[line]!);
}

/** The line that closes a container, or where its surroundings end. */
function findEnd(
  state: StateBlock,
  startLine: number,
  endLine: number,
  colons: number
): {end: number; closed: boolean; inFence: boolean} {
  const open = [colons];
  let fence = "";
  let line = startLine + 1;
  for (; line < endLine; ++line) {
    const raw = state.src.slice(state.bMarks[line]! + state.tShift[line]!, state.eMarks[line]!);
    if (raw !== "" && state.sCount[line]! < state.blkIndent) break;
    const ticks = /^(?:(`{3,})[^`]*|(~{3,}).*)$/.exec(raw);
    if (fence !== "") {
      if (/^(`+|~+)[ \t]*$/.test(raw) && raw.startsWith(fence)) fence = "";
    } else if (ticks) fence = (ticks[1] ?? ticks[2])!;
    else {
      const match = state.sCount[line]! - state.blkIndent < 4 ? mark.exec(raw) : null;
      if (match === null) continue;
      const count = match[1]!.length;
      if (match[2] !== "") open.push(count);
      else if (open.includes(count)) {
        open.length = open.lastIndexOf(count);
        if (open.length === 0) return {end: line, closed: true, inFence: false};
      }
    }
  }
  return {end: line, closed: false, inFence: fence !== ""};
}

function pushTitle(state: StateBlock, title: string, line: number): void {
  const open = state.push("paragraph_open", "p", 1);
  open.attrSet("class", "aside-title");
  open.map = [line, line + 1];
  const inline = state.push("inline", "", 0);
  inline.content = title;
  inline.map = [line, line + 1];
  inline.children = [];
  state.push("paragraph_close", "p", -1);
}

/**
 * Rules for TeX: `$…$` in a line (no space inside the dollars, no digit and no `${…}` behind the second, so that prices are no
 * formulas) and `$$…$$`, in a line or as lines of its own. Tokens: `math_inline` and `math_block`, `content` is the TeX, `meta.display`
 * whether it is displayed.
 */
export function texRules(md: MarkdownIt): void {
  /** No formula begins with an expression: `$${price}` is a price, and its dollar a dollar. */
  const isDollar = (src: string, behind: number): boolean => /[\uFDD0\uE000]/.test(src[behind] ?? "");
  md.inline.ruler.after("escape", "math_inline", (state, silent) => {
    const {src, pos, posMax} = state;
    if (src[pos] !== "$") return false;
    const mark = src[pos + 1] === "$" ? "$$" : "$";
    const start = pos + mark.length;
    if (isDollar(src, start)) return false;
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
      if (!first.startsWith("$$") || first[2] === "{" || state.sCount[startLine]! - state.blkIndent >= 4) return false;
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
      return /[\d\uFDD0\uE000]/.test(src[i + 1] ?? "") ? -1 : i;
    }
  }
  return -1;
}

/** The colours that carry meaning in the book (their values are in site/styles): `[generated]{.fake}`. */
const spanClasses = ["real", "fake", "generator", "discriminator", "gradient", "accent"] as const;

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

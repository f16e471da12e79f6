import type {Range} from "../types.ts";

/** One `${…}` in prose. */
export interface InlineExpression {
  /** From the `$` to behind the `}`. */
  range: Range;
  /** Between the braces. */
  source: string;
  /** Where `source` begins: one past the `{`. */
  at: number;
}

/** All `${…}` of a stretch of prose, and the offsets of those that never close. */
export interface InlineExpressions {
  expressions: InlineExpression[];
  unclosed: number[];
}

/**
 * Finds `${…}` in Markdown. Braces are balanced, with strings, templates, comments and regular expressions skipped. None is
 * found in code spans, in HTML comments, within `literal` (fences, indented code) or behind a backslash.
 */
export function findExpressions(text: string, literal: readonly Range[] = []): InlineExpressions {
  const expressions: InlineExpression[] = [];
  const unclosed: number[] = [];
  let i = 0;
  while (i < text.length) {
    const skipped = literal.find((range) => range.start <= i && i < range.end);
    if (skipped) i = skipped.end;
    else if (text[i] === "\\") i += 2;
    else if (text[i] === "`") i = afterCodeSpan(text, i);
    else if (text.startsWith("<!--", i)) {
      const end = text.indexOf("-->", i + 4);
      i = end < 0 ? text.length : end + 3;
    } else if (text.startsWith("${", i)) {
      const end = closingBrace(text, i + 2);
      if (end < 0) {
        unclosed.push(i);
        i += 2;
      } else {
        expressions.push({range: {start: i, end: end + 1}, source: text.slice(i + 2, end), at: i + 2});
        i = end + 1;
      }
    } else ++i;
  }
  return {expressions, unclosed};
}

/** Behind the code span that opens at `i`, or behind its backticks when no run of as many closes it in the same paragraph. */
function afterCodeSpan(text: string, i: number): number {
  const run = /`+/y;
  run.lastIndex = i;
  const length = run.exec(text)![0].length;
  const blank = /\n[ \t>]*\n/g;
  blank.lastIndex = i;
  const limit = blank.exec(text)?.index ?? text.length;
  const runs = /`+/g;
  runs.lastIndex = i + length;
  for (let next = runs.exec(text); next !== null && next.index < limit; next = runs.exec(text)) {
    if (next[0].length === length) return next.index + length;
  }
  return i + length;
}

/** Index of the `}` that closes the brace before `i`, or -1. */
function closingBrace(text: string, i: number): number {
  /** Index in `text` of the last character that was neither space nor comment: decides whether `/` divides. */
  let previous = -1;
  for (let depth = 0; i < text.length; ++i) {
    const c = text[i]!;
    if (/\s/.test(c)) continue;
    if (c === "}" && depth === 0) return i;
    if (c === "{") ++depth;
    else if (c === "}") --depth;
    else if (c === '"' || c === "'") i = afterString(text, i) - 1;
    else if (c === "`") i = afterTemplate(text, i) - 1;
    else if (text.startsWith("//", i)) {
      const end = text.indexOf("\n", i);
      if (end < 0) return -1;
      i = end;
      continue;
    } else if (text.startsWith("/*", i)) {
      const end = text.indexOf("*/", i + 2);
      if (end < 0) return -1;
      i = end + 1;
      continue;
    } else if (c === "/" && startsRegex(text, previous)) i = afterRegex(text, i) - 1;
    if (i >= text.length) return -1;
    previous = i;
  }
  return -1;
}

function afterString(text: string, i: number): number {
  const quote = text[i];
  for (++i; i < text.length; ++i) {
    if (text[i] === "\\") ++i;
    else if (text[i] === quote) return i + 1;
    else if (text[i] === "\n") return i;
  }
  return text.length + 1;
}

function afterTemplate(text: string, i: number): number {
  for (++i; i < text.length; ++i) {
    if (text[i] === "\\") ++i;
    else if (text[i] === "`") return i + 1;
    else if (text.startsWith("${", i)) {
      i = closingBrace(text, i + 2);
      if (i < 0) break;
    }
  }
  return text.length + 1;
}

/** A `/` begins a regular expression after an operator, an opening bracket or a keyword, and divides after a value. */
function startsRegex(text: string, previous: number): boolean {
  if (previous < 0) return true;
  if (/[(,=:[!&|?{};+\-*%<>~^]/.test(text[previous]!)) return true;
  return /(?:^|[^\w$.])(?:return|typeof|case|in|of|void|delete|await|yield)$/.test(
    text.slice(Math.max(0, previous - 12), previous + 1)
  );
}

function afterRegex(text: string, i: number): number {
  let inClass = false;
  for (++i; i < text.length && text[i] !== "\n"; ++i) {
    if (text[i] === "\\") ++i;
    else if (text[i] === "[") inClass = true;
    else if (text[i] === "]") inClass = false;
    else if (text[i] === "/" && !inClass) return i + 1;
  }
  return i;
}

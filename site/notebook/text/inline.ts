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
 * found in code spans, in HTML comments, within `literal` (fences, indented code; in order) or behind a backslash.
 */
export function findExpressions(text: string, literal: readonly Range[] = []): InlineExpressions {
  const expressions: InlineExpression[] = [];
  const unclosed: number[] = [];
  const braces = new Braces(text);
  const spans = new CodeSpans(text);
  let range = 0;
  let i = 0;
  while (i < text.length) {
    while (range < literal.length && literal[range]!.end <= i) ++range;
    const skipped = literal[range];
    if (skipped && skipped.start <= i) i = skipped.end;
    else if (text[i] === "\\") i += 2;
    else if (text[i] === "`") i = spans.after(i);
    else if (text.startsWith("<!--", i)) {
      const end = text.indexOf("-->", i + 4);
      i = end < 0 ? text.length : end + 3;
    } else if (text.startsWith("${", i)) {
      const end = braces.closing(i + 2);
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

/** The code spans of a text, asked for from its start to its end. */
class CodeSpans {
  /** End of the paragraph that was looked at last. */
  #limit = -1;
  /** In that paragraph: where the runs of each number of backticks begin, in order. */
  #runs = new Map<number, number[]>();

  constructor(private readonly text: string) {}

  /** Behind the code span that opens at `i`, or behind its backticks when no run of as many closes it in the same paragraph. */
  after(i: number): number {
    if (i >= this.#limit) this.#read(i);
    const run = /`+/y;
    run.lastIndex = i;
    const length = run.exec(this.text)![0].length;
    const starts = this.#runs.get(length) ?? [];
    while (starts.length > 0 && starts.at(-1)! < i + length) starts.pop();
    return (starts.pop() ?? i) + length;
  }

  #read(i: number): void {
    const blank = /\n[ \t>]*\n/g;
    blank.lastIndex = i;
    this.#limit = blank.exec(this.text)?.index ?? this.text.length;
    this.#runs.clear();
    for (const {0: run, index} of this.text.slice(i, this.#limit).matchAll(/`+/g)) {
      const starts = this.#runs.get(run.length);
      if (starts) starts.push(i + index);
      else this.#runs.set(run.length, [i + index]);
    }
    for (const starts of this.#runs.values()) starts.reverse();
  }
}

/** Where a search that found no end once stood in code, outside of strings and comments. */
interface Mark {
  /** How many braces it had open there, and how many at the least from there on. */
  depth: number;
  least: number;
  /** What those that it closed later on were, the innermost first. */
  kinds: string;
  /** A `/` would begin a regular expression here. */
  regex: boolean;
}

/**
 * The braces of a text's expressions. A search that comes to the end of the text leaves marks behind, so that the next one, which
 * would take the same way, is told at once that it leads nowhere: a text of nothing but `${` is read once.
 */
class Braces {
  readonly #marks = new Map<number, Mark>();
  readonly #lastCommentEnd: number;
  /** Searches looked at this many characters: for the test that says that they are few. */
  steps = 0;

  constructor(private readonly text: string) {
    this.#lastCommentEnd = text.lastIndexOf("*/");
  }

  /** Index of the `}` that closes the brace before `i`, or -1. */
  closing(i: number): number {
    const {text} = this;
    /** What is open: `{` in code, "`" a template, `$` an expression in one. */
    const open: string[] = [];
    /** Index of the last character that was neither space nor comment: decides whether `/` divides. */
    let previous = -1;
    const passed: {at: number; mark: Mark}[] = [];
    const lead = (at: number): boolean => {
      const regex = startsRegex(text, previous);
      const mark = this.#marks.get(at);
      if (mark && mark.regex === regex) {
        const closes = mark.depth - mark.least;
        if (closes === 0 || (closes <= open.length && mark.kinds === open.slice(-closes).reverse().join(""))) return false;
      } else if (!mark) {
        // The innermost that are open are all that a later search can compare with.
        passed.push({at, mark: {depth: open.length, least: open.length, kinds: open.slice(-8).reverse().join(""), regex}});
      }
      return true;
    };
    const pop = (): void => {
      open.pop();
      const last = passed.at(-1);
      if (last) last.mark.least = Math.min(last.mark.least, open.length);
    };
    const fail = (): -1 => {
      let least = Infinity;
      for (const {at, mark} of passed.reverse()) {
        least = mark.least = Math.min(mark.least, least);
        mark.kinds = mark.kinds.slice(0, mark.depth - mark.least);
        this.#marks.set(at, mark);
      }
      return -1;
    };
    if (!lead(i)) return fail();
    for (; i < text.length; ++i) {
      this.steps++;
      const c = text[i]!;
      if (open.at(-1) === "`") {
        if (c === "\\") ++i;
        else if (c === "`") {
          pop();
          previous = i;
        } else if (c === "$" && text[i + 1] === "{") {
          open.push("$");
          previous = ++i;
          if (!lead(i + 1)) return fail();
        }
        continue;
      }
      if (c === "\n") {
        if (!lead(i)) return fail();
        continue;
      }
      if (/\s/.test(c)) continue;
      if (c === "}") {
        if (open.length === 0) return i;
        pop();
        if (open.at(-1) === "`") continue;
      } else if (c === "{") {
        open.push("{");
        previous = i;
        if (!lead(i + 1)) return fail();
        continue;
      } else if (c === '"' || c === "'") i = afterString(text, i) - 1;
      else if (c === "`") open.push("`");
      else if (c === "/" && text[i + 1] === "/") {
        const end = text.indexOf("\n", i);
        if (end < 0) return fail();
        i = end - 1;
        continue;
      } else if (c === "/" && text[i + 1] === "*") {
        const end = i + 2 > this.#lastCommentEnd ? -1 : text.indexOf("*/", i + 2);
        if (end < 0) return fail();
        i = end + 1;
        continue;
      } else if (c === "/" && startsRegex(text, previous)) i = afterRegex(text, i) - 1;
      if (i >= text.length) return fail();
      previous = i;
    }
    return fail();
  }
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

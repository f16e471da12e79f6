import type {MarkdownIt, Token} from "markdown-it";
import type {InlineExpression} from "./inline.ts";
import {findExpressions} from "./inline.ts";
import {literalExpressions, mask, shownExpressions} from "./placeholder.ts";
import {LineStarts, shifted} from "../position.ts";
import {type ProseEnv, proseEnv} from "./markdown-rules.ts";
import type {Position, Range} from "../types.ts";
import {LocatedError} from "../types.ts";

/** A stretch of prose as markdown-it reads it. */
export interface ReadProse {
  tokens: Token[];
  env: ProseEnv;
  /** The `${…}` that are cells, in order, with their index among the placeholders. */
  shown: {index: number; expression: InlineExpression; start: Position}[];
  errors: LocatedError[];
}

/** What the stretches of one chapter share. */
export interface SharedProse {
  file: string | undefined;
  slugs: Set<string>;
  references: Record<string, {href: string; title: string}>;
  /** Takes mistakes that show only while rendering; without it they are thrown. */
  fail?: (error: LocatedError) => void;
}

/** Reads a stretch of a chapter's prose that begins at `start` of its file. Heading ids are added to `shared.slugs`. */
export function readProse(md: MarkdownIt, source: string, start: Position, shared: SharedProse): ReadProse {
  const lines = new LineStarts(source, /\n/g);
  const {expressions, unclosed} = findExpressions(source, literalRanges(md, source, lines));
  const masked = mask(source, expressions);
  const maskedLines = new LineStarts(masked.text, /\n/g);
  const place = (offset: number): Position => shifted(lines.position(offset), start);
  const locate = (problem: {line: number; needle: string}): Position => {
    const from = maskedLines.offset({line: problem.line + 1, column: 1});
    const found = masked.text.indexOf(problem.needle, from);
    return place(masked.original(found < 0 ? from : found + /^\n*/.exec(problem.needle)![0].length));
  };
  const env = proseEnv({
    slugs: shared.slugs,
    references: {...shared.references},
    expressions,
    fail: (problem) => {
      const error = new LocatedError(problem.message, locate(problem), shared.file);
      if (!shared.fail) throw error;
      shared.fail(error);
    }
  });
  const tokens = md.parse(masked.text, env);
  const shown = shownExpressions(tokens);
  const literal = literalExpressions(tokens);
  const errors = env.problems.map((problem) => new LocatedError(problem.message, locate(problem), shared.file));
  for (const offset of unclosed) {
    errors.push(
      new LocatedError(
        'This "${" is not closed by a "}". Write "\\${" for the characters themselves.',
        place(offset),
        shared.file
      )
    );
  }
  for (const [index, {range}] of expressions.entries()) {
    if (literal.has(index) || shown.has(index)) continue;
    const where = "in TeX, in an HTML tag, in a link's address or in the text of a picture";
    const message = `An expression cannot stand ${where}; build the whole with \${tex\`…\`} or \${html\`…\`}.`;
    errors.push(new LocatedError(message, place(range.start), shared.file));
  }
  return {
    tokens,
    env,
    errors,
    shown: expressions
      .map((expression, index) => ({index, expression, start: place(expression.at)}))
      .filter(({index}) => shown.has(index))
  };
}

/** Fences and indented code of a stretch of Markdown, at any depth: there, nothing is an expression. */
function literalRanges(md: MarkdownIt, source: string, lines: LineStarts): Range[] {
  const lineStart = (line: number): number => lines.offset({line: line + 1, column: 1});
  const tokens: Token[] = [];
  md.block.parse(source, md, proseEnv(), tokens);
  return tokens
    .filter(({type, map}) => map !== null && (type === "fence" || type === "code_block"))
    .map(({map}) => ({start: lineStart(map![0]), end: lineStart(map![1])}));
}

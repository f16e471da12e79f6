import {Parser, tokTypes} from "acorn";
import type {Options} from "acorn";
import {tsPlugin} from "@sveltejs/acorn-typescript";
import {child, errorAt, type SyntaxNode} from "./syntax.ts";

/** A cell's tree. A cell that is an expression is a program of one expression statement over the whole text. */
export interface ParsedCell {
  program: SyntaxNode;
  /** The whole text is one expression, without a semicolon. */
  expression: boolean;
}

/**
 * The tree of a cell: an expression if the whole text is one, else a module's program (`await` and imports allowed). As in
 * Notebook Kit a text that begins with `{` is tried as an object first, and a named function or class is a declaration.
 * Throws a LocatedError with the cell's own line and column.
 */
export function parseCell(source: string): ParsedCell {
  let failure: unknown;
  try {
    const expression = parseExpression(source);
    if (expression && !isNamed(expression)) {
      const statement = {type: "ExpressionStatement", start: expression.start, end: source.length, expression};
      return {program: {type: "Program", start: 0, end: source.length, body: [statement]}, expression: true};
    }
  } catch (error) {
    failure = error;
  }
  try {
    return {program: parseProgram(source), expression: false};
  } catch (error) {
    throw located(source, furthest(error, failure));
  }
}

/** What anything but an expression in prose is answered with. */
export const needsExpression =
  "A ${…} in prose holds one expression, without a semicolon. Define names in a cell and use them here.";

/** What `export` in a cell is answered with. */
export const needsNoExport =
  "A cell needs no export: all its top-level names can be used in the other cells. Remove the word export.";

function isNamed(node: SyntaxNode): boolean {
  return (node.type === "ClassExpression" || node.type === "FunctionExpression") && child(node, "id") !== undefined;
}

interface AcornError extends SyntaxError {
  pos: number;
}

function isAcornError(error: unknown): error is AcornError {
  return error instanceof SyntaxError && "pos" in error;
}

/** Of the two attempts the one that understood more of the text says what is wrong with it. */
function furthest(program: unknown, expression: unknown): unknown {
  return isAcornError(program) && isAcornError(expression) && expression.pos > program.pos ? expression : program;
}

function located(source: string, error: unknown): unknown {
  if (!isAcornError(error)) return error;
  const message = error.message.replace(/ \(\d+:\d+\)$/, "");
  return errorAt(source, error.pos, explained(message, source, error.pos));
}

function explained(message: string, source: string, offset: number): string {
  const rest = source.slice(offset);
  if (/^yield\b/.test(rest)) {
    return "yield has no meaning at the top of a cell. Write a generator: (function* () { … yield value; … })()";
  }
  if (message === "'return' outside of function") {
    return "A cell does not return. Its names are given to the other cells; a cell that is one expression displays its value.";
  }
  if (/^Logical expressions and coalesce/.test(message)) {
    return "?? cannot be mixed with && or ||, also where a type assertion stands between. Put parentheses around one of the two.";
  }
  if (offset >= source.trimEnd().length && /^Unexpected token/.test(message)) {
    return source.trim() === "" ? "The cell is empty." : "This ends too early: a bracket, a quote or an operand is missing.";
  }
  if (message === "Unexpected token") {
    const token = /^(?:[\w$]+|[^\w\s])/u.exec(rest)?.[0] ?? "";
    return `Unexpected ${token ? `"${token}"` : "end of line"}: what stands before it is not complete, or it is not needed.`;
  }
  if (/^Export '/.test(message)) return needsNoExport;
  if (message.startsWith("(")) return "This modifier cannot stand here.";
  return message.replace(/\.*$/, ".");
}

interface Attempt {
  node: SyntaxNode | null;
  error: Error | null;
}

/** The parts of the plugin's parser that are used or overridden here; neither package declares them. */
interface Internals {
  type: object;
  start: number;
  startLoc: object;
  nextToken(): void;
  eat(type: object): boolean;
  expect(type: object): void;
  parse(): SyntaxNode;
  parseExpression(): SyntaxNode;
  parseMaybeAssign(forInit?: boolean | string): SyntaxNode;
  parseConditional(test: SyntaxNode, start: number, startLoc: object, forInit: boolean | string, errors: object): SyntaxNode;
  startNodeAt(start: number, startLoc: object): SyntaxNode;
  finishNode(node: SyntaxNode, type: string): SyntaxNode;
  shouldParseArrow(params: SyntaxNode[]): boolean;
  shouldParseAsyncArrow(): boolean;
  tryParse(parse: () => SyntaxNode): Attempt;
}

type InternalsClass = new (options: Options, input: string, start?: number) => Internals;

const TypeScriptParser = Parser.extend(tsPlugin()) as unknown as InternalsClass;

/**
 * acorn with TypeScript, and one repair: in `a ? (b) : c => d` the plugin takes `(b): c => d` for an arrow function with a
 * return type and then misses the colon. TypeScript keeps such an arrow only if a colon follows it; so does this.
 */
class CellParser extends TypeScriptParser {
  private typedArrows = 0;
  private plainParentheses = false;

  override shouldParseArrow(params: SyntaxNode[]): boolean {
    return this.allowsArrow(() => super.shouldParseArrow(params));
  }

  override shouldParseAsyncArrow(): boolean {
    return this.allowsArrow(() => super.shouldParseAsyncArrow());
  }

  private allowsArrow(parse: () => boolean): boolean {
    if (this.type !== tokTypes.colon) return parse();
    if (this.plainParentheses) return false;
    const arrow = parse();
    if (arrow) this.typedArrows++;
    return arrow;
  }

  override parseConditional(
    test: SyntaxNode,
    start: number,
    startLoc: object,
    forInit: boolean | string,
    errors: object
  ): SyntaxNode {
    if (this.type !== tokTypes.question) return test;
    const before = this.typedArrows;
    const plainBefore = this.plainParentheses;
    this.plainParentheses = false;
    const first = this.tryParse(() => super.parseConditional(test, start, startLoc, forInit, errors));
    this.plainParentheses = plainBefore;
    if (first.node) return first.node;
    if (this.typedArrows === before) throw first.error;
    const second = this.tryParse(() => {
      this.eat(tokTypes.question);
      const node = this.startNodeAt(start, startLoc);
      node["test"] = test;
      this.plainParentheses = true;
      node["consequent"] = this.parseMaybeAssign();
      this.plainParentheses = plainBefore;
      this.expect(tokTypes.colon);
      node["alternate"] = this.parseMaybeAssign(forInit);
      return this.finishNode(node, "ConditionalExpression");
    });
    this.plainParentheses = plainBefore;
    if (second.node) return second.node;
    throw first.error;
  }
}

const options: Options = {ecmaVersion: "latest", sourceType: "module", locations: true};

/** The whole text as an ECMAScript module with types. Throws acorn's SyntaxError, which has `pos`. */
function parseProgram(source: string): SyntaxNode {
  return new CellParser(options, source).parse();
}

/** The whole text as one expression, or null when something follows it. Throws acorn's SyntaxError, which has `pos`. */
function parseExpression(source: string): SyntaxNode | null {
  const parser = new CellParser(options, source, 0);
  parser.nextToken();
  const node = parser.parseExpression();
  return parser.type === tokTypes.eof ? node : null;
}

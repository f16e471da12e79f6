import {parseExpression, parseProgram} from "./parser.ts";
import {positionAt} from "./offset.ts";
import {LocatedError} from "../types.ts";

/** A node of the tree that acorn and its TypeScript plugin give (ESTree and TS-ESTree). Offsets are UTF-16 code units. */
export interface SyntaxNode {
  type: string;
  start: number;
  end: number;
  [key: string]: unknown;
}

/** A cell's tree. A cell that is an expression is a program of one expression statement over the whole text. */
export interface ParsedCell {
  program: SyntaxNode;
  /** The whole text is one expression, without a semicolon. */
  expression: boolean;
}

/** The node under `key`, if there is one. */
export function child(node: SyntaxNode, key: string): SyntaxNode | undefined {
  const value = node[key];
  return isNode(value) ? value : undefined;
}

/** The nodes of the list under `key`; the holes of `[, a]` are left out. */
export function list(node: SyntaxNode, key: string): SyntaxNode[] {
  const value = node[key];
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** The name of an identifier or a private identifier. */
export function nameOf(node: SyntaxNode): string {
  return String(node["name"]);
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === "object" && value !== null && typeof (value as SyntaxNode).type === "string" && "start" in value;
}

/** An error at a place in a cell's text. */
export function errorAt(source: string, offset: number, message: string): LocatedError {
  return new LocatedError(message, positionAt(source, offset));
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

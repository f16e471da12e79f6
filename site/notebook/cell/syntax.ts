import {positionAt} from "../position.ts";
import {LocatedError} from "../types.ts";

/** A node of the tree that acorn and its TypeScript plugin give (ESTree and TS-ESTree). Offsets are UTF-16 code units. */
export interface SyntaxNode {
  type: string;
  start: number;
  end: number;
  [key: string]: unknown;
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

/** Keys under which a node keeps what is only type, or no node at all. */
const typeKeys = new Set([
  "loc",
  "typeAnnotation",
  "typeParameters",
  "typeArguments",
  "returnType",
  "superTypeParameters",
  "superTypeArguments",
  "implements"
]);

/** What is only type, whole: nothing of it exists at run time. */
export function isType(node: SyntaxNode): boolean {
  switch (node.type) {
    case "TSInterfaceDeclaration":
    case "TSTypeAliasDeclaration":
    case "TSDeclareFunction":
    case "TSDeclareMethod":
    case "TSAbstractMethodDefinition":
    case "TSAbstractPropertyDefinition":
    case "TSIndexSignature":
      return true;
    case "ImportDeclaration":
      return node["importKind"] === "type";
    case "PropertyDefinition":
      return node["declare"] === true || node["abstract"] === true;
    case "MethodDefinition":
      return (node["value"] as SyntaxNode).type === "TSDeclareMethod";
    case "TSModuleDeclaration":
      return node["declare"] === true || !hasValues(node);
    default:
      return node["declare"] === true;
  }
}

/** A namespace with nothing but types in it is erased like an interface. */
function hasValues(node: SyntaxNode): boolean {
  if (node.type === "TSModuleDeclaration") {
    if (node["global"] === true) return false;
    const body = node["body"] as SyntaxNode | undefined;
    return body !== undefined && hasValues(body);
  }
  if (node.type === "TSModuleBlock") return (node["body"] as SyntaxNode[]).some(hasValues);
  if (node.type === "ExportNamedDeclaration" && node["declaration"]) return hasValues(node["declaration"] as SyntaxNode);
  return node.type !== "TSInterfaceDeclaration" && node.type !== "TSTypeAliasDeclaration";
}

/** The children that exist at run time, in the order of the text. */
export function children(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (const key in node) {
    if (typeKeys.has(key)) continue;
    const value = node[key];
    for (const item of Array.isArray(value) ? value : [value]) {
      if (typeof item === "object" && item !== null && typeof item.type === "string" && !isType(item)) found.push(item);
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

/** Calls `enter` on the node and on all below it that exist at run time; where it returns false, not on what is below. */
export function walk(node: SyntaxNode, enter: (node: SyntaxNode) => boolean | void): void {
  if (enter(node) === false) return;
  for (const next of children(node)) walk(next, enter);
}

/** True for nodes with a `this`, `await` and `yield` context of their own, and for arrow functions. */
export function isFunction(node: SyntaxNode): boolean {
  return node.type === "FunctionDeclaration" || node.type === "FunctionExpression" || node.type === "ArrowFunctionExpression";
}

/** The first offset at or after `at` that is neither white space nor comment. */
export function skipTrivia(source: string, at: number): number {
  const trivia = /(?:\s|\/\*[^]*?\*\/|\/\/[^\n\r\u2028\u2029]*)*/y;
  trivia.lastIndex = at;
  return at + (trivia.exec(source)?.[0].length ?? 0);
}

/** The first offset at or after `at` that is neither trivia nor a closing parenthesis, and the end of the last parenthesis. */
export function skipClosing(source: string, at: number): {next: number; closed: number} {
  let closed = at;
  let next = skipTrivia(source, at);
  while (source[next] === ")") {
    closed = next + 1;
    next = skipTrivia(source, closed);
  }
  return {next, closed};
}

/** The identifier that begins at `at`, or "". */
export function wordAt(source: string, at: number): string {
  const word = /[\p{ID_Continue}$\u200c\u200d]+/uy;
  word.lastIndex = at;
  return word.exec(source)?.[0] ?? "";
}

/** True when a line ends between the two offsets. */
export function spansLines(source: string, start: number, end: number): boolean {
  return /[\n\r\u2028\u2029]/.test(source.slice(start, end));
}

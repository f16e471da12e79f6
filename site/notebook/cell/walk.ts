import type {SyntaxNode} from "./syntax.ts";

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

import {boundNames, declaredBy} from "./declarations.ts";
import {child, list, nameOf} from "./syntax.ts";
import type {SyntaxNode} from "./syntax.ts";
import {children, isFunction} from "./walk.ts";

/** Names that a block, a loop's head, a `switch` or a program declares for itself. */
export function lexicalNames(node: SyntaxNode): string[] {
  const cases = node.type === "SwitchStatement" ? list(node, "cases") : [];
  const statements = [...list(node, "body"), ...cases.flatMap((each) => list(each, "consequent"))];
  const heads = [child(node, "init"), child(node, "left")].filter((head) => head !== undefined);
  return [...statements, ...heads].filter(isLexical).flatMap(declaredBy).map(nameOf);
}

function isLexical(node: SyntaxNode): boolean {
  return node.type !== "VariableDeclaration" || node["kind"] !== "var";
}

/** Names that `var` declares anywhere in a function's body or a program, functions within left out. */
export function varNames(node: SyntaxNode): string[] {
  const names: string[] = [];
  for (const next of children(node)) {
    if (isFunction(next) || next.type === "StaticBlock") continue;
    if (next.type === "VariableDeclaration" && next["kind"] === "var") names.push(...declaredBy(next).map(nameOf));
    names.push(...varNames(next));
  }
  return names;
}

/** Names that a function has before its body: its parameters, its own name if it is an expression, `arguments`. */
export function parameterNames(node: SyntaxNode): string[] {
  const names = list(node, "params").flatMap(boundNames).map(nameOf);
  const id = child(node, "id");
  if (id && node.type === "FunctionExpression") names.push(nameOf(id));
  if (node.type !== "ArrowFunctionExpression") names.push("arguments");
  return names;
}

import type { SyntaxNode } from "./syntax.ts";
import { isFunction, walk } from "./walk.ts";

/** True when the cell's own code awaits: `await`, `for await`, `await using`; functions within do not count. */
export function awaits(program: SyntaxNode): boolean {
  let found = false;
  walk(program, (node) => {
    if (isFunction(node) || node.type === "StaticBlock") return false;
    found ||= node.type === "AwaitExpression" || (node.type === "ForOfStatement" && node["await"] === true) || node["kind"] === "await using";
    return !found;
  });
  return found;
}

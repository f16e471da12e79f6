import type {SyntaxNode} from "./syntax.ts";
import {isFunction, walk} from "./walk.ts";

/** True when the cell's own code awaits: `await`, `for await`, `await using`; functions within do not count. */
export function awaits(program: SyntaxNode): boolean {
  let found = false;
  walk(program, (node) => {
    if (isFunction(node) || node.type === "StaticBlock") return false;
    const isLoop = node.type === "ForOfStatement" && node["await"] === true;
    found ||= isLoop || node.type === "AwaitExpression" || node["kind"] === "await using";
    return !found;
  });
  return found;
}

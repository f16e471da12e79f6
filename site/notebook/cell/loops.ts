import {skipClosing} from "./scan.ts";
import {positionAt} from "./offset.ts";
import type {SyntaxNode} from "./syntax.ts";
import type {Loop} from "../types.ts";
import {isFunction, walk} from "./walk.ts";

const loopTypes = new Set(["ForStatement", "ForInStatement", "ForOfStatement", "WhileStatement", "DoWhileStatement"]);

/** Where a guard's checks go: at the start of each loop's body and, because recursion runs away too, of each function's. */
export function findLoops(source: string, program: SyntaxNode): Loop[] {
  const loops: Loop[] = [];
  walk(program, (node) => {
    const isLoop = loopTypes.has(node.type);
    if (!isLoop && !isFunction(node)) return;
    const body = node["body"] as SyntaxNode;
    const line = positionAt(source, node.start).line;
    if (body.type === "BlockStatement") loops.push({at: body.start + 1, line, brackets: undefined});
    else if (isLoop) loops.push({at: body.start, line, brackets: {pair: "{}", end: body.end}});
    else loops.push({at: body.start, line, brackets: {pair: "()", end: untypedEnd(source, body)}});
  });
  return loops;
}

/** The end of an expression without the `as T` after it, which becomes spaces that may begin with a semicolon. */
function untypedEnd(source: string, node: SyntaxNode): number {
  if (node.type !== "TSAsExpression" && node.type !== "TSSatisfiesExpression") return node.end;
  const inner = node["expression"] as SyntaxNode;
  const {closed} = skipClosing(source, inner.end);
  return closed > inner.end ? closed : untypedEnd(source, inner);
}

import {skipTrivia} from "./scan.ts";
import type {SyntaxNode} from "./syntax.ts";

const precedences: Record<string, number> = {
  "**": 15,
  "*": 14,
  "/": 14,
  "%": 14,
  "+": 13,
  "-": 13,
  "<<": 12,
  ">>": 12,
  ">>>": 12,
  "<": 11,
  "<=": 11,
  ">": 11,
  ">=": 11,
  instanceof: 11,
  in: 11,
  "==": 10,
  "!=": 10,
  "===": 10,
  "!==": 10,
  "&": 9,
  "^": 8,
  "|": 7,
  "&&": 6,
  "||": 5,
  "??": 5
};

const operatorAt = /(?:\*\*|<<|>>>?|[<>]=?|[!=]==?|&&|\|\||\?\?|[-*\/%+&^|]|in\b|instanceof\b)(?!=)/y;

/**
 * Erasing a type assertion can regroup what stands around it: `1 + 1 as T / 2` is `(1 + 1) / 2`, without the type `1 + 1 / 2`
 * (https://github.com/bloomberg/ts-blank-space/issues/62). True where that would happen.
 */
export function erasingRegroups(source: string, assertion: SyntaxNode): boolean {
  let inner = assertion["expression"] as SyntaxNode;
  while (inner.type === "TSAsExpression" || inner.type === "TSSatisfiesExpression") inner = inner["expression"] as SyntaxNode;
  const parenthesised = inner.start !== assertion.start;
  if (parenthesised || (inner.type !== "BinaryExpression" && inner.type !== "LogicalExpression")) return false;
  operatorAt.lastIndex = skipTrivia(source, assertion.end);
  const following = operatorAt.exec(source)?.[0];
  const own = String(inner["operator"]);
  if (following === undefined) return false;
  const before = precedences[own] ?? 0;
  const after = precedences[following] ?? 0;
  return after > before || (after === before && following === "**");
}

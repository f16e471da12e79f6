import type {LocatedError} from "../types.ts";
import {needsNoExport} from "./failure.ts";
import {errorAt, isType, list, skipTrivia, type SyntaxNode} from "./syntax.ts";

/** The error for TypeScript that cannot be erased, because it does something at run time; it says what to write instead. */
export function unsupported(source: string, node: SyntaxNode): LocatedError | undefined {
  const [decorator] = list(node, "decorators");
  if (decorator) {
    const advice = "Write const B = dec(class {…});";
    return errorAt(source, decorator.start, `A decorator cannot be used in a cell: no browser knows them yet. ${advice}`);
  }
  const message = messageFor(source, node);
  return message === undefined ? undefined : errorAt(source, node.start, message);
}

function messageFor(source: string, node: SyntaxNode): string | undefined {
  switch (node.type) {
    case "TSEnumDeclaration":
      if (node["declare"] === true) return undefined;
      return (
        "An enum cannot be used in a cell. Write an object, const Color = {red: 0, green: 1} as const; " +
        'or type Color = "red" | "green";'
      );
    case "TSModuleDeclaration":
      if (isType(node)) return undefined;
      return "A namespace cannot be used in a cell. Write a const object.";
    case "TSParameterProperty":
      return "A parameter property cannot be used in a cell. Declare a field and assign it in the constructor.";
    case "TSTypeAssertion":
      return "A type assertion with angle brackets cannot be used in a cell. Write x as T.";
    case "TSImportEqualsDeclaration":
      return 'import x = … cannot be used in a cell. Write import x from "…"; or const x = ….';
    case "TSExportAssignment":
    case "TSNamespaceExportDeclaration":
    case "ExportNamedDeclaration":
    case "ExportDefaultDeclaration":
    case "ExportAllDeclaration":
      return needsNoExport;
    case "PropertyDefinition":
      if (node["accessor"] !== true) return undefined;
      return "An accessor cannot be used in a cell: no browser knows them yet. Write get x() {…} and set x(value) {…}.";
    case "TSAsExpression":
    case "TSSatisfiesExpression":
      if (!erasingRegroups(source, node)) return undefined;
      return "Without the type this would be grouped differently: put parentheses, (a + b as T) * c.";
    default:
      return undefined;
  }
}

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
function erasingRegroups(source: string, assertion: SyntaxNode): boolean {
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

import {erasingRegroups} from "./grouping.ts";
import {errorAt, needsNoExport} from "./syntax.ts";
import type {SyntaxNode} from "./syntax.ts";
import type {LocatedError} from "../types.ts";
import {isType} from "./walk.ts";

/** The error for TypeScript that cannot be erased, because it does something at run time; it says what to write instead. */
export function unsupported(source: string, node: SyntaxNode): LocatedError | undefined {
  const message = messageFor(source, node);
  return message === undefined ? undefined : errorAt(source, node.start, message);
}

function messageFor(source: string, node: SyntaxNode): string | undefined {
  switch (node.type) {
    case "TSEnumDeclaration":
      if (node["declare"] === true) return undefined;
      return (
        "An enum cannot be used in a cell. Write an object, const Color = {red: 0, green: 1} as const; " +
        'or a union, type Color = "red" | "green";'
      );
    case "TSModuleDeclaration":
      if (isType(node)) return undefined;
      return "A namespace with values cannot be used in a cell. Write a const object, or a module in lib.";
    case "TSParameterProperty":
      return "A parameter property cannot be used in a cell. Declare the field in the class and assign it in the constructor.";
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
    case "TSAsExpression":
    case "TSSatisfiesExpression":
      if (!erasingRegroups(source, node)) return undefined;
      return "Without the type this would be grouped differently. Put parentheses around what is asserted: (a + b as T) * c.";
    default:
      return undefined;
  }
}

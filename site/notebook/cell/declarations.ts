import {globals} from "./globals.ts";
import {child, errorAt, list, nameOf} from "./syntax.ts";
import type {SyntaxNode} from "./syntax.ts";
import {isType} from "./walk.ts";

/** The identifiers that a binding pattern declares: `a`, `{a, b: c = 1, ...d}`, `[a, , b]`. */
export function boundNames(pattern: SyntaxNode | undefined): SyntaxNode[] {
  switch (pattern?.type) {
    case "Identifier":
      return [pattern];
    case "ObjectPattern":
      return list(pattern, "properties").flatMap((each) => boundNames(each.type === "Property" ? child(each, "value") : each));
    case "ArrayPattern":
      return list(pattern, "elements").flatMap(boundNames);
    case "RestElement":
      return boundNames(child(pattern, "argument"));
    case "AssignmentPattern":
      return boundNames(child(pattern, "left"));
    default:
      return [];
  }
}

/** The identifiers that a statement declares in the block it stands in; `var` only where the statement itself is one. */
export function declaredBy(statement: SyntaxNode): SyntaxNode[] {
  if (isType(statement)) return [];
  switch (statement.type) {
    case "VariableDeclaration":
      return list(statement, "declarations").flatMap((each) => boundNames(child(each, "id")));
    case "FunctionDeclaration":
    case "ClassDeclaration":
      return boundNames(child(statement, "id"));
    case "ImportDeclaration":
      return list(statement, "specifiers")
        .filter((each) => each["importKind"] !== "type")
        .flatMap((each) => boundNames(child(each, "local")));
    default:
      return [];
  }
}

export interface Declarations {
  /** Names of values for the other cells, in order of the text. */
  values: string[];
  /** Those that are variables. */
  variables: string[];
  /** Names of types and interfaces for the other cells. */
  types: string[];
}

/**
 * What the top level of a cell gives to the others. A `var` in a block below is the cell's own, as in Notebook Kit.
 * Throws a LocatedError where a cell takes a name of the language or the browser, such as Map.
 */
export function findDeclarations(source: string, program: SyntaxNode): Declarations {
  const values = new Set<string>();
  const variables = new Set<string>();
  const types = new Set<string>();
  for (const statement of list(program, "body")) {
    if (statement.type === "TSInterfaceDeclaration" || statement.type === "TSTypeAliasDeclaration") {
      types.add(nameOf(statement["id"] as SyntaxNode));
    }
    for (const id of declaredBy(statement)) {
      const name = nameOf(id);
      if (globals.has(name)) {
        const message = `${name} belongs to the language or the browser and cannot be defined by a cell. Use another name.`;
        throw errorAt(source, id.start, message);
      }
      values.add(name);
      if (statement.type === "VariableDeclaration") variables.add(name);
    }
  }
  return {values: [...values], variables: [...variables], types: [...types]};
}

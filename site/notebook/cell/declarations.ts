import type {Blank, ImportedModule, ImportedName} from "../types.ts";
import {globals} from "./globals.ts";
import {child, children, errorAt, isFunction, isType, list, nameOf, type SyntaxNode} from "./syntax.ts";

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
function declaredBy(statement: SyntaxNode): SyntaxNode[] {
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

interface Declarations {
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
        const message = `${name} belongs to the language or the browser. Use another name.`;
        throw errorAt(source, id.start, message);
      }
      values.add(name);
      if (statement.type === "VariableDeclaration") variables.add(name);
    }
  }
  return {values: [...values], variables: [...variables], types: [...types]};
}

interface Imports {
  names: ImportedName[];
  modules: ImportedModule[];
  /** The declarations, types included. `;` stays of each, so that no statement runs on into the next. */
  ranges: Blank[];
}

/** The import declarations of a program. Types only, `import type …` or `import {type T} …`, load nothing. */
export function findImports(source: string, program: SyntaxNode): Imports {
  const names: ImportedName[] = [];
  const modules: ImportedModule[] = [];
  const ranges: Blank[] = [];
  const seen = new Set<string>();
  const locals = new Set<string>();
  for (const node of list(program, "body").filter(({type}) => type === "ImportDeclaration")) {
    ranges.push({start: node.start, end: node.end, put: ";"});
    if (node["importKind"] === "type") continue;
    const specifier = String((node["source"] as SyntaxNode)["value"]);
    const all = list(node, "specifiers");
    const values = all.filter((name) => name["importKind"] !== "type");
    if (all.length > 0 && values.length === 0) continue;
    const attributes = list(node, "attributes");
    if (!seen.has(specifier)) {
      seen.add(specifier);
      const [first] = attributes;
      modules.push({specifier, attributes: first && source.slice(first.start, attributes.at(-1)!.end)});
    }
    for (const name of values) {
      const local = nameOf(name["local"] as SyntaxNode);
      if (locals.has(local)) throw errorAt(source, name.start, `Identifier '${local}' has already been declared.`);
      locals.add(local);
      names.push({specifier, imported: importedName(name), local});
    }
  }
  return {names, modules, ranges};
}

function importedName(node: SyntaxNode): string {
  if (node.type === "ImportNamespaceSpecifier") return "*";
  const imported = child(node, "imported");
  if (!imported) return "default";
  return imported.type === "Literal" ? String(imported["value"]) : nameOf(imported);
}

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
export function varNames(node: SyntaxNode, names: string[] = []): string[] {
  for (const next of children(node)) {
    if (isFunction(next) || next.type === "StaticBlock") continue;
    if (next.type === "VariableDeclaration" && next["kind"] === "var") names.push(...declaredBy(next).map(nameOf));
    varNames(next, names);
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

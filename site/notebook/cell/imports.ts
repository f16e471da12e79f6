import {child, list, nameOf} from "./syntax.ts";
import type {SyntaxNode} from "./syntax.ts";
import type {Blank, ImportedModule, ImportedName} from "../types.ts";

export interface Imports {
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
  for (const node of list(program, "body").filter(({type}) => type === "ImportDeclaration")) {
    ranges.push({start: node.start, end: node.end, put: ";"});
    if (node["importKind"] === "type") continue;
    const specifier = String((node["source"] as SyntaxNode)["value"]);
    const all = list(node, "specifiers");
    const values = all.filter((name) => name["importKind"] !== "type");
    if (all.length > 0 && values.length === 0) continue;
    const attributes = list(node, "attributes");
    if (!modules.some((module) => module.specifier === specifier)) {
      const [first] = attributes;
      modules.push({specifier, attributes: first && source.slice(first.start, attributes.at(-1)!.end)});
    }
    for (const name of values) {
      names.push({specifier, imported: importedName(name), local: nameOf(name["local"] as SyntaxNode)});
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

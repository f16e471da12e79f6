import {LineStarts} from "../position.ts";
import {analyse} from "./analyse.ts";
import {blank} from "./blank.ts";
import {globals} from "./globals.ts";
import {instrument, sourceColumn} from "./guard.ts";
import {locatedFailure, needsExpression} from "./failure.ts";
import {readPlain} from "./plain.ts";
import {errorAt} from "./syntax.ts";
import type {Analysis, CompiledCell, ImportedModule, ImportedName, Position} from "../types.ts";

export interface CompileOptions {
  /** The text is a `${…}` in prose: it must be an expression. */
  inline?: boolean;
  /** The cell gives no names to others: the `check` of an exercise, where several may use the same. */
  local?: boolean;
  /** Put a check into every loop and function, for a text that a reader edited; the page gives its budget to createTick. */
  guard?: {budget: number};
}

/**
 * A cell's JavaScript: its text with the types made spaces, as the body of a function from the names it uses to the names it
 * gives. Line 1 of the cell is line `bodyLine` of the result, every column is its own (with a guard: see sourceColumn).
 * What it gives is JavaScript: acorn without its plugin, which lets types pass in places where they are not erased, has read it.
 * Throws a LocatedError as `analyse` does, and for an inline text that is no expression.
 */
export function compile(id: string, source: string, {inline = false, local = false, guard}: CompileOptions = {}): CompiledCell {
  const analysis = analyse(source);
  const {expression} = analysis;
  const imports = local ? [] : sharedImports(analysis);
  const imported = new Set(imports.map(({local}) => local));
  const outputs = local ? [] : analysis.declarations.filter((name) => !imported.has(name));
  if (inline && !expression) {
    throw errorAt(source, 0, needsExpression);
  }
  const inputs = analysis.references.filter((name) => !globals.has(name));
  const javascript = blank(source, [...analysis.blanks, ...analysis.importRanges]);
  const {text, insertions} = instrument(javascript, guard ? analysis.loops : []);
  const isAsync = analysis.awaits || analysis.modules.length > 0;
  const head = `${isAsync ? "async " : ""}(${[...(guard ? ["__tick"] : []), ...inputs].join(", ")}) => `;
  const loading = importStatement(analysis, guard !== undefined);
  const returned = outputs.length > 0 ? `return {${outputs.join(", ")}};` : "";
  const cell: CompiledCell = {
    id,
    inputs,
    outputs,
    imports,
    autodisplay: expression && !inputs.includes("display") && !inputs.includes("view"),
    body: expression ? `${head}(\n${text}\n)` : `${head}{${loading}\n${text}\n${returned}}`,
    bodyLine: 2,
    guarded: guard !== undefined,
    insertions
  };
  accept(source, cell);
  return cell;
}

/** Parses a body as the page will, plain JavaScript in a module. Throws a LocatedError where it is none. */
function accept(source: string, {body, bodyLine, insertions}: CompiledCell): void {
  try {
    readPlain(body);
  } catch (error) {
    const {line, column} = (error as {loc?: Position}).loc ?? {line: bodyLine, column: 0};
    const own = line - bodyLine + 1;
    const at = own < 1 ? 0 : new LineStarts(source).offset({line: own, column: sourceColumn(insertions, own, column + 1)});
    throw locatedFailure(source, {error, at});
  }
}

/** Imported names that every cell may share: the module is one and the same whoever asks, unless it is asked for with attributes. */
function sharedImports({imports, modules}: Analysis): ImportedName[] {
  const withAttributes = new Set(modules.filter(({attributes}) => attributes !== undefined).map(({specifier}) => specifier));
  return imports.filter(({specifier}) => !withAttributes.has(specifier));
}

/** `const [{a, b: c}, d] = await Promise.all([import("m"), import("n")]);`: the cell's imports, all loaded at once. */
function importStatement({modules, imports}: Analysis, checked: boolean): string {
  if (modules.length === 0) return "";
  const patterns: string[] = [];
  const others: string[] = [];
  const loads: string[] = [];
  const bySpecifier = new Map(modules.map(({specifier}): [string, ImportedName[]] => [specifier, []]));
  for (const each of imports) bySpecifier.get(each.specifier)!.push(each);
  for (const module of modules) {
    const own = bySpecifier.get(module.specifier)!;
    const names = own.filter(({imported}) => imported !== "*");
    const spaces = own.filter(({imported}) => imported === "*");
    const [first, ...rest] = [...spaces.map(({local}) => local), ...(names.length > 0 ? [destructuring(names)] : [])];
    patterns.push(first ?? "");
    others.push(...rest.map((pattern) => `, ${pattern} = ${first}`));
    loads.push(load(module, checked ? names.map(({imported}) => imported) : []));
  }
  const loading = `await ${loads.length > 1 ? `Promise.all([${loads.join(", ")}])` : loads[0]}`;
  if (imports.length === 0) return `${loading};`;
  return `const ${loads.length > 1 ? `[${patterns.join(", ")}]` : patterns[0]} = ${loading}${others.join("")};`;
}

function destructuring(names: ImportedName[]): string {
  const each = names.map(({imported, local}) => (imported === local ? local : `${JSON.stringify(imported)}: ${local}`));
  return `{${each.join(", ")}}`;
}

/** An edited cell is not type-checked: a name that the module lacks is said to be missing, not undefined some lines later. */
function load({specifier, attributes}: ImportedModule, names: string[]): string {
  const text = JSON.stringify(specifier);
  const promise = `import(${text}${attributes === undefined ? "" : `, {with: {${attributes}}}`})`;
  if (names.length === 0) return promise;
  const failure = `throw new SyntaxError(${JSON.stringify(`${specifier} has no export named `)} + name);`;
  const check = `for (const name of ${JSON.stringify(names)}) if (!(name in module)) ${failure}`;
  return `${promise}.then((module) => {${check} return module;})`;
}

import {analyse} from "../cell/analyse.ts";
import {builtins, checkBuiltins} from "../cell/globals.ts";
import {cellsOf} from "../chapter.ts";
import {needsExpression} from "../cell/failure.ts";
import {errorAt} from "../cell/syntax.ts";
import {LocatedError} from "../types.ts";
import type {Analysis, Cell, Notebook} from "../types.ts";

/** A cell as a module of its own for TypeScript: one line of imports, the cell's text verbatim, one line of exports. */
export interface CellModule {
  /** Absolute, beside the chapter, so that relative imports mean what they mean in the chapter. No such file exists. */
  path: string;
  text: string;
  notebook: Notebook;
  cell: Cell;
  /** Names that the cell gives to the others, types included. */
  defines: readonly string[];
  /** Said before each message: which of two ways to check the cell this is. */
  circumstance: string;
  /** Why the text is not understood, where the module was made from an outline of it. */
  error?: LocatedError;
}

/** What a module needs to know of a cell's text. */
export type Outline = Pick<Analysis, "expression" | "declarations" | "variables" | "references" | "types">;

/** A cell that has no module, because its text is not understood. */
export interface Unreadable {
  notebook: Notebook;
  cell: Cell;
  error: LocatedError;
}

interface AnalysedCell {
  cell: Cell;
  analysis: Outline;
  path: string;
  error?: LocatedError;
}

/**
 * The modules of a chapter. A cell imports what it uses from the cells that define it: types, classes and functions as they
 * are, variables as `Seen`. The `solution` and the `check` of an exercise define nothing for the chapter; its checks are looked
 * at twice, with the starter's names and with the solution's. `builtinsPath`: builtins.d.ts without its extension.
 * A chapter with a cell that cannot be parsed has no modules, half of its names would be missing: unless
 * there is an `outline` of such a text.
 */
export function chapterModules(
  notebook: Notebook,
  root: string,
  builtinsPath: string,
  outline?: (source: string) => Outline
): CellModule[] | Unreadable[] {
  const cells: AnalysedCell[] = [];
  const unreadable: Unreadable[] = [];
  for (const cell of cellsOf(notebook).filter(({kind}) => kind !== "md")) {
    const path = `${root}/${notebook.file.replace(/\.md$/, "")}.${cells.length}.cell.ts`;
    try {
      cells.push({cell, analysis: analyseCell(cell), path});
    } catch (error) {
      if (!(error instanceof LocatedError)) throw error;
      if (outline) cells.push({cell, analysis: outline(cell.source), path, error});
      else unreadable.push({notebook, cell, error});
    }
  }
  if (unreadable.length > 0) return unreadable;
  const shared = definitions(cells.filter(({cell}) => cell.role !== "solution" && cell.role !== "check"));
  const solved = new Map<string | undefined, AnalysedCell[]>();
  for (const each of cells) {
    if (each.cell.role !== "solution") continue;
    const others = solved.get(each.cell.exercise);
    if (others) others.push(each);
    else solved.set(each.cell.exercise, [each]);
  }
  return cells.flatMap((each) => {
    const defines = [...each.analysis.declarations, ...each.analysis.types];
    const base = {path: each.path, notebook, cell: each.cell, defines, ...(each.error && {error: each.error})};
    const modules = [{...base, text: moduleText(each, (name) => shared.get(name), builtinsPath), circumstance: ""}];
    const solutions = each.cell.role === "check" ? (solved.get(each.cell.exercise) ?? []) : [];
    if (solutions.length > 0) {
      const own = definitions(solutions);
      const text = moduleText(each, (name) => own.get(name) ?? shared.get(name), builtinsPath);
      const path = each.path.replace(/\.cell\.ts$/, ".solved.cell.ts");
      modules.push({...base, path, text, circumstance: "With the solution: "});
    }
    return modules;
  });
}

function analyseCell({kind, source}: Cell): Analysis {
  const analysis = analyse(source);
  if (kind === "inline" && !analysis.expression) throw errorAt(source, 0, needsExpression);
  return analysis;
}

/** Who defines a name; the first, where two do. */
function definitions(cells: AnalysedCell[]): Map<string, AnalysedCell> {
  const found = new Map<string, AnalysedCell>();
  for (const each of cells) {
    for (const name of [...each.analysis.declarations, ...each.analysis.types]) if (!found.has(name)) found.set(name, each);
  }
  return found;
}

function moduleText(own: AnalysedCell, definerOf: (name: string) => AnalysedCell | undefined, builtinsPath: string): string {
  const {cell, analysis, error} = own;
  const words = new Set(cell.source.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu));
  const queried = new Set(Array.from(cell.source.matchAll(/\btypeof\s+([\w$]+)/g), ([, name]) => name!));
  const used = new Set([...analysis.references, ...queried]);
  const owned = new Set([...analysis.declarations, ...analysis.types]);
  const prelude: string[] = [];
  for (const name of words) {
    const definer = definerOf(name);
    if (!definer || owned.has(name)) continue;
    const {path, analysis: theirs} = definer;
    const from = JSON.stringify(path);
    if (theirs.variables.includes(name) && !theirs.types.includes(name)) {
      if (!used.has(name)) continue;
      const seen = `import(${JSON.stringify(builtinsPath)}).Seen<typeof __${name}>`;
      prelude.push(`import {${name} as __${name}} from ${from}; declare const ${name}: ${seen};`);
    } else prelude.push(`import {${theirs.declarations.includes(name) ? "" : "type "}${name}} from ${from};`);
  }
  const given = [...used].filter((name) => !owned.has(name) && !definerOf(name) && isBuiltin(name, cell));
  if (given.length > 0) prelude.push(`import {${given.join(", ")}} from ${JSON.stringify(builtinsPath)};`);
  const types = analysis.types.filter((name) => !analysis.declarations.includes(name));
  const exported = [...analysis.declarations, ...types.map((name) => `type ${name}`)];
  const [open, close] = analysis.expression ? ["(", ");"] : ["", error ? ";" : ""];
  return `${prelude.join(" ")}${open}\n${cell.source}\n${close}export {${exported.join(", ")}};\n`;
}

function isBuiltin(name: string, {role}: Cell): boolean {
  return isOneOf(builtins, name) || (role === "check" && isOneOf(checkBuiltins, name));
}

function isOneOf(names: readonly string[], name: string): boolean {
  return names.includes(name);
}

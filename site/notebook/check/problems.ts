import {inFile} from "../cells.ts";
import type {Diagnostic} from "./diagnostics.ts";
import {missingNameMessage} from "./missing-name.ts";
import type {CellModule, Unreadable} from "./modules.ts";

/** A mistake and its place. */
export interface Problem {
  /** A chapter as in `Notebook.file`, or a file relative to the root. */
  file: string;
  /** From 1. */
  line: number;
  /** From 1, in UTF-16 code units. */
  column: number;
  message: string;
  /** TypeScript's number, as in TS2322; 0 for what Gantry itself found. */
  code: number;
}

/** Names that a cell declares and does not use are for the other cells, or for the reader's next edit. */
const unusedCodes = new Set([6133, 6138, 6192, 6196, 6198, 6199, 6205]);

/** Circular definitions, seen from the import of one of them; the definitions themselves are reported as well. */
const circularImportCodes = new Set([2303, 2502]);

/** How TypeScript names the type of another cell when two have the same name. */
const cellPath = /import\("[^"]*\.cell"\)\./g;

/** A cell whose text is not understood. */
export function unreadableProblem({notebook, cell, error}: Unreadable): Problem {
  return {file: notebook.file, ...inFile(cell, error.position), message: error.message, code: 0};
}

/** What is known of the files that diagnostics speak of. */
export interface Files {
  /** The cell's module that stands under this name. */
  moduleOf(file: string): CellModule | undefined;
  /** The name of any other file, relative to the root. */
  named(file: string): string;
  /** The modules of `lib` that export a name, as a cell imports them. */
  exporters(name: string): readonly string[];
}

/**
 * A diagnostic in the chapter's or the file's own lines. A cell's text begins on its module's second line; what is wrong with the
 * lines around it stands at its beginning.
 */
export function diagnosticProblem(diagnostic: Diagnostic, {moduleOf, named, exporters}: Files): Problem | undefined {
  const {file, line, column, code} = diagnostic;
  const message = diagnostic.message.replaceAll(cellPath, "");
  if (file === undefined) return {file: "tsconfig.json", line, column, message, code};
  const module = moduleOf(file);
  if (!module) return {file: named(file), line, column, message, code};
  const {notebook, cell, circumstance} = module;
  // Its first line is the module's second.
  const own = line - 1;
  const isCells = own >= 1 && own <= cell.source.split("\n").length;
  if (unusedCodes.has(code) || (!isCells && circularImportCodes.has(code))) return undefined;
  const place = isCells ? {line: own, column} : {line: 1, column: 1};
  return {
    file: notebook.file,
    ...inFile(cell, place),
    message: circumstance + (missingNameMessage(code, message, exporters) ?? message),
    code
  };
}

/** By file and place, each once; what a check says of the solution only where it does not say the same of the starter. */
export function inOrder(problems: readonly (Problem | undefined)[]): Problem[] {
  const seen = new Map<string, Problem>();
  for (const problem of problems) {
    if (!problem) continue;
    const {file, line, column, message} = problem;
    const key = [file, line, column, message.replace(/^With the solution: /, "")].join("\0");
    if (!seen.has(key) || !message.startsWith("With the solution: ")) seen.set(key, problem);
  }
  return [...seen.values()].sort((a, b) => compare(a.file, b.file) || a.line - b.line || a.column - b.column || a.code - b.code);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

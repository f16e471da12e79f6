import {inFile} from "../position.ts";
import {nearestNames} from "../text/nearest.ts";
import type {CellModule, Unreadable} from "./modules.ts";
import type {PublicExports} from "./type-files.ts";

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
interface Files {
  /** The cell's module that stands under this name. */
  moduleOf(file: string): CellModule | undefined;
  /** The name of any other file, relative to the root. */
  named(file: string): string;
  /** What the public modules export. */
  exports(): PublicExports;
}

/**
 * A diagnostic in the chapter's or the file's own lines. A cell's text begins on its module's second line; what is wrong with the
 * lines around it stands at its beginning.
 */
export function diagnosticProblem(diagnostic: Diagnostic, {moduleOf, named, exports}: Files): Problem | undefined {
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
    message: circumstance + (missingMessage(code, message, exports) ?? message),
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

/** TypeScript's numbers for a name that it cannot find: 2552 names one like it, others give advice for another kind of project. */
const missingNameCodes = new Set([2304, 2318, 2503, 2552, 2580, 2581, 2582, 2583, 2584, 2591, 2592, 2593]);

/** TypeScript's numbers for a name that a module does not export; 2724 and 2614 give advice of their own. */
const missingMemberCodes = new Set([2305, 2614, 2724]);

/**
 * What to do about a name that nothing defines, or that a module does not export: the import, if a module of the library has it, and else
 * the nearest names that the library has, with theirs. TypeScript's own advice is for other projects. Undefined when the mistake is another one.
 */
function missingMessage(code: number, message: string, exports: () => PublicExports): string | undefined {
  if (missingMemberCodes.has(code)) {
    const [said, module, name] = /^Module '"([^"]+)"' has no exported member (?:named )?'([^']+)'\./.exec(message) ?? [];
    if (said === undefined || !module?.startsWith("gantry/")) return undefined;
    return `${said.replace(" named ", " ")} ${importAdvice(name!, exports(), module) || message.slice(said.length).trim()}`.trim();
  }
  const [said, name] = /^Cannot find (?:name|namespace) '([^']+)'\./.exec(message) ?? [];
  if (said === undefined || name === undefined || !missingNameCodes.has(code)) return undefined;
  const advice = importAdvice(name, exports());
  const exported = Object.hasOwn(exports(), name);
  if (exported) return `${said} ${advice}`;
  if (code === 2552) return message;
  return `${said} No cell of this chapter defines or imports it. ${advice}`.trim();
}

/** The import of a name, or of those nearest to it; "" when none is near. `module`: the one that a reader expected it in. */
function importAdvice(name: string, exports: PublicExports, module = ""): string {
  const written = (found: string): string => exports[found]!.map((from) => `import {${found}} from "${from}"`).join(", or ");
  if (Object.hasOwn(exports, name)) return `Import it: ${written(name)}.`;
  const near = nearestNames(name, Object.keys(exports), (found) => exports[found]!.includes(module));
  return near.length === 0 ? "" : `The nearest that there is: ${near.map(written).join("; ")}.`;
}

/** One thing that TypeScript's compiler says. */
export interface Diagnostic {
  /** As the compiler was told it, relative to its folder; undefined for what is said of no file. */
  file?: string;
  /** From 1; 1 without a file. */
  line: number;
  /** From 1, in UTF-16 code units; 1 without a file. */
  column: number;
  /** TypeScript's number, as in TS2322. */
  code: number;
  /** Of several lines where a reason has reasons of its own. */
  message: string;
}

// A message may hold U+2028, which is a line end to a regular expression alone.
const first = /^(?:(.+?)\((\d+),(\d+)\): )?error TS(\d+): (.*)$/s;

/** What the compiler's output without colours (`--pretty false`) says. @throws Error for a line that is no part of a diagnostic. */
export function readDiagnostics(output: string): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const text of output.split(/\r?\n/)) {
    const [, file, line = "1", column = "1", code, message = ""] = first.exec(text) ?? [];
    const last = found.at(-1);
    if (code !== undefined)
      found.push({...(file && {file}), line: Number(line), column: Number(column), code: Number(code), message});
    else if (last && text.startsWith("  ")) last.message += `\n${text}`;
    else if (text.trim() !== "") throw new Error(`TypeScript's compiler said something else: ${text}`);
  }
  return found;
}

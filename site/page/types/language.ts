import type {Diagnostic as TsDiagnostic, LanguageService, QuickInfo} from "typescript-6";
import {builtins} from "../../notebook/cell/globals.ts";
import {type CellModule, chapterModules} from "../../notebook/check/modules.ts";
import {diagnosticProblem, inOrder, type Problem, unreadableProblem} from "../../notebook/check/problems.ts";
import {BUILTINS, type TypeFiles} from "../../notebook/check/type-files.ts";
import {positionAt} from "../../notebook/position.ts";
import type {ReadChapter} from "./chapter.ts";
import {type Modules, modulesOver} from "./files.ts";
import type {CellProblem} from "./messages.ts";
import {outlineOf} from "./outline.ts";
import type {TypeScript} from "./typescript.ts";

/** A module for questions about what no cell imports yet. */
const PROBE = "/probe.ts";

/** A cell's module with what stands before its text. */
export interface OpenModule {
  /** The page's cell. */
  id: string;
  module: CellModule;
  /** Where the cell's text begins in the module's. */
  start: number;
  /** Where the module's cell begins in the text of the page's cell: not 0 for an expression in a text cell. */
  offset: number;
}

/** What TypeScript knows of a chapter, cell by cell. Nothing is run. */
export class ChapterLanguage {
  readonly ts: TypeScript;
  readonly files: TypeFiles;
  readonly service: LanguageService;
  readonly #modules: Modules;
  /** By the cell's id: several for a check, which is looked at twice, and for a text with several expressions. */
  #open = new Map<string, OpenModule[]>();
  #byPath = new Map<string, OpenModule>();
  #definers = new Map<string, string>();

  constructor(ts: TypeScript, files: TypeFiles) {
    this.ts = ts;
    this.files = files;
    this.#modules = modulesOver(ts, files);
    this.service = ts.createLanguageService(this.#modules.host, ts.createDocumentRegistry());
  }

  /** Takes over a chapter as it stands now; what stayed the same is not read again. */
  show({notebook, homes}: ReadChapter): void {
    const modules = chapterModules(notebook, "", BUILTINS, (source) => outlineOf(this.ts, source)) as CellModule[];
    this.#open = new Map();
    this.#byPath = new Map();
    this.#definers = new Map();
    for (const module of modules) {
      const {id = module.cell.id, offset = 0} = homes.get(module.cell) ?? {};
      const opened = {id, module, start: module.text.indexOf("\n") + 1, offset};
      const others = this.#open.get(id);
      if (others) others.push(opened);
      else this.#open.set(id, [opened]);
      this.#byPath.set(module.path, opened);
      const {role} = module.cell;
      if (role !== "solution" && role !== "check")
        for (const name of module.defines) if (!this.#definers.has(name)) this.#definers.set(name, id);
    }
    this.#modules.show(new Map(modules.map(({path, text}) => [path, text])));
  }

  /** Names that the cells of the chapter define → the cells. */
  get definers(): ReadonlyMap<string, string> {
    return this.#definers;
  }

  /** Names that every cell has. */
  get builtins(): readonly string[] {
    return builtins;
  }

  /** Modules of all cells, by the cells' ids. */
  get opened(): ReadonlyMap<string, readonly OpenModule[]> {
    return this.#open;
  }

  /** The module at a place of a cell's text, and the place in the module; undefined in a text cell's prose. */
  at(cell: string, at: number): {open: OpenModule; position: number} | undefined {
    const all = this.#open.get(cell) ?? [];
    const open = all.find(({module, offset}) => at >= offset && at <= offset + module.cell.source.length);
    return open && {open, position: open.start + at - open.offset};
  }

  /** A module by its path. */
  opens(path: string): OpenModule | undefined {
    return this.#byPath.get(path);
  }

  /** What `npm run check` says of a cell; of one whose text is not understood nothing but that. Undefined: there is no such cell. */
  problems(cell: string): CellProblem[] | undefined {
    const all = this.#open.get(cell);
    if (!all) return undefined;
    const found = new Map<Problem, Omit<CellProblem, keyof Problem>>();
    for (const open of all) {
      const {module, start, offset} = open;
      const {error, cell: own} = module;
      if (error) {
        const problem = unreadableProblem({notebook: module.notebook, cell: own, error});
        const at = offset + offsetOf(own.source, error.position);
        found.set(problem, {start: at, end: at + 1, fatal: true, imports: []});
        continue;
      }
      for (const diagnostic of this.#diagnostics(module.path)) {
        const problem = diagnosticProblem(this.#located(module, diagnostic), this.#known);
        if (!problem) continue;
        const {start: from = 0, length = 0} = diagnostic;
        const within = from >= start && from <= start + own.source.length;
        const at = offset + (within ? from - start : 0);
        const end = within ? Math.min(at + length, offset + own.source.length) : at + 1;
        found.set(problem, {start: at, end, fatal: false, imports: this.#imports(problem)});
      }
    }
    return inOrder([...found.keys()]).map((problem) => {
      const {message, code, line, column} = problem;
      return {message, code, line, column, ...found.get(problem)!};
    });
  }

  /** What stands at a place of a text of its own, which is no cell's. */
  probe(text: string, position: number): QuickInfo | undefined {
    this.#modules.put(PROBE, text);
    return this.service.getQuickInfoAtPosition(PROBE, position);
  }

  readonly #known = {
    moduleOf: (file: string) => this.#byPath.get(file)?.module,
    named: (file: string) => file,
    exports: () => this.files.exports
  };

  #diagnostics(path: string): TsDiagnostic[] {
    return [...this.service.getSyntacticDiagnostics(path), ...this.service.getSemanticDiagnostics(path)];
  }

  #located({path, text}: CellModule, {start = 0, ...said}: TsDiagnostic) {
    const {code, messageText} = plainest(said);
    const message = this.ts.flattenDiagnosticMessageText(messageText, "\n");
    return {file: path, ...positionAt(text, start), code, message};
  }

  #imports({message}: Problem): CellProblem["imports"] {
    const [, name] = /^(?:With the solution: )?Cannot find (?:name|namespace) '([^']+)'/.exec(message) ?? [];
    if (name === undefined || !Object.hasOwn(this.files.exports, name)) return [];
    return this.files.exports[name]!.map((module) => ({name, module}));
  }
}

/** TypeScript's numbers for properties that are missing. */
const missingPropertyCodes = new Set([2739, 2740, 2741]);

/** Of an argument that lacks properties TypeScript 7, which `npm run check` runs, says that alone; TypeScript 6 puts a sentence before it. */
function plainest({code, messageText}: Pick<TsDiagnostic, "code" | "messageText">): Pick<TsDiagnostic, "code" | "messageText"> {
  const [reason] = typeof messageText === "string" ? [] : (messageText.next ?? []);
  if (code !== 2345 || !reason || !missingPropertyCodes.has(reason.code)) return {code, messageText};
  return {code: reason.code, messageText: reason};
}

function offsetOf(source: string, {line, column}: {line: number; column: number}): number {
  const lines = source.split("\n");
  return Math.min(source.length, lines.slice(0, line - 1).reduce((sum, {length}) => sum + length + 1, 0) + column - 1);
}

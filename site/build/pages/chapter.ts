import {analyse} from "../../notebook/cell/analyse.ts";
import {compile} from "../../notebook/cell/compile.ts";
import {cellsOf, connect} from "../../notebook/chapter.ts";
import {chapterDials} from "../../notebook/dials/calls.ts";
import type {DialsCall, PublishedLiterals} from "../../notebook/dials/calls.ts";
import {inFile} from "../../notebook/position.ts";
import {parseAll} from "../../notebook/text/parse.ts";
import {plainText, renderBlocks, type SearchText} from "../../notebook/text/render.ts";
import type {Analysis, Cell, CompiledCell, Notebook} from "../../notebook/types.ts";
import {LocatedError} from "../../notebook/types.ts";
import type {Importable} from "../assets/public.ts";
import {formulaHtml, highlightTypeScript} from "./html.ts";
import {type SectionUse, usesIn} from "./uses.ts";

/** A chapter's file made ready for its page. With errors, the rest is what could be made of it. */
export interface Chapter {
  notebook: Notebook;
  /** In the order of the text. */
  errors: readonly LocatedError[];
  /** What works and should not stay. */
  warnings: readonly LocatedError[];
  /** HTML of the blocks. */
  body: string;
  /** Text of the module of compiled cells. */
  module: string;
  /** Text of the module of the exercises' checks, which the page loads when a reader comes to one; "" without exercises. */
  checks: string;
  /** Specifiers that its cells import, and those of the libraries behind the built-ins that they name. */
  imports: readonly string[];
  /** It has typeset formulas. */
  formulas: boolean;
  sections: readonly SearchText[];
  /** What its cells use of modules, by section. */
  uses: readonly SectionUse[];
}

/** What the page loads when a cell names a built-in. */
const behindBuiltins: Readonly<Record<string, string>> = {
  Inputs: "@observablehq/inputs",
  html: "htl",
  svg: "htl",
  tex: "katex"
};

/** Code in a language as highlighted, escaped HTML. */
export type Highlighter = (code: string, language: string) => string;

/** Reads, connects, compiles and renders one chapter. `known` is what a cell may import. Collects errors, throws none. */
export function prepareChapter(text: string, file: string, known: Importable, highlight: Highlighter = highlightCode): Chapter {
  const {notebook, errors: found} = parseAll(text, file);
  const errors = [...found];
  const warnings: LocatedError[] = [];
  const analyses = new Map<string, Analysis>();
  const compiled: CompiledCell[] = [];
  const checks: CompiledCell[] = [];
  const imports = new Set<string>();
  for (const cell of cellsOf(notebook)) {
    if (cell.kind === "md") continue;
    try {
      const analysis = analyse(cell.source);
      analyses.set(cell.id, analysis);
      const said = importProblems(cell, analysis, file, known);
      errors.push(...said.errors);
      warnings.push(...said.warnings);
      const result = compile(cell.id, cell.source, {inline: cell.kind === "inline", local: cell.role === "check"});
      if (cell.role === "solution") continue;
      (cell.role === "check" ? checks : compiled).push(result);
      for (const {specifier} of analysis.modules) imports.add(specifier);
      for (const name of analysis.references) if (Object.hasOwn(behindBuiltins, name)) imports.add(behindBuiltins[name] ?? "");
    } catch (error) {
      if (!(error instanceof LocatedError)) throw error;
      errors.push(new LocatedError(error.message, inFile(cell, error.position), file));
    }
  }
  errors.push(...connect(notebook, analyses).errors);
  const read = cellsOf(notebook).flatMap((cell) => {
    const analysis = analyses.get(cell.id);
    return analysis ? [{cell, analysis}] : [];
  });
  const dials = chapterDials(read);
  errors.push(...dials.errors.map(({cell, error}) => new LocatedError(error.message, inFile(cell, error.position), file)));
  let formulas = false;
  const tex = (source: string, display: boolean) => {
    formulas = true;
    return formulaHtml(source, display);
  };
  const body = renderBlocks(notebook, {tex, highlight, fail: (error) => errors.push(error)});
  errors.sort((a, b) => a.position.line - b.position.line || a.position.column - b.position.column);
  const sections = found.length > 0 ? [] : plainText(notebook);
  const checksModule = checks.length > 0 ? chapterModule(checks) : "";
  return {
    notebook,
    errors,
    warnings,
    body,
    module: chapterModule(compiled, dials),
    checks: checksModule,
    imports: [...imports],
    formulas,
    sections,
    uses: usesIn(notebook.headings, read)
  };
}

/** TypeScript coloured, all else plain. */
export function highlightCode(code: string, language: string): string {
  return highlightTypeScript(code, /^(ts|tsx|js|typescript|javascript)$/.test(language));
}

/** Imports that the page's import map does not know, which would fail only when the cell runs; and names of former times. */
function importProblems(cell: Cell, {modules}: Analysis, file: string, {names, former}: Importable) {
  const at = (specifier: string, message: string): LocatedError => {
    const before = cell.source.slice(0, Math.max(0, cell.source.search(quoted(specifier)))).split("\n");
    return new LocatedError(message, inFile(cell, {line: before.length, column: (before.at(-1) ?? "").length + 1}), file);
  };
  const errors: LocatedError[] = [];
  const warnings: LocatedError[] = [];
  for (const {specifier} of modules) {
    const now = former.get(specifier);
    if (now !== undefined) warnings.push(at(specifier, `"${specifier}" still works, and is called "${now}" now.`));
    else if (!names.has(specifier)) {
      const packages = [...names].filter((name) => !name.startsWith("gantry/")).join(", ");
      errors.push(
        at(specifier, `A cell cannot import "${specifier}". There are the modules of lib as "gantry/…", and ${packages}.`)
      );
    }
  }
  return {errors, warnings};
}

function quoted(specifier: string): RegExp {
  return new RegExp(`["']${specifier.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")}["']`);
}

/** What the page need not read in texts itself, by the id of the cell. */
interface OfDials {
  calls: ReadonlyMap<string, readonly DialsCall[]>;
  literals: ReadonlyMap<string, PublishedLiterals>;
}

const none: OfDials = {calls: new Map(), literals: new Map()};

function known(field: string, value: unknown): string {
  return value === undefined ? "" : `${field}: ${JSON.stringify(value)}, `;
}

/**
 * The ES module that a page loads for its chapter (see ChapterModule in site/page/runtime/contract.ts). Not minified: the text of
 * every cell stands in it line by line and column by column, and `line` says where, so that a stack trace points into the cell.
 * `module` is for the page to add.
 */
export function chapterModule(cells: readonly CompiledCell[], dials: OfDials = none): string {
  let text = "export const cells = [\n";
  let line = 2;
  for (const cell of cells) {
    const {id, inputs, outputs, imports, autodisplay, body, bodyLine} = cell;
    // The body begins on a line of its own: its columns are its own too.
    const fields = `{id: ${JSON.stringify(id)}, inputs: ${JSON.stringify(inputs)}, outputs: ${JSON.stringify(outputs)}, `;
    const brought = imports.length > 0 ? `imports: ${JSON.stringify(imports)}, ` : "";
    const shown = autodisplay ? "autodisplay: true, " : "";
    const calls = known("dials", dials.calls.get(id)) + known("literals", dials.literals.get(id));
    text += `${fields}${brought}${shown}${calls}line: ${line + bodyLine}, body:\n${body}\n},\n`;
    line += 3 + (body.split("\n").length - 1);
  }
  return `${text}];\n`;
}

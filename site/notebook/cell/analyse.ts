import {awaits} from "./awaits.ts";
import {findBlanks} from "./blanks.ts";
import {findDeclarations} from "./declarations.ts";
import {findImports} from "./imports.ts";
import {findLoops} from "./loops.ts";
import {findReferences} from "./references.ts";
import {positionAt} from "./offset.ts";
import {nameOf, parseCell} from "./syntax.ts";
import type {SyntaxNode} from "./syntax.ts";
import type {Analysis} from "../types.ts";

/** A cell is asked about by the parser, the compiler and the checker in turn: its tree is made once. */
const known = new Map<string, Analysis>();
const mostKnown = 1000;

/**
 * What a cell's text tells of it: one parse, and one small question after the other. Throws a LocatedError, with the cell's own
 * line and column, for text that is no TypeScript, or TypeScript that a cell cannot hold; its message says what to do.
 */
export function analyse(source: string): Analysis {
  const before = known.get(source);
  if (before) return before;
  const analysis = look(source);
  if (known.size === mostKnown) known.clear();
  known.set(source, analysis);
  return analysis;
}

function look(source: string): Analysis {
  const parsed = parseCell(source);
  const {program, expression} = parsed;
  const blanks = findBlanks(source, parsed);
  const {values, variables, types} = findDeclarations(source, program);
  const imports = findImports(source, program);
  const references = firstOfEach(findReferences(source, program));
  return {
    expression,
    declarations: values,
    variables,
    references: references.map(nameOf),
    referencePositions: references.map(({start}) => positionAt(source, start)),
    types,
    awaits: awaits(program),
    imports: imports.names,
    modules: imports.modules,
    importRanges: imports.ranges,
    blanks,
    loops: findLoops(source, program)
  };
}

function firstOfEach(references: SyntaxNode[]): SyntaxNode[] {
  const first = new Map<string, SyntaxNode>();
  for (const node of references) if (!first.has(nameOf(node))) first.set(nameOf(node), node);
  return [...first.values()];
}

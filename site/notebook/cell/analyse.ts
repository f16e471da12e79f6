import {LineStarts} from "../position.ts";
import {type Analysis, LocatedError} from "../types.ts";
import {findBlanks} from "./blank.ts";
import {findDeclarations, findImports} from "./declarations.ts";
import {locatedFailure} from "./failure.ts";
import {findLoops} from "./guard.ts";
import {parseCell} from "./parser.ts";
import {findReferences} from "./references.ts";
import {isFunction, nameOf, type SyntaxNode, walk} from "./syntax.ts";

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
  const analysis = lookSafely(source);
  if (known.size === mostKnown) known.clear();
  known.set(source, analysis);
  return analysis;
}

/** A tree that could be made may still be too deep to be walked through. */
function lookSafely(source: string): Analysis {
  try {
    return look(source);
  } catch (error) {
    throw error instanceof LocatedError ? error : locatedFailure(source, {error, at: 0});
  }
}

function look(source: string): Analysis {
  const parsed = parseCell(source);
  const {program, expression} = parsed;
  const blanks = findBlanks(source, parsed);
  const {values, variables, types} = findDeclarations(source, program);
  const imports = findImports(source, program);
  const references = firstOfEach(findReferences(source, program));
  const lines = new LineStarts(source);
  return {
    expression,
    declarations: values,
    variables,
    references: references.map(nameOf),
    referencePositions: references.map(({start}) => lines.position(start)),
    types,
    awaits: awaits(program),
    imports: imports.names,
    modules: imports.modules,
    importRanges: imports.ranges,
    blanks,
    loops: findLoops(source, program, lines)
  };
}

function firstOfEach(references: SyntaxNode[]): SyntaxNode[] {
  const first = new Map<string, SyntaxNode>();
  for (const node of references) if (!first.has(nameOf(node))) first.set(nameOf(node), node);
  return [...first.values()];
}

/** The first name that a cell declares; imported ones may stand in several. A cell that cannot be read yet keeps its id where the text allows a guess. */
export function firstName(source: string): string | undefined {
  try {
    const {declarations, imports} = analyse(source);
    return declarations.find((name) => imports.every(({local}) => local !== name));
  } catch {
    return /^(?:const|let|var|(?:async\s+)?function\s*\*?|class)\s*([\p{ID_Start}$_][\p{ID_Continue}$]*)/mu.exec(source)?.[1];
  }
}

/** True when the cell's own code awaits: `await`, `for await`, `await using`; functions within do not count. */
function awaits(program: SyntaxNode): boolean {
  let found = false;
  walk(program, (node) => {
    if (isFunction(node) || node.type === "StaticBlock") return false;
    const isLoop = node.type === "ForOfStatement" && node["await"] === true;
    found ||= isLoop || node.type === "AwaitExpression" || node["kind"] === "await using";
    return !found;
  });
  return found;
}

import {builtins, checkBuiltins} from "./cell/globals.ts";
import {inFile, LineStarts, splitLines} from "./position.ts";
import type {Analysis, Block, Cell, Hint, Notebook, Position} from "./types.ts";
import {LocatedError} from "./types.ts";

/** All cells of a chapter in the order of its text: those with a fence, those in prose, those of exercises. */
export function cellsOf(notebook: Notebook): Cell[] {
  const within = (block: Block | Hint): Cell[] => {
    switch (block.type) {
      case "prose":
        return block.inline;
      case "cell":
        return [block.cell];
      case "exercise":
      case "hint":
        return block.blocks.flatMap(within);
    }
  };
  return notebook.blocks.flatMap(within);
}

/** A cell in the graph of its chapter. */
export interface GraphNode {
  id: string;
  kind: Cell["kind"];
  role: Cell["role"];
  start: Position;
  /** Names that it gives to other cells, except for imported ones. Check cells give none. */
  defines: string[];
}

/** Cell `to` uses `names`, which cell `from` defines. Imported names make no edges: they are there before any cell has run. */
export interface GraphEdge {
  from: string;
  to: string;
  names: string[];
}

/** Who defines what the cells of a chapter use. */
export interface Graph {
  /** Every cell that runs, in order of the text: all but solutions. */
  nodes: GraphNode[];
  /** In order of the text of `to`, then of what it uses. */
  edges: GraphEdge[];
  /** Ids such that a cell stands behind all that it uses (as far as there is no circle), else in order of the text. */
  order: string[];
  errors: LocatedError[];
}

/**
 * Connects the cells of a chapter by name. `analyses` holds what is known of each cell by its id; a cell without one neither
 * defines nor uses anything. Errors: a name that two cells define (the same import may stand in several), a name of a built-in, definitions in a circle, a solution
 * that does not define what its starter does.
 */
export function connect(notebook: Notebook, analyses: ReadonlyMap<string, Analysis>): Graph {
  const errors: LocatedError[] = [];
  const fail = (message: string, position: Position): void =>
    void errors.push(new LocatedError(message, position, notebook.file));
  const ids = new Set<string>();
  // What is known of a cell is known by its id: of a second one with the same, nothing is. `duplicateIds` reports it.
  const cells = cellsOf(notebook).filter(({id, role}) => role !== "solution" && !ids.has(id) && ids.add(id));
  const definers = new Map<string, Cell>();
  const reserved = new Set<string>([...builtins, ...checkBuiltins]);
  const nodes = cells.map((cell): GraphNode => {
    const analysis = cell.role === "check" ? undefined : analyses.get(cell.id);
    const defines = analysis?.declarations ?? [];
    for (const name of defines) {
      const origin = originOf(name, analysis!);
      const other = definers.get(name);
      if (other && origin !== undefined && origin === originOf(name, analyses.get(other.id)!)) continue;
      if (reserved.has(name)) fail(`"${name}" is a built-in of the notebook: give this another name.`, placeOf(name, cell));
      else if (other) errors.push(definedTwice(name, cell, other, notebook.file));
      else definers.set(name, cell);
    }
    const own = defines.filter((name) => originOf(name, analysis!) === undefined);
    return {id: cell.id, kind: cell.kind, role: cell.role, start: cell.start, defines: own};
  });
  for (const [name, cell] of definers) if (originOf(name, analyses.get(cell.id)!) !== undefined) definers.delete(name);
  const edges = cells.flatMap((cell) => edgesTo(cell, analyses.get(cell.id), definers));
  const needs: Needs = new Map(cells.map(({id}) => [id, new Map()]));
  for (const edge of edges) needs.get(edge.to)!.set(edge.from, edge);
  const {order, groups} = ordered(needs);
  const byId = new Map(cells.map((cell) => [cell.id, cell]));
  for (const circle of groups.flatMap((group) => circles(group, needs))) {
    const names = circle.map((id, i) => needs.get(circle[(i + circle.length - 1) % circle.length]!)!.get(id)!.names[0]!);
    const first = byId.get(circle[0]!)!;
    fail(
      `Circular definition: ${[...names, names[0]].join(" → ")}. A cell cannot use what needs its own result.`,
      placeOf(names[0]!, first)
    );
  }
  errors.push(...incompleteSolutions(notebook, analyses));
  return {
    nodes,
    edges,
    order,
    errors
  };
}

/** What is known of where a cell's names come from, by cell. */
const origins = new WeakMap<Analysis, ReadonlyMap<string, string>>();

/** The module and the name there that a cell imports as `name`; undefined for a name of its own. */
function originOf(name: string, analysis: Analysis): string | undefined {
  let known = origins.get(analysis);
  if (!known) {
    known = new Map(analysis.imports.map(({local, specifier, imported}) => [local, `${specifier} ${imported}`]));
    origins.set(analysis, known);
  }
  return known.get(name);
}

/**
 * Ids that two blocks or cells of a chapter share; each error stands at the second. Where both cells have the id from a name
 * that both define, that is what is wrong.
 */
export function duplicateIds(notebook: Notebook): LocatedError[] {
  const errors: LocatedError[] = [];
  const taken = new Map<string, {position: Position; cell?: Cell}>();
  const lines = splitLines(notebook.source);
  const claim = (id: string, line: number, start: Position, cell?: Cell): void => {
    // Those in a sentence have no id that an author wrote; a sentence may hold thousands.
    const written = cell?.kind !== "inline";
    const column = Math.max(0, (written && lines[line - 1]?.search(new RegExp(`#${escape(id)}(?=\\s|$)`))) || 0) + 1;
    const position = column > 1 ? {line, column} : start;
    const other = taken.get(id);
    if (other === undefined) taken.set(id, {position, cell});
    else if (column === 1 && cell && other.cell && declares(cell, id) && declares(other.cell, id)) {
      errors.push(definedTwice(id, cell, other.cell, notebook.file));
    } else {
      const where = `${notebook.file}:${other.position.line}:${other.position.column}`;
      const message = `The id "${id}" is taken, at ${where}. Give one of them another: #other-id.`;
      errors.push(new LocatedError(message, position, notebook.file));
    }
  };
  const visit = (block: Block | Hint): void => {
    claim(block.id, block.lines.from, {line: block.lines.from, column: 1}, block.type === "cell" ? block.cell : undefined);
    if (block.type === "prose") for (const cell of block.inline) claim(cell.id, cell.start.line, cell.start);
    else if (block.type !== "cell") block.blocks.forEach(visit);
  };
  notebook.blocks.forEach(visit);
  return errors;
}

/** Exercises without a starter, a check or a solution, or with two of what there is one of; each error stands at the exercise. */
export function incompleteExercises({blocks, file}: Notebook): LocatedError[] {
  const parts = [
    ["starter", 1],
    ["check", Infinity],
    ["solution", 1]
  ] as const;
  return blocks.flatMap((exercise) => {
    if (exercise.type !== "exercise") return [];
    return parts.flatMap(([role, most]) => {
      const n = exercise.blocks.filter((block) => block.type === "cell" && block.cell.role === role).length;
      if (n >= 1 && n <= most) return [];
      const needs = most === 1 ? `exactly one ${role}` : `at least one ${role}`;
      const message = `This exercise needs ${needs} cell (\`\`\`ts ${role}); it has ${n === 0 ? "none" : n}.`;
      return [new LocatedError(message, exercise.start, file)];
    });
  });
}

/** Whether a cell seems to declare a name, as far as that can be said without parsing it. */
function declares({source}: Cell, name: string): boolean {
  return new RegExp(`\\b(?:const|let|var|function\\s*\\*?|class)\\s*${escape(name)}(?![\\p{ID_Continue}$])`, "u").test(source);
}

function definedTwice(name: string, here: Cell, there: Cell, file: string): LocatedError {
  const {line, column} = placeOf(name, there);
  const message = `"${name}" is defined in two cells, here and at ${file}:${line}:${column}. Rename one of them.`;
  return new LocatedError(message, placeOf(name, here), file);
}

function edgesTo(cell: Cell, analysis: Analysis | undefined, definers: ReadonlyMap<string, Cell>): GraphEdge[] {
  const edges = new Map<string, GraphEdge>();
  for (const name of analysis?.references ?? []) {
    const from = definers.get(name)?.id;
    if (from === undefined || from === cell.id) continue;
    const edge = edges.get(from);
    if (edge) edge.names.push(name);
    else edges.set(from, {from, to: cell.id, names: [name]});
  }
  return [...edges.values()];
}

/** By cell, in order of the text: the cells that it needs, with the edges from them. */
type Needs = ReadonlyMap<string, Map<string, GraphEdge>>;

/**
 * The cells such that each stands behind what it needs, and the groups of those that need each other, each in order of the text.
 * R. Tarjan, Depth-first search and linear graph algorithms (1972); with a list of what is open, as chains of cells may be long.
 */
function ordered(needs: Needs): {order: string[]; groups: string[][]} {
  const rank = new Map([...needs.keys()].map((id, i) => [id, i]));
  const entered = new Map<string, number>();
  const lowest = new Map<string, number>();
  const order: string[] = [];
  const groups: string[][] = [];
  const ungrouped: string[] = [];
  const grouped = new Set<string>();
  for (const start of needs.keys()) {
    if (entered.has(start)) continue;
    const open = [{id: start, rest: needs.get(start)!.keys()}];
    const enter = (id: string): void => {
      entered.set(id, entered.size);
      lowest.set(id, entered.size - 1);
      ungrouped.push(id);
    };
    enter(start);
    while (open.length > 0) {
      const {id, rest} = open.at(-1)!;
      const next = rest.next();
      if (!next.done) {
        if (!entered.has(next.value)) {
          enter(next.value);
          open.push({id: next.value, rest: needs.get(next.value)!.keys()});
        } else if (!grouped.has(next.value)) lowest.set(id, Math.min(lowest.get(id)!, entered.get(next.value)!));
        continue;
      }
      open.pop();
      order.push(id);
      const parent = open.at(-1)?.id;
      if (parent !== undefined) lowest.set(parent, Math.min(lowest.get(parent)!, lowest.get(id)!));
      if (lowest.get(id) !== entered.get(id)) continue;
      const group = ungrouped.splice(ungrouped.lastIndexOf(id));
      for (const each of group) grouped.add(each);
      if (group.length > 1) groups.push(group.sort((a, b) => rank.get(a)! - rank.get(b)!));
    }
  }
  return {order, groups: groups.sort(([a], [b]) => rank.get(a!)! - rank.get(b!)!)};
}

/** Circles within a group of cells that need each other, beginning with the first in the text; each cell needs the next. */
function circles(group: readonly string[], needs: Needs): string[][] {
  const within = new Set(group);
  const found: string[][] = [];
  for (const start of group) {
    if (!within.has(start)) continue;
    // Breadth first from `start`, back to it: the shortest circle through it.
    const previous = new Map<string, string>();
    const queue = [start];
    let last: string | undefined;
    for (let i = 0; i < queue.length && last === undefined; ++i) {
      for (const next of needs.get(queue[i]!)!.keys()) {
        if (next === start) last = queue[i]!;
        else if (!previous.has(next) && within.has(next)) {
          previous.set(next, queue[i]!);
          queue.push(next);
        }
      }
    }
    // Whoever comes to nothing is in no circle of what is left.
    if (last === undefined) {
      within.delete(start);
      continue;
    }
    const circle = [last];
    while (circle.at(-1) !== start) circle.push(previous.get(circle.at(-1)!)!);
    for (const id of circle) within.delete(id);
    found.push(circle.reverse());
  }
  return found;
}

function incompleteSolutions(notebook: Notebook, analyses: ReadonlyMap<string, Analysis>): LocatedError[] {
  const cells = cellsOf(notebook);
  const starters = new Map<string | undefined, Cell>();
  for (const cell of cells) if (cell.role === "starter" && !starters.has(cell.exercise)) starters.set(cell.exercise, cell);
  return cells
    .filter(({role}) => role === "solution")
    .flatMap((solution) => {
      const starter = starters.get(solution.exercise);
      const given = analyses.get(solution.id) && new Set(analyses.get(solution.id)!.declarations);
      const missing = given && starter && analyses.get(starter.id)?.declarations.filter((name) => !given.has(name));
      if (!missing?.length) return [];
      const message = `The solution must define ${missing.map((name) => `"${name}"`).join(", ")}, as its starter does.`;
      return [new LocatedError(message, solution.start, notebook.file)];
    });
}

/** Where a cell first writes a name. */
function placeOf(name: string, cell: Cell): Position {
  const at = cell.source.search(new RegExp(`(?<![\\p{ID_Continue}$.])${escape(name)}(?![\\p{ID_Continue}$])`, "u"));
  return inFile(cell, new LineStarts(cell.source, /\n/g).position(Math.max(0, at)));
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

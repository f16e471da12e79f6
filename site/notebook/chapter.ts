import {builtins, checkBuiltins} from "./cell/globals.ts";
import {inFile, positionIn, splitLines} from "./position.ts";
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
  for (const circle of circles(
    nodes.map(({id}) => id),
    edges
  )) {
    const names = circle.map(
      (id, i) => edges.find(({from, to}) => from === id && to === circle[(i + circle.length - 1) % circle.length])!.names[0]!
    );
    const first = cells.find(({id}) => id === circle[0])!;
    fail(
      `Circular definition: ${[...names, names[0]].join(" → ")}. A cell cannot use what needs its own result.`,
      placeOf(names[0]!, first)
    );
  }
  errors.push(...incompleteSolutions(notebook, analyses));
  return {
    nodes,
    edges,
    order: orderOf(
      nodes.map(({id}) => id),
      edges
    ),
    errors
  };
}

/** The module and the name there that a cell imports as `name`; undefined for a name of its own. */
function originOf(name: string, {imports}: Analysis): string | undefined {
  const found = imports.find(({local}) => local === name);
  return found && `${found.specifier} ${found.imported}`;
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
    const column = Math.max(0, lines[line - 1]?.search(new RegExp(`#${escape(id)}(?=\\s|$)`)) ?? 0) + 1;
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

/** One circle for each group of cells that need each other, beginning with the first in the text; each needs the next. */
function circles(ids: readonly string[], edges: readonly GraphEdge[]): string[][] {
  const needs = new Map<string, string[]>();
  for (const {from, to} of edges) needs.set(to, [...(needs.get(to) ?? []), from]);
  const found: string[][] = [];
  const done = new Set<string>();
  for (const start of ids) {
    if (done.has(start)) continue;
    // Breadth first from `start`, back to it: the shortest circle through it.
    const previous = new Map<string, string>();
    const queue = [start];
    let last: string | undefined;
    for (let i = 0; i < queue.length && last === undefined; ++i) {
      for (const next of needs.get(queue[i]!) ?? []) {
        if (next === start) last = queue[i]!;
        else if (!previous.has(next) && !done.has(next)) {
          previous.set(next, queue[i]!);
          queue.push(next);
        }
      }
    }
    if (last === undefined) continue;
    const circle = [last];
    while (circle[0] !== start) circle.unshift(previous.get(circle[0]!)!);
    for (const id of circle) done.add(id);
    found.push(circle);
  }
  return found;
}

function orderOf(ids: readonly string[], edges: readonly GraphEdge[]): string[] {
  const needs = new Map<string, string[]>();
  for (const {from, to} of edges) needs.set(to, [...(needs.get(to) ?? []), from]);
  const order = new Set<string>();
  const entered = new Set<string>();
  const visit = (id: string): void => {
    if (entered.has(id)) return;
    entered.add(id);
    for (const from of needs.get(id) ?? []) visit(from);
    order.add(id);
  };
  ids.forEach(visit);
  return [...order];
}

function incompleteSolutions(notebook: Notebook, analyses: ReadonlyMap<string, Analysis>): LocatedError[] {
  const cells = cellsOf(notebook);
  return cells
    .filter(({role}) => role === "solution")
    .flatMap((solution) => {
      const starter = cells.find(({role, exercise}) => role === "starter" && exercise === solution.exercise);
      const given = analyses.get(solution.id)?.declarations;
      const missing = given && starter && analyses.get(starter.id)?.declarations.filter((name) => !given.includes(name));
      if (!missing?.length) return [];
      const message = `The solution must define ${missing.map((name) => `"${name}"`).join(", ")}, as its starter does.`;
      return [new LocatedError(message, solution.start, notebook.file)];
    });
}

/** Where a cell first writes a name. */
function placeOf(name: string, cell: Cell): Position {
  const at = cell.source.search(new RegExp(`(?<![\\p{ID_Continue}$.])${escape(name)}(?![\\p{ID_Continue}$])`, "u"));
  return inFile(cell, positionIn(cell.source, Math.max(0, at), {line: 1, column: 1}));
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

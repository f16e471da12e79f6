import {LineStarts} from "../position.ts";
import type {Insertion, Loop} from "../types.ts";
import {isFunction, skipClosing, type SyntaxNode, walk} from "./syntax.ts";

// How a loop that never ends is stopped: `findLoops` says where a cell's loops and functions begin, `instrument` puts a call of
// `__tick` there, and `createTick` makes that function, which looks at the clock and throws.

const loopTypes = new Set(["ForStatement", "ForInStatement", "ForOfStatement", "WhileStatement", "DoWhileStatement"]);

/** Where a guard's checks go: at the start of each loop's body and, because recursion runs away too, of each function's. */
export function findLoops(source: string, program: SyntaxNode, lines: LineStarts): Loop[] {
  const loops: Loop[] = [];
  walk(program, (node) => {
    const isLoop = loopTypes.has(node.type);
    if (!isLoop && !isFunction(node)) return;
    const body = node["body"] as SyntaxNode;
    const line = lines.position(node.start).line;
    if (body.type === "BlockStatement") loops.push({at: body.start + 1, line, brackets: undefined});
    else if (isLoop) loops.push({at: body.start, line, brackets: {pair: "{}", end: body.end}});
    else loops.push({at: body.start, line, brackets: {pair: "()", end: untypedEnd(source, body)}});
  });
  return loops;
}

/** The end of an expression without the `as T` after it, which becomes spaces that may begin with a semicolon. */
function untypedEnd(source: string, node: SyntaxNode): number {
  if (node.type !== "TSAsExpression" && node.type !== "TSSatisfiesExpression") return node.end;
  const inner = node["expression"] as SyntaxNode;
  const {closed} = skipClosing(source, inner.end);
  return closed > inner.end ? closed : untypedEnd(source, inner);
}

interface Edit {
  at: number;
  text: string;
  /** Of the edits at one place, those that close what began last come first. */
  opened: number;
}

/** The text with `__tick(line)` put into every loop; no line is added. With each insertion's place in the original. */
export function instrument(text: string, loops: readonly Loop[]): {text: string; insertions: Insertion[]} {
  const lines = new LineStarts(text);
  const edits = loops.flatMap(editsOf).sort((a, b) => a.at - b.at || b.opened - a.opened);
  let output = "";
  let done = 0;
  for (const {at, text: inserted} of edits) {
    output += text.slice(done, at) + inserted;
    done = at;
  }
  return {
    text: output + text.slice(done),
    insertions: edits.map(({at, text: inserted}) => ({...lines.position(at), length: inserted.length}))
  };
}

function editsOf({at, line, brackets}: Loop): Edit[] {
  if (!brackets) return [{at, text: `__tick(${line});`, opened: at}];
  const {pair, end} = brackets;
  const opening = pair === "{}" ? `{__tick(${line});` : `(__tick(${line}), `;
  return [
    {at, text: opening, opened: at},
    {at: end, text: pair[1]!, opened: at}
  ];
}

/**
 * The column of the cell's own text for a column of the compiled one, both from 1, in a line counted from the cell's first.
 * Within inserted text it is the column of what follows.
 */
export function sourceColumn(insertions: readonly Insertion[], line: number, column: number): number {
  let shift = 0;
  for (const insertion of insertions) {
    if (insertion.line !== line) continue;
    const compiled = insertion.column + shift;
    if (column < compiled) break;
    if (column < compiled + insertion.length) return insertion.column;
    shift += insertion.length;
  }
  return column - shift;
}

/** A cell that did not pause within its budget was stopped. */
export class RunawayError extends Error {
  override name = "RunawayError";
  /** Line of the cell, from 1, in which the loop or function begins that was running. */
  readonly line: number;
  /** Milliseconds. */
  readonly budget: number;

  constructor(line: number, budget: number) {
    super(
      `Line ${line}: this ran for more than ${budget / 1000} s without a pause and was stopped. ` +
        "Raise the cell's budget, or await between steps."
    );
    this.line = line;
    this.budget = budget;
  }
}

/** Looks at the clock come at most this many ticks apart, so that slow steps after many quick ones are still caught. */
const farthest = 128;

/**
 * The `__tick` of a guarded cell: compile calls it with the line of each loop and function that goes round. From the first
 * tick of a turn until the next macrotask the cell may take `budget` milliseconds of `now()`; then every tick throws a
 * RunawayError until a macrotask has passed, so that no `catch` or `finally` keeps a loop alive. Promises do not end a turn:
 * `while (true) await null` blocks the page as well.
 *
 * `onMacrotask` calls back in a later macrotask, as `nextMacrotask` does.
 */
export function createTick(
  budget: number,
  now: () => number,
  onMacrotask: (callback: () => void) => void
): (line: number) => void {
  let running = false;
  let tripped = false;
  let start = 0;
  let looked = 0;
  let stride = 1;
  let left = 0;

  function begin(): void {
    running = true;
    tripped = false;
    start = looked = now();
    stride = left = 1;
    onMacrotask(() => {
      running = false;
    });
  }

  /** The clock costs as much as a hundred turns of a small loop: look more rarely while the looks come quickly. */
  function look(line: number): void {
    const time = now();
    stride = time - looked < 1 ? Math.min(stride * 2, farthest) : 1;
    looked = time;
    left = stride;
    if (tripped || time - start > budget) {
      tripped = true;
      left = 1;
      throw new RunawayError(line, budget);
    }
  }

  return (line) => {
    if (!running) begin();
    else if (--left <= 0) look(line);
  };
}

/** Calls back in the next macrotask, without the delay that browsers put on nested timers. For pages, workers and Node. */
export function nextMacrotask(callback: () => void): void {
  const {port1, port2} = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    callback();
  };
  port2.postMessage(undefined);
}

import {LocatedError} from "../../notebook/types.ts";
import type {PageCell} from "./contract.ts";

/** A frame of a stack trace that is a line of a cell; `line` counts within the cell. */
interface CellFrame extends Frame {
  cell: PageCell;
}

/** The frames that stand in cells, innermost first; those of the site and of libraries are left out. */
export function cellFrames(error: unknown, cells: Iterable<PageCell>): CellFrame[] {
  const {stack} = Object(error) as {stack?: unknown};
  if (typeof stack !== "string") return [];
  const frames = parseStack(stack);
  if (frames.length === 0) return [];
  const all = [...cells];
  return frames.flatMap((frame) => {
    const cell = cellAt(frame, all);
    if (!cell) return [];
    const {line: first, column} = cell.definition!;
    const line = frame.line - first! + 1;
    return [{...frame, cell, line, column: column ? column(line, frame.column) : frame.column}];
  });
}

/** The cell that a frame stands in: of its module the last that begins before it, if it is long enough. */
function cellAt({url, line}: Frame, cells: readonly PageCell[]): PageCell | undefined {
  let found: PageCell | undefined;
  for (const cell of cells) {
    const {module, line: first} = cell.definition ?? {};
    if (module === url && first !== undefined && first <= line && first > (found?.definition?.line ?? 0)) found = cell;
  }
  return found && line < found.definition!.line! + found.source.split("\n").length ? found : undefined;
}

/**
 * The error with its place in the cell: from the stack; for a loop that was stopped, where it begins; for a name that nothing defines, or two cells do, where it first stands. Errors that are located already
 * stay as they are, and those without a place too.
 */
export function locate(thrown: Error, cell: PageCell, cells: Iterable<PageCell>): LocatedError | Error {
  if (thrown instanceof LocatedError) return thrown;
  const frame = cellFrames(thrown, cells).find((frame) => frame.cell === cell);
  const missing = /^(\S+) is not defined$|^"(\S+)" is defined in two cells/.exec(thrown.message)?.slice(1).find(Boolean);
  const position = runawayLoop(thrown, cell.source) ?? frame ?? (missing === undefined ? null : find(missing, cell.source));
  if (!position) return thrown;
  const located = new LocatedError(thrown.message, {line: position.line, column: position.column});
  located.name = thrown.name === "RuntimeError" ? "ReferenceError" : thrown.name;
  located.cause = thrown;
  return located;
}

/** The beginning of the loop that a RunawayError names: the frame is only where it happened to be caught. */
function runawayLoop(error: Error & {line?: unknown}, source: string): {line: number; column: number} | null {
  if (error.name !== "RunawayError" || typeof error.line !== "number") return null;
  return {line: error.line, column: (source.split("\n")[error.line - 1] ?? "").search(/\S|$/) + 1};
}

/** Where a name first stands in a source, other than as a property. */
function find(name: string, source: string): {line: number; column: number} | null {
  const escaped = name.replace(/\$/g, "\\$&");
  const at = source.search(new RegExp(`(?<![\\w$.])${escaped}(?![\\w$])`));
  if (at < 0) return null;
  const before = source.slice(0, at).split("\n");
  return {line: before.length, column: before.at(-1)!.length + 1};
}

/** One line of a stack trace. Line and column count from 1. */
interface Frame {
  /** The function's name; "" at the top level of a script. */
  name: string;
  url: string;
  line: number;
  column: number;
}

/**
 * The frames of an `error.stack`, innermost first, as Chrome (`    at name (url:1:2)`), Firefox and Safari (`name@url:1:2`) write them.
 * Lines without a place (native code, the message) are left out.
 */
export function parseStack(stack: string): Frame[] {
  const frames: Frame[] = [];
  for (const text of stack.split("\n")) {
    const frame = chromeFrame(text) ?? otherFrame(text);
    if (frame) frames.push(frame);
  }
  return frames;
}

/** `    at async Promise.all (index 0)`, `    at async f (http://…:1:2)`, `    at new A (…)`, `    at http://…:1:2`. */
function chromeFrame(text: string): Frame | null {
  const match = /^\s+at (?:async )?(?:(.*?) \()?((?:blob:|[\w+-]+:\/\/).*?):(\d+):(\d+)\)?$/.exec(text);
  return match && frame(match[1] ?? "", match[2]!, match[3]!, match[4]!);
}

/** Firefox `async*f/<@http://…:1:2`, `@http://…:1:2`; Safari the same, and `http://…:1:2` alone for what has no name. */
function otherFrame(text: string): Frame | null {
  const match = /^(?:async\*)?(?:([^@]*)@)?((?:blob:|[\w+-]+:\/\/)\S*?):(\d+):(\d+)$/.exec(text);
  return match && frame(match[1] ?? "", match[2]!, match[3]!, match[4]!);
}

function frame(name: string, url: string, line: string, column: string): Frame {
  return {name: name.replace(/[/<]+$/, ""), url, line: +line, column: +column};
}

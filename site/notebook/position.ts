import type {Cell, Position} from "./types.ts";

/** The lines of a text, as markdown-it and TypeScript count them, without their ends. */
export function splitLines(text: string): string[] {
  return text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
}

/** The position in a file of an offset in a text that begins at `start` there. */
export function positionIn(text: string, offset: number, start: Position): Position {
  const before = text.slice(0, offset).split("\n");
  const column = before.at(-1)!.length;
  return {line: start.line + before.length - 1, column: before.length === 1 ? start.column + column : column + 1};
}

/** Line and column, both from 1, of an offset. CR, LF, CRLF, U+2028 and U+2029 end a line, as in ECMAScript. */
export function positionAt(source: string, offset: number): Position {
  let line = 1;
  let lineStart = 0;
  for (const {index, 0: end} of source.matchAll(/\r\n?|[\n\u2028\u2029]/g)) {
    if (index + end.length > offset) break;
    line++;
    lineStart = index + end.length;
  }
  return {line, column: offset - lineStart + 1};
}

/** The offset of a line and column as `positionAt` counts them; the end of the text for a place behind it. */
export function offsetAt(source: string, {line, column}: Position): number {
  let start = 0;
  const ends = source.matchAll(/\r\n?|[\n\u2028\u2029]/g);
  for (let rest = line; rest > 1; rest--) {
    const {value: end} = ends.next();
    if (!end) return source.length;
    start = end.index + end[0].length;
  }
  return Math.min(start + column - 1, source.length);
}

/** The place in the chapter's file of a place in a cell's source. */
export function inFile(cell: Cell, {line, column}: Position): Position {
  return {line: cell.start.line + line - 1, column: line === 1 ? cell.start.column + column - 1 : column};
}

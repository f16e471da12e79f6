import type {Cell, Position} from "./types.ts";

/** The lines of a text, as markdown-it and TypeScript count them, without their ends. */
export function splitLines(text: string): string[] {
  return text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
}

/** Where the lines of a text begin: found once, for all questions about its places. */
export class LineStarts {
  readonly #starts = [0];
  readonly #length: number;

  /** `ends`: what ends a line. Default: CR, LF, CRLF, U+2028 and U+2029, as in ECMAScript. */
  constructor(text: string, ends = /\r\n?|[\n\u2028\u2029]/g) {
    for (const {index, 0: end} of text.matchAll(ends)) this.#starts.push(index + end.length);
    this.#length = text.length;
  }

  /** Line and column, both from 1, of an offset. */
  position(offset: number): Position {
    let [low, high] = [0, this.#starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return {line: low + 1, column: offset - this.#starts[low]! + 1};
  }

  /** The offset of a line and column; the end of the text for a place behind it. */
  offset({line, column}: Position): number {
    const start = this.#starts[line - 1];
    return start === undefined ? this.#length : Math.min(start + column - 1, this.#length);
  }
}

/** The position in a file of a place in a text that begins at `start` there. */
export function shifted({line, column}: Position, start: Position): Position {
  return {line: start.line + line - 1, column: line === 1 ? start.column + column - 1 : column};
}

/** Line and column, both from 1, of one offset: for more of them, ask one LineStarts. */
export function positionAt(source: string, offset: number): Position {
  return new LineStarts(source).position(offset);
}

/** The place in the chapter's file of a place in a cell's source. */
export function inFile(cell: Cell, position: Position): Position {
  return shifted(position, cell.start);
}

import type {Position} from "../types.ts";

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

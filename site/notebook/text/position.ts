import type {Position} from "../types.ts";

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

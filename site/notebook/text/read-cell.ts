import type {Token} from "markdown-it";
import {analyse} from "../cell/analyse.ts";
import type {FenceWords} from "./fence.ts";
import {parseFenceWords} from "./fence.ts";
import type {Reader} from "./reader.ts";
import type {Cell, CellBlock, Exercise, Lines} from "../types.ts";

/** The words of a fence, its mistakes noted. */
export function readFence(reader: Reader, token: Token): FenceWords {
  const line = token.map![0];
  const column = reader.columnOf(token.markup, line);
  const words = parseFenceWords(token.info, {line: line + 1, column: column + token.markup.length}, reader.file);
  reader.errors.push(...words.errors);
  const last = reader.lines[token.map![1] - 1] ?? "";
  const closed = token.map![1] - line > 1 && new RegExp(`^[\\s>]*${token.markup[0]}{${token.markup.length},}\\s*$`).test(last);
  // A fence with words closes none: the text of this one runs on, through prose and the next cell's fence.
  const next = token.content.split("\n").findIndex((text) => text.startsWith(token.markup) && /^`{3,}\s*ts\b/.test(text));
  if (!closed) reader.fail(`This fence is not closed: a line "${token.markup}" is missing.`, {line: line + 1, column});
  else if (next >= 0) {
    const message = `This fence is not closed before the next one, in line ${line + next + 2}: a line "${token.markup}" is missing.`;
    reader.fail(message, {line: line + 1, column});
  }
  if (words.kind !== "shown" && column > 1 && token.level === 0) {
    reader.fail("The fence of a cell stands at the beginning of its line.", {line: line + 1, column});
  }
  return words;
}

/** The cell of a fence that takes `lines`. */
export function readCell(reader: Reader, words: FenceWords, lines: Lines, exercise: Exercise | undefined): CellBlock {
  const source = reader.lines.slice(lines.from, lines.to - 2).join("\n");
  const {kind, hide, fold, manual, budget, height, role} = words;
  if (role !== undefined && exercise === undefined) {
    reader.fail(`"${role}" is a cell's part in an exercise; this cell stands in none.`, {
      line: lines.from,
      column: reader.columnOf(role, lines.from - 1)
    });
  }
  const id = words.id ?? cellId(reader, source, words, exercise);
  const cell: Cell = {
    id,
    kind: kind === "md" ? "md" : "ts",
    source,
    start: {line: lines.from + 1, column: 1},
    hide,
    fold,
    manual,
    budget,
    height,
    role: exercise && role,
    exercise: exercise?.id
  };
  return {type: "cell", id, cell, lines};
}

function cellId(reader: Reader, source: string, {kind, role}: FenceWords, exercise: Exercise | undefined): string {
  if (role !== undefined && exercise !== undefined) {
    const before = exercise.blocks.filter((block) => block.type === "cell" && block.cell.role === role).length;
    return `${exercise.id}-${role}${before === 0 ? "" : `-${before + 1}`}`;
  }
  return (kind === "ts" ? firstName(source) : undefined) ?? `${reader.section.slug}-${++reader.section.cells}`;
}

/** The first name that a cell declares; imported ones may stand in several. A cell that cannot be read yet keeps its id where the text allows a guess. */
function firstName(source: string): string | undefined {
  try {
    const {declarations, imports} = analyse(source);
    return declarations.find((name) => imports.every(({local}) => local !== name));
  } catch {
    return /^(?:const|let|var|(?:async\s+)?function\s*\*?|class)\s*([\p{ID_Start}$_][\p{ID_Continue}$]*)/mu.exec(source)?.[1];
  }
}

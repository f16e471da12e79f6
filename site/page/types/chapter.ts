import type {Cell, Notebook} from "../../notebook/types.ts";
import {findExpressions} from "../../notebook/text/inline.ts";
import {positionAt} from "../../notebook/position.ts";
import type {CellText} from "./messages.ts";

/** A chapter's cells as the checker of types knows a chapter. */
export interface ReadChapter {
  notebook: Notebook;
  /** Where each cell of the notebook stands in the page: a sentence of a text cell begins at `offset` of that one's text. */
  homes: ReadonlyMap<Cell, {id: string; offset: number}>;
}

/** Cells as they stand in the page, as a chapter. Every cell begins in line 1: positions are those within its text. */
export function readChapter(cells: readonly CellText[]): ReadChapter {
  const homes = new Map<Cell, {id: string; offset: number}>();
  const made = cells.flatMap((each): Cell[] => {
    const {id, kind, text, role, exercise} = each;
    const whole = [{source: text, at: 0}];
    return (kind === "md" ? findExpressions(text).expressions : whole).map(({source, at}) => {
      const rest = {hide: false, fold: false, manual: false, wide: false, budget: 0, height: undefined, answer: undefined};
      const cell: Cell = {
        id,
        kind: kind === "ts" ? "ts" : "inline",
        source,
        start: positionAt(text, at),
        role,
        exercise,
        ...rest
      };
      homes.set(cell, {id, offset: at});
      return cell;
    });
  });
  const blocks = made.map((cell) => ({type: "cell" as const, id: cell.id, cell, lines: {from: 1, to: 1}}));
  const none = {slug: "", title: "", summary: "", order: 0, source: "", headings: [], references: {}};
  return {notebook: {file: "notebooks/chapter.md", ...none, blocks}, homes};
}

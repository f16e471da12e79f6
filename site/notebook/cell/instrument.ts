import {positionAt} from "./offset.ts";
import type {Insertion, Loop} from "../types.ts";

interface Edit {
  at: number;
  text: string;
  /** Of the edits at one place, those that close what began last come first. */
  opened: number;
}

/** The text with `__tick(line)` put into every loop; no line is added. With each insertion's place in the original. */
export function instrument(text: string, loops: readonly Loop[]): {text: string; insertions: Insertion[]} {
  const edits = loops.flatMap(editsOf).sort((a, b) => a.at - b.at || b.opened - a.opened);
  let output = "";
  let done = 0;
  for (const {at, text: inserted} of edits) {
    output += text.slice(done, at) + inserted;
    done = at;
  }
  return {
    text: output + text.slice(done),
    insertions: edits.map(({at, text: inserted}) => ({...positionAt(text, at), length: inserted.length}))
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

import {untouched} from "../edit/edited-page.ts";
import type {CellEdit} from "../edit/edits.ts";
import type {Change} from "./messages.ts";
import type {SessionOptions} from "./session.ts";

/**
 * Makes changes in the texts of cells as one step that can be undone. A cell whose text had run runs the new one: what was there goes on
 * working under its new name. Resolves once those cells are defined.
 */
export function applyChanges(
  {page, edits, edited, starting}: SessionOptions,
  label: string,
  changes: readonly Change[],
  run: boolean
): Promise<void> {
  const byCell = new Map<string, Change[]>();
  for (const change of changes) {
    const others = byCell.get(change.cell);
    if (others) others.push(change);
    else byCell.set(change.cell, [change]);
  }
  const records = [...byCell].flatMap(([id, own]): [string, CellEdit][] => {
    const cell = page.cells.get(id);
    const before = edits.text(id);
    if (!cell || before === null) return [];
    const text = changed(before, own);
    const record = edits.get(id) ?? untouched(cell);
    return [[id, {...record, text, ran: run && edited.ran(id) === before ? text : record.ran}]];
  });
  return starting(() => edits.change(label, records));
}

/** A text with some stretches of it replaced. */
function changed(text: string, changes: readonly Change[]): string {
  let result = text;
  for (const {start, end, insert} of [...changes].sort((a, b) => b.start - a.start || b.end - a.end))
    result = result.slice(0, start) + insert + result.slice(end);
  return result;
}

import {RangeSetBuilder, StateEffect, StateField} from "@codemirror/state";
import {Decoration, type DecorationSet, EditorView} from "@codemirror/view";
import type {CellProblem} from "./messages.ts";

/** Puts these mistakes in the place of those that are marked. */
export const setProblems = StateEffect.define<readonly CellProblem[]>();

/** The mistakes of a cell, underlined where they stand; what is typed moves them along. */
export const underlines = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    marks = marks.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (effect.is(setProblems)) marks = drawn(effect.value, transaction.newDoc.length);
    }
    return marks;
  },
  provide: (field) => EditorView.decorations.from(field)
});

function drawn(problems: readonly CellProblem[], length: number): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  const ordered = [...problems].sort((a, b) => a.start - b.start || b.end - a.end);
  for (const {start, end, message} of ordered) {
    const from = Math.min(start, Math.max(0, length - 1));
    const to = Math.min(Math.max(end, from + 1), length);
    // An empty cell has nothing that could be underlined.
    if (from < to) builder.add(from, to, Decoration.mark({class: "type-error", attributes: {title: message}}));
  }
  return builder.finish();
}

import {StateEffect, StateField, type Text} from "@codemirror/state";
import {Decoration, type DecorationSet, EditorView} from "@codemirror/view";
import type {Position} from "../../notebook/types.ts";

/** Marks an error's place in the editor, or (null) takes the mark away. */
export const setErrorMark = StateEffect.define<{position: Position; message: string} | null>();

/** The mark: the line gets `cell-error-line`, the word at the column `error-mark`. It goes when the text under it changes. */
export const errorMark = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(setErrorMark)) marks = effect.value ? markAt(transaction.state.doc, effect.value) : Decoration.none;
    }
    return transaction.docChanged ? marks.map(transaction.changes) : marks;
  },
  provide: (field) => EditorView.decorations.from(field)
});

function markAt(doc: Text, {position, message}: {position: Position; message: string}): DecorationSet {
  const line = doc.line(Math.min(Math.max(1, position.line), doc.lines));
  const from = line.from + Math.min(Math.max(0, position.column - 1), line.length);
  const word = /^(?:[\p{L}\p{N}_$]+|.)/u.exec(line.text.slice(from - line.from));
  const marks = [Decoration.line({class: "cell-error-line"}).range(line.from)];
  if (word) marks.push(Decoration.mark({class: "error-mark", attributes: {title: message}}).range(from, from + word[0].length));
  return Decoration.set(marks);
}

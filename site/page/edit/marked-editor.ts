import {type EditorState, type Extension, RangeSet, StateField} from "@codemirror/state";
import {Decoration, type DecorationSet, EditorView, WidgetType} from "@codemirror/view";
import {badge, type Stretch, stretchesOf} from "./marked-text.ts";

/** What cannot be seen in an editor's text, drawn with its name. Loaded for the first text that has such a thing. */

class Badge extends WidgetType {
  readonly stretch: Required<Stretch>;

  constructor(stretch: Required<Stretch>) {
    super();
    this.stretch = stretch;
  }

  override eq(other: Badge): boolean {
    return other.stretch.text === this.stretch.text;
  }

  override toDOM(): HTMLElement {
    const {mark, text} = this.stretch;
    return badge(mark, text);
  }
}

const field = StateField.define<DecorationSet>({
  create: decorate,
  update: (marks, transaction) => (transaction.docChanged ? decorate(transaction.state) : marks),
  provide: (marks) => EditorView.decorations.from(marks)
});

/** The extension: everything `marksOf` finds, where it stands; long lines wrap. */
export const markedCharacters: Extension = [field, EditorView.lineWrapping];

function decorate(state: EditorState): DecorationSet {
  let at = 0;
  const ranges = stretchesOf(state.doc.toString()).flatMap(({text, mark}) => {
    const from = at;
    at += text.length;
    if (!mark) return [];
    const seen = mark.kind === "joined" || mark.kind === "look-alike";
    if (!seen) return [Decoration.replace({widget: new Badge({text, mark})}).range(from, at)];
    return [
      Decoration.mark({class: `marked marked-${mark.kind}`, attributes: {title: `${mark.label}: ${mark.name}`}}).range(from, at)
    ];
  });
  return RangeSet.of(ranges);
}

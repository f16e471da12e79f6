import {closeBrackets, closeBracketsKeymap} from "@codemirror/autocomplete";
import {defaultKeymap, history, historyField, historyKeymap, indentLess, indentMore} from "@codemirror/commands";
import {typescriptLanguage} from "@codemirror/lang-javascript";
import {bracketMatching, indentOnInput, indentUnit, syntaxHighlighting} from "@codemirror/language";
import {
  Compartment,
  EditorSelection,
  EditorState,
  type Extension,
  Prec,
  StateEffect,
  StateField,
  type Text
} from "@codemirror/state";
import {Decoration, type DecorationSet, drawSelection, EditorView, keymap} from "@codemirror/view";
import {classHighlighter} from "@lezer/highlight";
import {isPlain} from "../../notebook/text/mark.ts";
import type {Position} from "../../notebook/types.ts";

/** What an editor needs to know and whom it tells. */
interface EditorOptions {
  /** TypeScript is highlighted; Markdown is plain text. */
  language: "ts" | "md";
  /** Name for screen readers; says the keys. */
  label: string;
  /** After every change of the text by the reader. */
  typed(text: string): void;
  /** Shift-Enter or Mod-Enter. */
  run(): void;
  /** Escape: the reader wants out. */
  leave(): void;
}

/** A cell's open editor. */
export interface CellEditor {
  readonly dom: HTMLElement;
  readonly hasFocus: boolean;
  readonly text: string;
  /** Puts other text there, as a step that the editor's own undo takes back; `typed` is not called. */
  replace(text: string): void;
  /** Marks the place of an error, or none. A place outside the text is moved to its nearest end. */
  mark(position: Position | null, message?: string): void;
  /** Focuses; puts the cursor nearest to a point of the window, if given. */
  focus(point?: {x: number; y: number}): void;
  /** Takes the editor out; the answer restores text, cursor and undo history when given to `openEditor` again. */
  close(): EditorState;
}

/** Search is loaded at the first Mod-F. */
const searching = new Compartment();

async function openSearch(view: EditorView): Promise<void> {
  const {openSearchPanel, search, searchKeymap} = await import("@codemirror/search");
  view.dispatch({effects: searching.reconfigure([search(), Prec.high(keymap.of(searchKeymap))])});
  openSearchPanel(view);
}

/** Editors that show what cannot be seen; the others have nothing of it. */
const marked = new WeakSet<EditorView>();

async function showUnseen(view: EditorView): Promise<void> {
  if (marked.has(view) || isPlain(view.state.doc.toString())) return;
  marked.add(view);
  const {markedCharacters} = await import("./marked-editor.ts");
  view.dispatch({effects: StateEffect.appendConfig.of(markedCharacters)});
  // Lines wrap from now on.
  view.scrollDOM.scrollLeft = 0;
}

const stateFields = {history: historyField};

/**
 * Opens a CodeMirror 6 editor beside `pre`, drawn with the very measures of `pre`, so that the text does not move. `pre` is
 * hidden meanwhile.
 */
export function openEditor(pre: HTMLElement, text: string, options: EditorOptions, earlier?: EditorState): CellEditor {
  let silent = false;
  // Tab moves the focus until the reader has typed since the editor was focused: no keyboard trap.
  let typing = false;
  const whenTyping = (command: (view: EditorView) => boolean) => (view: EditorView) => typing && command(view);
  const extensions: Extension[] = [
    keymap.of([
      {key: "Shift-Enter", run: () => (options.run(), true)},
      {key: "Mod-Enter", run: () => (options.run(), true)},
      {key: "Tab", run: whenTyping(indent), shift: whenTyping(indentLess)},
      ...closeBracketsKeymap,
      ...historyKeymap
    ]),
    keymap.of([{key: "Escape", run: (view) => (view.state.selection.ranges.length > 1 ? false : (options.leave(), true))}]),
    keymap.of(defaultKeymap),
    history(),
    searching.of(keymap.of([{key: "Mod-f", run: (view) => (void openSearch(view), true)}])),
    drawSelection(),
    closeBrackets(),
    bracketMatching(),
    indentOnInput(),
    indentUnit.of("  "),
    EditorState.tabSize.of(2),
    EditorState.allowMultipleSelections.of(true),
    errorMark,
    EditorView.editorAttributes.of({class: "cell-editor", style: measuresOf(pre)}),
    EditorView.contentAttributes.of({
      "aria-label": options.label,
      spellcheck: "false",
      autocapitalize: "off",
      autocorrect: "off"
    }),
    EditorView.updateListener.of((update) => {
      if (!update.docChanged) return;
      void showUnseen(update.view);
      if (silent) return;
      typing = true;
      options.typed(update.state.doc.toString());
    }),
    EditorView.domEventHandlers({
      focus: () => void (typing = false),
      blur: () => void (typing = false)
    }),
    ...(options.language === "ts" ? [typescriptLanguage, syntaxHighlighting(classHighlighter)] : []),
    ...(wraps(pre) || options.language === "md" ? [EditorView.lineWrapping] : [])
  ];
  // The extensions close over these options, so an earlier state gives its text, cursor and history through JSON.
  const state =
    earlier && earlier.doc.toString() === text
      ? EditorState.fromJSON(earlier.toJSON(stateFields), {extensions}, stateFields)
      : EditorState.create({doc: text, extensions});
  const view = new EditorView({state});
  void showUnseen(view);
  pre.after(view.dom);
  pre.hidden = true;

  return {
    dom: view.dom,
    get hasFocus() {
      return view.hasFocus;
    },
    get text() {
      return view.state.doc.toString();
    },
    replace(next) {
      const now = view.state.doc.toString();
      if (now === next) return;
      silent = true;
      view.dispatch({changes: difference(now, next)});
      silent = false;
    },
    mark(position, message) {
      view.dispatch({effects: setErrorMark.of(position ? {position, message: message ?? ""} : null)});
    },
    focus(point) {
      view.focus();
      const at = point && view.posAtCoords(point, false);
      if (at !== undefined) view.dispatch({selection: EditorSelection.cursor(at)});
    },
    close() {
      const last = view.state;
      view.destroy();
      pre.hidden = false;
      return last;
    }
  };
}

/** Two spaces at the cursor, up to the next stop; a selection is indented whole. */
function indent(view: EditorView): boolean {
  const {state} = view;
  if (state.selection.ranges.some((range) => !range.empty)) return indentMore(view);
  view.dispatch(
    state.changeByRange((range) => {
      const column = range.from - state.doc.lineAt(range.from).from;
      const spaces = " ".repeat(2 - (column % 2));
      return {changes: {from: range.from, insert: spaces}, range: EditorSelection.cursor(range.from + spaces.length)};
    }),
    {scrollIntoView: true, userEvent: "input"}
  );
  return true;
}

/** The one replaced stretch that turns `before` into `after`: the cursor outside it stays. */
function difference(before: string, after: string): {from: number; to: number; insert: string} {
  const shorter = Math.min(before.length, after.length);
  let from = 0;
  while (from < shorter && before[from] === after[from]) from++;
  let tail = 0;
  while (tail < shorter - from && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  return {from, to: before.length - tail, insert: after.slice(from, after.length - tail)};
}

/** The code inside `pre`, or `pre` itself: which of them carries the measures depends on the style sheet. */
function codeOf(pre: HTMLElement): HTMLElement {
  return pre.querySelector("code") ?? pre;
}

function wraps(pre: HTMLElement): boolean {
  return pre.dataset.long !== undefined || getComputedStyle(codeOf(pre)).whiteSpace.startsWith("pre-wrap");
}

/** What edit.css gives the editor's parts, so that every character stays where `pre` had it. */
function measuresOf(pre: HTMLElement): string {
  const outer = getComputedStyle(pre);
  const inner = getComputedStyle(codeOf(pre));
  const sides = ["top", "right", "bottom", "left"] as const;
  const inset = sides.map((side) => {
    const inside = codeOf(pre) === pre || inner.display === "inline" ? "0px" : inner.getPropertyValue(`padding-${side}`);
    return `calc(${outer.getPropertyValue(`padding-${side}`)} + ${inside})`;
  });
  const measures = {
    "--code-font": inner.fontFamily,
    "--code-size": inner.fontSize,
    "--code-line": inner.lineHeight,
    "--code-tab": inner.tabSize,
    "--code-padding-block": `${inset[0]} ${inset[2]}`,
    "--code-padding-inline": `${inset[3]} ${inset[1]}`,
    "--code-margin": outer.margin,
    "--code-border": sides.map((side) => outer.getPropertyValue(`border-${side}-width`)).join(" "),
    "--code-border-style": sides.map((side) => outer.getPropertyValue(`border-${side}-style`)).join(" "),
    "--code-border-color": sides.map((side) => outer.getPropertyValue(`border-${side}-color`)).join(" "),
    "--code-background": outer.backgroundColor,
    "--code-radius": outer.borderRadius
  };
  return Object.entries(measures)
    .map(([property, value]) => `${property}: ${value};`)
    .join(" ");
}

/** Marks an error's place in the editor, or (null) takes the mark away. */
const setErrorMark = StateEffect.define<{position: Position; message: string} | null>();

/** The mark: the line gets `cell-error-line`, the word at the column `error-mark`. It goes when the text under it changes. */
const errorMark = StateField.define<DecorationSet>({
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

import {typescriptLanguage} from "@codemirror/lang-javascript";
import type {EditorState} from "@codemirror/state";
import {classHighlighter, highlightCode} from "@lezer/highlight";
import {isPlain} from "../../notebook/text/mark.ts";
import type {Position} from "../../notebook/types.ts";
import {button, element} from "../element.ts";
import type {PageCell} from "../runtime/contract.ts";
import {type CellEditor, openEditor} from "./editor.ts";
import type {CellEdit} from "./edits.ts";
import {popupMenu} from "./menus.ts";
import type {MenuItem} from "./popup.ts";

/** What a cell's view tells of. */
interface CellViewEvents {
  typed(text: string): void;
  run(): void;
  /** The editor was opened or closed. */
  toggled(): void;
}

/** A cell's code in the page: highlighted while it is read, an editor while it is written. */
export class CellView {
  readonly element: HTMLElement;
  readonly kind: "ts" | "md";
  /** The part that stands under the output; a `<details>` for a folded cell, hidden for a cell whose code is not shown. */
  readonly source: HTMLElement;
  readonly pre: HTMLElement;
  readonly #events: CellViewEvents;
  #text: string;
  #editor: CellEditor | null = null;
  #earlier: EditorState | undefined;
  #error: {position: Position; message: string} | null = null;

  constructor(cell: HTMLElement, kind: "ts" | "md", text: string, events: CellViewEvents) {
    this.element = cell;
    this.kind = kind;
    this.#text = text;
    this.#events = events;
    this.source = cell.querySelector<HTMLElement>(".cell-source") ?? cell.appendChild(element("div", {class: "cell-source"}));
    this.pre = this.source.querySelector("pre") ?? this.source.appendChild(element("pre", {tabindex: "0"}, element("code")));
    this.pre.tabIndex = 0;
  }

  /** True while the editor is open. */
  get open(): boolean {
    return this.#editor !== null;
  }

  /** True while the reader's cursor is in the editor. */
  get focused(): boolean {
    return this.#editor?.hasFocus ?? false;
  }

  get text(): string {
    return this.#text;
  }

  /** Shows other text, in the editor too if it is open (where its own undo takes it back). */
  show(text: string): void {
    if (this.#text === text) return;
    this.#text = text;
    this.#editor?.replace(text);
    this.#render();
  }

  /** Opens the editor and focuses it, the cursor nearest to a point of the window if given. */
  edit(point?: {x: number; y: number}): void {
    this.reveal();
    const language = this.kind === "ts" ? "TypeScript" : "Markdown";
    if (!this.#editor) {
      this.#editor = openEditor(
        this.pre,
        this.#text,
        {
          language: this.kind,
          label: `${language} of ${this.element.dataset.cell}. Shift-Enter runs it. Escape leaves. Tab moves on until you type.`,
          typed: (text) => {
            this.#text = text;
            this.#events.typed(text);
          },
          run: () => this.#events.run(),
          leave: () => this.close(true)
        },
        this.#earlier
      );
      this.#mark();
      this.#events.toggled();
    }
    this.#editor.focus(point);
  }

  /** Closes the editor: the text stays. With `focus` the code is focused, so that Tab moves on from here. */
  close(focus = false): void {
    if (!this.#editor) return;
    this.#earlier = this.#editor.close();
    this.#editor = null;
    this.#render();
    if (focus) this.pre.focus();
    this.#events.toggled();
  }

  /** Unfolds and unhides the code. */
  reveal(): void {
    this.source.hidden = false;
    if (this.source instanceof HTMLDetailsElement) this.source.open = true;
  }

  /** Marks the place of an error in the open editor, or none. */
  mark(error: {position: Position; message: string} | null): void {
    if (error?.position.line === this.#error?.position.line && error?.position.column === this.#error?.position.column) return;
    this.#error = error;
    this.#mark();
  }

  #mark(): void {
    this.#editor?.mark(this.#error?.position ?? null, this.#error?.message);
  }

  #render(): void {
    const code = this.pre.querySelector("code") ?? this.pre;
    if (code.textContent !== this.#text) draw(code, this.#text, this.kind);
  }
}

/** The element of a cell that the reader added, empty; it has the shape of a published one. */
export function newCellElement({id, kind, manual}: CellEdit, text: string): HTMLElement {
  const code = element("code", {class: kind === "ts" ? "language-ts" : "language-md"});
  const output = element("div", {class: "cell-output"});
  const source = element("div", {class: "cell-source"}, element("pre", {tabindex: "0"}, code));
  draw(code, text, kind);
  return element(
    "section",
    {
      class: "cell",
      "data-block": id,
      "data-cell": id,
      "data-kind": kind,
      "data-budget": "2000",
      "data-added": "",
      "data-manual": manual ? "" : null
    },
    output,
    source
  );
}

/** Lines beyond this many characters wrap: what stands at their end would be out of view. */
const LONG = 100;

/** Draws a text that is not the published one: long lines wrap, and what cannot be seen in it is marked. */
function draw(code: Element, text: string, kind: "ts" | "md"): void {
  code.replaceChildren(highlighted(text, kind));
  code.closest("pre")?.toggleAttribute("data-long", new RegExp(`.{${LONG}}`).test(text));
  if (isPlain(text)) return;
  void import("./marked-text.ts").then(({markCode}) => {
    if (code.textContent === text && !code.querySelector(".marked")) markCode(code);
  });
}

/** Code as the build renders it: spans of `tok-…` classes, `textContent` exactly `text`. Never parses `text` as HTML. */
function highlighted(text: string, language: "ts" | "md"): DocumentFragment {
  const fragment = document.createDocumentFragment();
  if (language === "md") {
    fragment.append(text);
    return fragment;
  }
  highlightCode(
    text,
    typescriptLanguage.parser.parse(text),
    classHighlighter,
    (piece, classes) => {
      if (!classes) return fragment.append(piece);
      const span = document.createElement("span");
      span.className = classes;
      span.textContent = piece;
      fragment.append(span);
    },
    () => fragment.append("\n")
  );
  return fragment;
}

/** What the tools of a cell can do. */
interface CellCommands {
  run(): void;
  stop(): void;
  edit(): void;
  /** Closes the editor. */
  done(): void;
  editing(): boolean;
  /** Everything else that makes sense for the cell now, in the menu "More". */
  more(): MenuItem[];
}

/** The quiet row of buttons of a cell. */
export interface CellTools {
  readonly dom: HTMLElement;
  /** Follows the cell's state. */
  update(cell: Pick<PageCell, "state">): void;
  /** Focuses the first button: where the reader is after a menu's command. */
  focus(): void;
}

/**
 * Makes the tools of a cell named `id`, of the buttons that were published with it if there are some. Their names carry the
 * cell's, for those who hear one button at a time.
 */
export function cellTools(id: string, commands: CellCommands, published: HTMLElement | null = null): CellTools {
  let running = false;
  const dom = published ?? element("div", {class: "cell-tools", role: "group", "aria-label": `Tools of ${id}`});
  const tool = (name: string, label: string, act: () => void): HTMLButtonElement => {
    const there = dom.querySelector<HTMLButtonElement>(`.tool-${name}`);
    const made = there ?? button(label, act, {class: `tool-${name}`});
    if (there) {
      there.addEventListener("click", act);
      there.removeAttribute("tabindex");
    } else dom.append(made);
    return made;
  };
  const name = (made: HTMLButtonElement, label: string): void => {
    if (made.textContent === label) return;
    made.textContent = label;
    made.setAttribute("aria-label", `${label} ${id}`);
  };
  const run = tool("run", "Run", () => (running ? commands.stop() : commands.run()));
  const edit = tool("edit", "Edit", () => (commands.editing() ? commands.done() : commands.edit()));
  const more = tool("more", "More", () => {});
  run.setAttribute("aria-label", `Run ${id}`);
  edit.setAttribute("aria-label", `Edit ${id}`);
  more.setAttribute("aria-label", `More for ${id}`);
  popupMenu(more, `Cell ${id}`, () => commands.more());
  return {
    dom,
    update({state}) {
      running = state === "running";
      name(run, running ? "Stop" : "Run");
      name(edit, commands.editing() ? "Done" : "Edit");
    },
    focus: () => more.focus()
  };
}

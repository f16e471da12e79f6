import {type EditorState, type Extension, Prec, StateEffect, StateField, type Transaction} from "@codemirror/state";
import {EditorView, keymap, ViewPlugin, type ViewUpdate} from "@codemirror/view";
import {element, uniqueId} from "../element.ts";
import type {Change, Completion, Completions, Explanation} from "./messages.ts";
import {explanation, makeTip, moreAbout} from "./tip.ts";

/** What a list of names asks. */
interface CompletionSource {
  complete(at: number): Promise<Completions | null | undefined>;
  explain(at: number, completion: Completion): Promise<Explanation | null | undefined>;
  /** What else changes in the cell when a name is put in: its import. */
  importing(completion: Completion): Promise<readonly Change[]>;
  say(text: string): void;
}

/** The list of an editor. */
export interface CompletionList {
  extension: Extension;
  /** Asks for names as if what stands before the cursor had just been typed. */
  ask(view: EditorView): void;
}

/** Names that can be put in the place of what stands from `start` to the cursor. */
interface Open {
  names: readonly Completion[];
  start: number;
  selected: number;
}

const setOpen = StateEffect.define<Open | null>();

const field = StateField.define<Open | null>({
  create: () => null,
  update(open, transaction) {
    for (const effect of transaction.effects) if (effect.is(setOpen)) return effect.value;
    if (!open || !(transaction.docChanged || transaction.selection)) return open;
    return isTyping(transaction) ? {...open, start: transaction.changes.mapPos(open.start, -1)} : null;
  }
});

const isTyping = (transaction: Transaction): boolean =>
  transaction.isUserEvent("input.type") || transaction.isUserEvent("delete.backward");

/** How long the reader stays at a name before it is explained. */
const REST = 150;

/**
 * Names to choose from while the reader types: arrows choose, Enter or Tab puts the name in, Escape closes, Mod-Space asks for names. The focus
 * stays in the text, which tells screen readers what is chosen (the ARIA pattern of a list box that an editable text owns).
 */
export function completionList(source: CompletionSource): CompletionList {
  const tip = makeTip("names", "group", "Names");
  const list = element("ul", {class: "type-names", role: "listbox", id: uniqueId("names"), "aria-label": "Names"});
  const about = element("div", {class: "type-about"});
  tip.dom.append(list, about);
  let asked = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function ask(view: EditorView, explicit: boolean): Promise<void> {
    const turn = ++asked;
    const {doc, selection} = view.state;
    const at = selection.main.head;
    const found = await source.complete(at);
    if (turn !== asked || view.state.doc !== doc || view.state.selection.main.head !== at || !view.hasFocus) return;
    const word = found ? doc.sliceString(found.start, at) : "";
    const isEnough = explicit || word !== "" || found?.narrow;
    const isThere = found?.names.length === 1 && found.names[0]!.name === word;
    const open =
      found && found.names.length > 0 && isEnough && !isThere ? {names: found.names, start: found.start, selected: 0} : null;
    if (open || view.state.field(field)) view.dispatch({effects: setOpen.of(open)});
    if (explicit && !open) source.say("No names are known for this place.");
  }

  function draw(view: EditorView, {names, selected, start}: Open): void {
    list.replaceChildren(
      ...names.map((completion, i) => {
        const {name, kind, import: given} = completion;
        const note = given?.module ?? kind;
        const item = element(
          "li",
          {role: "option", id: `${list.id}-${i}`, "aria-selected": String(i === selected)},
          element("span", {}, name),
          " ",
          element("small", {}, note)
        );
        // Before the editor hears of it: the focus stays there.
        item.addEventListener("pointerdown", (event) => event.preventDefault());
        item.addEventListener("click", () => void accept(view, i));
        return item;
      })
    );
    about.replaceChildren();
    tip.show(view, start, "below");
    list.children[selected]?.scrollIntoView({block: "nearest"});
    clearTimeout(timer);
    timer = setTimeout(() => void explainSelected(view), REST);
  }

  async function explainSelected(view: EditorView): Promise<void> {
    const open = view.state.field(field, false);
    const completion = open?.names[open.selected];
    if (!open || !completion || completion.kind === "module") return;
    const found = await source.explain(open.start, completion);
    if (view.state.field(field, false) !== open || !found) return;
    about.replaceChildren(...explanation(found.signature, found.text), ...moreAbout(found.of));
    tip.show(view, open.start, "below");
  }

  function move(by: number) {
    return (view: EditorView): boolean => {
      const open = view.state.field(field);
      if (!open) return false;
      const {length} = open.names;
      const to =
        Math.abs(by) === 1 ? (open.selected + by + length) % length : Math.max(0, Math.min(length - 1, open.selected + by));
      view.dispatch({effects: setOpen.of({...open, selected: to})});
      return true;
    };
  }

  /** True when there was something to put in: a name that stands there already leaves the key to the editor. */
  function accept(view: EditorView, index?: number): boolean {
    const open = view.state.field(field);
    const chosen = open?.names[index ?? open.selected];
    if (!open || !chosen) return false;
    const to = view.state.selection.main.head;
    const insert = chosen.insert ?? chosen.name;
    // What is written with brackets takes the place of the dot before it.
    const from = insert.startsWith("[") && view.state.sliceDoc(open.start - 1, open.start) === "." ? open.start - 1 : open.start;
    const isThere = view.state.sliceDoc(from, to) === insert && !chosen.import;
    view.dispatch({
      ...(isThere ? {} : {changes: {from, to, insert}, selection: {anchor: from + insert.length}, userEvent: "input.complete"}),
      effects: setOpen.of(null)
    });
    if (chosen.import) void bring(view, chosen);
    return !isThere;
  }

  async function bring(view: EditorView, completion: Completion): Promise<void> {
    const {doc} = view.state;
    const changes = await source.importing(completion);
    // The reader types on: the place is another one.
    if (view.state.doc !== doc) return bring(view, completion);
    if (changes.length === 0) return;
    view.dispatch({
      changes: changes.map(({start, end, insert}) => ({from: start, to: end, insert})),
      userEvent: "input.complete"
    });
    source.say(`${completion.name} is imported from ${completion.import!.module}.`);
  }

  const follow = ViewPlugin.define((view) => {
    const scrolled = (event: Event): void => {
      const open = view.state.field(field, false);
      if (open && !(event.target instanceof Node && tip.dom.contains(event.target))) tip.show(view, open.start, "below");
    };
    document.addEventListener("scroll", scrolled, true);
    return {
      update(update: ViewUpdate) {
        const open = update.state.field(field);
        const before = update.startState.field(field);
        if (update.focusChanged && !update.view.hasFocus && open) return void queueMicrotask(() => close(update.view));
        if (open !== before) {
          const {view} = update;
          // By the time that it can be drawn it may have been closed.
          if (open) view.requestMeasure({read: () => void (view.state.field(field) === open && draw(view, open)), key: field});
          else {
            tip.hide();
            // What is closed stays closed: an answer that is still under way comes too late.
            asked++;
          }
        }
        if (!update.docChanged) return;
        asked++;
        if (update.transactions.some(isTyping) && asks(update, open)) queueMicrotask(() => void ask(update.view, false));
        else if (open) queueMicrotask(() => close(update.view));
      },
      destroy() {
        document.removeEventListener("scroll", scrolled, true);
        clearTimeout(timer);
        tip.hide();
      }
    };
  });
  const keys = keymap.of([
    {key: "Mod-Space", run: (view) => (void ask(view, true), true), preventDefault: true},
    {key: "ArrowDown", run: move(1)},
    {key: "ArrowUp", run: move(-1)},
    {key: "PageDown", run: move(8)},
    {key: "PageUp", run: move(-8)},
    {key: "Enter", run: (view) => accept(view)},
    {key: "Tab", run: (view) => accept(view)},
    {key: "Escape", run: (view) => view.state.field(field) !== null && (close(view), true)}
  ]);
  const told = EditorView.contentAttributes.compute([field], (state): Record<string, string> => {
    const open = state.field(field);
    const none = {"aria-autocomplete": "list"};
    return open ? {...none, "aria-controls": list.id, "aria-activedescendant": `${list.id}-${open.selected}`} : none;
  });
  return {
    extension: [field, follow, told, Prec.highest(keys)],
    ask: (view) => void (canFollow(view.state) && ask(view, false))
  };
}

function close(view: EditorView): void {
  if (view.state.field(field, false)) view.dispatch({effects: setOpen.of(null)});
}

/** After these characters there may be names to choose from; a character taken away asks only where names are shown. */
function asks({state, transactions}: ViewUpdate, open: Open | null): boolean {
  if (transactions.some((each) => each.isUserEvent("delete"))) return open !== null && state.selection.main.head > open.start;
  return canFollow(state);
}

function canFollow(state: EditorState): boolean {
  const {head, empty} = state.selection.main;
  return empty && /[\p{ID_Continue}$.{,"'/-]$/u.test(state.sliceDoc(Math.max(0, head - 2), head));
}

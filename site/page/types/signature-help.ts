import {type Extension, Prec} from "@codemirror/state";
import {type EditorView, keymap, ViewPlugin, type ViewUpdate} from "@codemirror/view";
import {element} from "../element.ts";
import type {Signature} from "./messages.ts";
import {makeTip} from "./tip.ts";

/**
 * While an argument is typed, what the call takes, the parameter at the cursor marked. It comes with "(" and ",", or with Mod-Shift-Space
 * (which also says it), follows the cursor, and goes when the call is left or with Escape.
 */
export function signatureHelp(
  ask: (at: number) => Promise<Signature | null | undefined>,
  say: (text: string) => void
): {extension: Extension; typed(view: EditorView): void} {
  const tip = makeTip("call", "tooltip", "What the call takes");
  let asked = 0;
  /** An answer is under way: the next key asks anew, about where the cursor is then. */
  let waiting = false;

  function hide(): void {
    asked++;
    waiting = false;
    tip.hide();
  }

  async function show(view: EditorView, aloud: boolean): Promise<void> {
    const turn = ++asked;
    const {doc} = view.state;
    waiting = true;
    const found = await ask(view.state.selection.main.head);
    if (turn !== asked) return;
    waiting = false;
    if (view.state.doc !== doc || !view.hasFocus) return;
    if (!found) return hide();
    tip.dom.replaceChildren(...drawn(found));
    tip.show(view, view.state.selection.main.head, "above");
    if (aloud) say(tip.dom.textContent);
  }

  const follow = ViewPlugin.define(() => ({
    update(update: ViewUpdate) {
      if (update.focusChanged && !update.view.hasFocus) return hide();
      if (!update.docChanged && !update.selectionSet) return;
      const typed = update.transactions.some((each) => each.isUserEvent("input"));
      // The question is put when this update is over: the worker is told of the new text first.
      if (tip.shown || waiting || (typed && begins(update.view))) queueMicrotask(() => void show(update.view, false));
    },
    destroy: hide
  }));
  const keys = keymap.of([
    {key: "Mod-Shift-Space", run: (view) => (void show(view, true), true), preventDefault: true},
    {key: "Escape", run: () => tip.shown && (hide(), true)}
  ]);
  return {extension: [follow, Prec.high(keys)], typed: (view) => void (begins(view) && show(view, false))};
}

/** The cursor is where an argument begins. */
function begins({state}: EditorView): boolean {
  const {head} = state.selection.main;
  return /[(,]/.test(state.sliceDoc(Math.max(0, head - 1), head));
}

function drawn({before, parameters, between, after, current, text}: Signature): HTMLElement[] {
  const call = element("pre", {class: "type-signature"}, before);
  parameters.forEach(({label}, i) => {
    if (i > 0) call.append(between);
    call.append(i === current ? element("strong", {}, label) : label);
  });
  call.append(after);
  const words = [text, parameters[current]?.text ?? ""].filter((each) => each !== "").join("\n");
  return words === "" ? [call] : [call, element("div", {class: "type-words"}, words)];
}

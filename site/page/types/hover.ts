import {type Extension, Prec} from "@codemirror/state";
import {EditorView, keymap, ViewPlugin, type ViewUpdate} from "@codemirror/view";
import type {Explanation} from "./messages.ts";
import {explanation, makeTip, moreAbout} from "./tip.ts";

/** Milliseconds that the pointer rests on a name before it is explained. */
const REST = 350;

/** Explains names: the one that the pointer rests on, and with Mod-i the one at the cursor, which is also said. */
export interface Explaining {
  extension: Extension;
  /** Explains what stands at the cursor. */
  atCursor(view: EditorView): void;
}

/** `ask` finds out what stands at a place; `say` tells those who listen. */
export function explaining(
  ask: (at: number) => Promise<Explanation | null | undefined>,
  say: (text: string) => void
): Explaining {
  const tip = makeTip("hover", "tooltip", "What this is");
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = 0;
  let shown: Explanation | null = null;

  function hide(): void {
    clearTimeout(timer);
    asked++;
    shown = null;
    tip.hide();
  }

  async function explain(view: EditorView, at: number, aloud: boolean): Promise<void> {
    const turn = ++asked;
    const doc = view.state.doc;
    const found = await ask(at);
    if (turn !== asked || view.state.doc !== doc || !view.dom.isConnected) return;
    if (!found) {
      hide();
      if (aloud) say("There is nothing to explain here.");
      return;
    }
    shown = found;
    tip.dom.replaceChildren(...explanation(found.signature, found.text), ...moreAbout(found.of));
    tip.show(view, found.start, "above");
    if (aloud) say(`${found.signature}. ${found.text}`);
  }

  const watch = EditorView.domEventHandlers({
    mousemove(event, view) {
      clearTimeout(timer);
      if (event.buttons !== 0) return hide();
      const at = view.posAtCoords({x: event.clientX, y: event.clientY});
      if (shown && at !== null && at >= shown.start && at <= shown.end) return;
      if (at === null || !isOnText(view, at, event)) {
        if (shown) timer = setTimeout(hide, REST);
        return;
      }
      timer = setTimeout(() => void explain(view, at, false), REST);
    },
    mouseleave(event) {
      clearTimeout(timer);
      // The pointer may go on into the box, to scroll or to copy.
      if (event.relatedTarget instanceof Node && tip.dom.contains(event.relatedTarget)) return;
      timer = setTimeout(hide, REST);
    },
    blur: hide
  });
  tip.dom.addEventListener("pointerenter", () => clearTimeout(timer));
  tip.dom.addEventListener("pointerleave", hide);

  const follow = ViewPlugin.define((view) => {
    const scrolled = (event: Event): void => {
      if (!(event.target instanceof Node && tip.dom.contains(event.target))) hide();
    };
    view.dom.ownerDocument.addEventListener("scroll", scrolled, true);
    return {
      update: ({docChanged, selectionSet}: ViewUpdate) => void ((docChanged || selectionSet) && hide()),
      destroy() {
        view.dom.ownerDocument.removeEventListener("scroll", scrolled, true);
        hide();
      }
    };
  });
  const atCursor = (view: EditorView): void => void explain(view, view.state.selection.main.head, true);
  const keys = keymap.of([
    {key: "Mod-i", run: (view) => (atCursor(view), true), preventDefault: true},
    {key: "Escape", run: () => shown !== null && (hide(), true)}
  ]);
  return {extension: [watch, follow, Prec.highest(keys)], atCursor};
}

/** The pointer is on a character, not in the white behind a line. */
function isOnText(view: EditorView, at: number, {clientX}: MouseEvent): boolean {
  const place = view.coordsAtPos(at, -1) ?? view.coordsAtPos(at);
  const near = view.coordsAtPos(at, 1) ?? place;
  return place !== null && clientX >= place.left - 12 && clientX <= (near ?? place).right + 12;
}

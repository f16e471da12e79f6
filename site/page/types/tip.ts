import type {EditorView} from "@codemirror/view";
import {element, uniqueId} from "../element.ts";

/** A box beside a place in an editor's text, over everything else; it never takes the focus from the editor by itself. */
export interface Tip {
  readonly dom: HTMLElement;
  /** Shows it below a place of the text (or above it), inside the window. */
  show(view: EditorView, at: number, side: "below" | "above"): void;
  hide(): void;
  readonly shown: boolean;
}

/** Makes a box that is not shown yet. `role`: what it is for screen readers. */
export function makeTip(kind: string, role: string, label: string): Tip {
  const dom = element("div", {
    class: `type-tip type-tip-${kind}`,
    popover: "manual",
    role,
    id: uniqueId("tip"),
    "aria-label": label
  });
  return {
    dom,
    show(view, at, side) {
      const place = view.coordsAtPos(Math.min(at, view.state.doc.length));
      if (!place) return this.hide();
      if (!dom.isConnected) document.body.append(dom);
      if (!this.shown) dom.showPopover();
      const {clientWidth, clientHeight} = document.documentElement;
      dom.style.maxHeight = "";
      const {width, height} = dom.getBoundingClientRect();
      const below = clientHeight - place.bottom - GAP;
      const above = place.top - GAP;
      // The other side only where there is more room.
      const isBelow = side === "below" ? height <= below || below >= above : height > above && below > above;
      const room = Math.max(60, (isBelow ? below : above) - GAP);
      dom.style.maxHeight = `${room}px`;
      dom.style.left = `${Math.max(GAP, Math.min(place.left, clientWidth - width - GAP))}px`;
      dom.style.top = isBelow ? `${place.bottom + 4}px` : `${place.top - Math.min(height, room) - 4}px`;
    },
    hide() {
      if (dom.isConnected) dom.remove();
    },
    get shown() {
      return dom.matches(":popover-open");
    }
  };
}

/** Pixels between a box and the edge of the window. */
const GAP = 8;

/** A declaration in code's letters, and under it what its author wrote, its paragraphs apart. */
export function explanation(signature: string, text: string): HTMLElement[] {
  const parts = [element("pre", {class: "type-signature"}, signature)];
  const words = text.trim();
  return words === "" ? parts : [...parts, element("div", {class: "type-words"}, words)];
}

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

/** What is looked at of a section that the search knows: see SearchSection in ../chrome/search-index.ts. */
interface Section {
  slug: string;
  heading: string;
  id: string;
}

let sections: Promise<readonly Section[]> | undefined;

/**
 * A link to what the reference says of a public name, in a page of its own. It appears once the place is known; in a book without a
 * reference, or where the list of its places cannot be had, there is none.
 */
export function moreAbout(name: string | undefined): HTMLElement[] {
  if (name === undefined) return [];
  const link = element("a", {class: "type-more", target: "_blank", hidden: ""}, "More in the reference");
  // Before the editor hears of it: the focus stays there, and the box with it.
  link.addEventListener("pointerdown", (event) => event.preventDefault());
  void placeOf(name).then((address) => {
    if (address === undefined) return link.remove();
    link.href = address;
    link.hidden = false;
  });
  return [link];
}

/** Where the reference describes a name. */
async function placeOf(name: string): Promise<string | undefined> {
  const found = (await (sections ??= load())).find(({slug, heading}) => heading === name && slug.startsWith("reference-"));
  return found && `${found.slug}.html#${found.id}`;
}

async function load(): Promise<readonly Section[]> {
  const {search} = document.body.dataset;
  try {
    if (search === undefined) return [];
    const response = await fetch(new URL(search, location.href));
    return response.ok ? ((await response.json()) as Section[]) : [];
  } catch {
    sections = undefined; // without a connection: the next explanation tries again
    return [];
  }
}

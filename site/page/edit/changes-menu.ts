import {isPlain} from "../../notebook/text/mark.ts";
import type {CellEdit} from "./edits.ts";
import {button, element} from "../element.ts";
import {anchor} from "./anchor.ts";

/** What the menu shows and does. */
export interface ChangesMenuOptions {
  changes(): readonly CellEdit[];
  published(id: string): string | null;
  undoable(): string | undefined;
  redoable(): string | undefined;
  go(id: string): void;
  undo(): void;
  redo(): void;
  resetAll(): void;
  copyLink(): Promise<string>;
  download(): void;
  importFile(file: File): void;
}

/** The bar's menu of changes: which cells differ, undo and redo, reset, link, file. */
export interface ChangesMenu {
  /** Follows the edits. */
  update(): void;
  close(): void;
}

/** Makes the bar's button (if the page has one) open the menu, a popover that Escape and a click elsewhere close. */
export function changesMenu(opener: HTMLButtonElement | null, options: ChangesMenuOptions): ChangesMenu {
  const status = element("p", {class: "changes-status", role: "status"});
  const list = element("ul", {class: "changes-list"});
  const heading = element("h2", {id: "changes-heading"});
  const act = (name: string, then: () => void): HTMLButtonElement => button(name, () => (then(), update()));
  const undo = act("Undo", options.undo);
  const redo = act("Redo", options.redo);
  const reset = act("Reset all", options.resetAll);
  const link = button("Copy link", () => {
    status.textContent = "";
    void options.copyLink().then((said) => (status.textContent = said));
  });
  const download = button("Download .md", () => options.download());
  const accept = ".md,text/markdown";
  const input = element("input", {type: "file", accept, hidden: "", "aria-label": "Chapter with changes (.md)"});
  const open = button("Import .md", () => input.click());
  const panel = element(
    "div",
    {class: "changes-menu", popover: "auto", role: "dialog", "aria-labelledby": "changes-heading"},
    heading,
    list,
    element("div", {class: "changes-actions"}, undo, redo, reset),
    element("div", {class: "changes-actions"}, link, download, open, input),
    status
  );
  document.body.append(panel);

  input.addEventListener("change", () => {
    const file = input.files?.[0];
    input.value = "";
    if (!file) return;
    panel.hidePopover();
    options.importFile(file);
  });

  function update(): void {
    const changes = options.changes();
    const count = changes.length;
    heading.textContent = `You have changed ${count === 0 ? "nothing" : count === 1 ? "1 cell" : `${count} cells`}`;
    list.replaceChildren(
      ...changes.map((edit) => {
        const target = button(edit.id, () => (panel.hidePopover(), options.go(edit.id)), {class: "link"});
        if (!isPlain(edit.id)) void import("./marked-text.ts").then(({markCode}) => markCode(target));
        return element("li", {}, edit.text === null ? edit.id : target, ` ${whatOf(edit, options.published(edit.id))}`);
      })
    );
    const undoable = options.undoable();
    const redoable = options.redoable();
    name(undo, undoable === undefined ? "Undo" : `Undo ${undoable}`, undoable !== undefined);
    name(redo, redoable === undefined ? "Redo" : `Redo ${redoable}`, redoable !== undefined);
    name(reset, "Reset all", count > 0);
    name(link, "Copy link", count > 0);
    if (opener) opener.dataset.count = String(count);
  }

  if (opener) {
    opener.hidden = false;
    opener.setAttribute("aria-haspopup", "dialog");
    opener.setAttribute("aria-expanded", "false");
    let closedBy: Event | null = null;
    // A click on the button closes the popover before it arrives here: it must not open it again.
    opener.addEventListener("pointerdown", (event) => (closedBy = panel.matches(":popover-open") ? event : null));
    opener.addEventListener("click", () => {
      if (closedBy) return void (closedBy = null);
      status.textContent = "";
      update();
      panel.togglePopover();
      if (!panel.matches(":popover-open")) return;
      anchor(panel, opener);
      panel.querySelector<HTMLElement>("button:not([disabled], [aria-disabled=true])")?.focus();
    });
    panel.addEventListener("toggle", (event) => {
      const opened = (event as ToggleEvent).newState === "open";
      opener.setAttribute("aria-expanded", String(opened));
      if (!opened && (document.activeElement === document.body || panel.contains(document.activeElement))) opener.focus();
    });
  }
  update();
  return {update, close: () => panel.hidePopover()};
}

function whatOf(edit: CellEdit, published: string | null): string {
  if (edit.text === null) return "deleted";
  if (published === null) return "added";
  return edit.text === published ? "moved" : "edited";
}

/** A button that cannot act now keeps the focus: it is only said to be unavailable. */
function name(made: HTMLButtonElement, label: string, enabled: boolean): void {
  if (made.textContent !== label) made.textContent = label;
  made.toggleAttribute("data-unavailable", !enabled);
  if (enabled) made.removeAttribute("aria-disabled");
  else made.setAttribute("aria-disabled", "true");
}

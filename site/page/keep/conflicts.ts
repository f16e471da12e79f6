import {hash} from "../../notebook/changes/changes.ts";
import type {CellEdit, Edits} from "../edit/edits.ts";
import {button, element} from "../element.ts";
import type {Page} from "../runtime/contract.ts";

/** Why a cell has two texts: another tab, a new edition of the chapter, or one in which the cell is gone. */
type Conflict = "tabs" | "edition" | "gone";

/** The conflict of an edit, if any. `published` is the text of the chapter as it is now, null when it has no such cell. */
export function conflictOf(edit: CellEdit, published: string | null): Conflict | null {
  if (edit.other !== undefined) return "tabs";
  if (edit.original === null) return null;
  if (published === null) return "gone";
  return edit.original === hash(published) ? null : "edition";
}

/** The record after "keep mine". */
export function keepMine(edit: CellEdit, published: string | null): CellEdit {
  const {other: _other, ...mine} = edit;
  return {...mine, original: published === null ? null : hash(published)};
}

/** The record after "take the other one"; undefined: the cell stands as published, or is no longer there. */
export function takeTheirs(edit: CellEdit, published: string | null): CellEdit | undefined {
  if (edit.other === undefined) return undefined;
  const {other, ...mine} = edit;
  if (other === published) return undefined;
  return {...mine, text: other};
}

const about: Record<Conflict, string> = {
  tabs: "You changed this cell in another tab too.",
  edition: "The book's text of this cell has changed since you edited it.",
  gone: "The chapter no longer has this cell. Your text of it has not run."
};

const aboutDeleted: Partial<Record<Conflict, string>> = {
  tabs: "You deleted this cell, and changed it in another tab.",
  edition: "You deleted this cell. The book's text of it has changed since."
};

const offer: Record<Conflict, string> = {tabs: "Take the other tab’s", edition: "Take the new text", gone: "Delete mine"};

/** What the choices need of the rest. */
interface ChoiceOptions {
  /** The reader chose; `take`: the other text. */
  chosen(id: string, conflict: Conflict, value: CellEdit | undefined): void;
}

/**
 * Shows, in each cell that has two texts, the choice between them, and takes it away when it is made. Both texts stay until
 * then.
 */
export function showChoices(page: Page, edits: Edits, ids: readonly string[], {chosen}: ChoiceOptions): void {
  for (const id of ids) {
    const cell = page.cells.get(id)?.element;
    // A published cell that the reader deleted is still there, hidden: the choice stands behind it.
    const place = cell ?? page.article.querySelector<HTMLElement>(`[data-cell="${CSS.escape(id)}"][data-deleted]`);
    const edit = edits.get(id);
    const published = edits.published(id);
    const conflict = edit ? conflictOf(edit, published) : null;
    const shown = page.article.querySelector<HTMLElement>(`.cell-choice[data-of="${CSS.escape(id)}"]`);
    const key = conflict && JSON.stringify([conflict, edit?.other ?? published, edit?.text]);
    if (shown?.dataset.key === key) continue;
    shown?.remove();
    if (!place || !edit || !conflict) continue;
    const deleted = edit.text === null;
    const theirs = conflict === "tabs" ? (edit.other ?? "") : (published ?? "");
    const whose = conflict === "tabs" ? "The other tab’s text" : "The book’s text";
    const both = button(
      "See both",
      () => {
        const open = box.querySelector(".difference");
        open?.remove();
        both.setAttribute("aria-expanded", String(!open));
        if (open) return;
        void Promise.all([import("./difference-view.ts"), import("../../notebook/changes/difference.ts")]).then((loaded) => {
          const [{differenceView}, {difference}] = loaded;
          if (both.getAttribute("aria-expanded") !== "true" || box.querySelector(".difference")) return;
          box.append(differenceView(difference(theirs, edit.text ?? ""), `${whose} and yours`));
        });
      },
      {"aria-expanded": "false"}
    );
    const box = element(
      "div",
      {class: "cell-choice", role: "group", "aria-label": `Two texts of ${id}`, "data-of": id, "data-key": key},
      element("p", {}, (deleted && aboutDeleted[conflict]) || about[conflict]),
      element(
        "div",
        {class: "choice-actions"},
        button(deleted ? "Keep it deleted" : "Keep mine", () => chosen(id, conflict, keepMine(edits.get(id) ?? edit, published))),
        button(offer[conflict], () => chosen(id, conflict, takeTheirs(edits.get(id) ?? edit, published))),
        both
      )
    );
    const source = cell?.querySelector(":scope > .cell-source");
    if (source) source.before(box);
    else if (cell) cell.append(box);
    else place.after(box);
  }
}

import {difference} from "../../notebook/changes/difference.ts";
import {hash} from "../../notebook/changes/changes.ts";
import {type CellEdit, type Edits, type OtherText, withOthers} from "../edit/edits.ts";
import {button, element} from "../element.ts";
import type {Page} from "../runtime/contract.ts";
import {type Conflict, conflictOf} from "./conflicts.ts";
import {differenceView} from "./difference-view.ts";

/** The record after "keep mine". Where there are more texts, the next one waits. */
export function keepMine(edit: CellEdit, published: string | null): CellEdit {
  const {others, ...mine} = edit;
  return {...withOthers(mine, others?.slice(1)), original: published === null ? null : hash(published)};
}

/** The record after "take the other one"; undefined: the cell stands as published, or is no longer there. */
export function takeTheirs(edit: CellEdit, published: string | null): CellEdit | undefined {
  const {others, ...mine} = edit;
  if (!others) return undefined;
  const [{text}, ...more] = others as [OtherText, ...OtherText[]];
  if (text === published && more.length === 0) return undefined;
  return withOthers({...mine, text}, more);
}

const about: Record<Conflict, string> = {
  tabs: "You changed this cell in another tab too.",
  address: "You had a text of your own here before you changed what the address shows.",
  edition: "The book's text of this cell has changed since you edited it.",
  gone: "The chapter no longer has this cell. Your text of it has not run."
};

const aboutDeleted: Partial<Record<Conflict, string>> = {
  tabs: "You deleted this cell, and changed it in another tab.",
  edition: "You deleted this cell. The book's text of it has changed since."
};

const offer: Record<Conflict, string> = {
  tabs: "Take the other tab’s",
  address: "Take my former text",
  edition: "Take the new text",
  gone: "Delete mine"
};

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
    const key = conflict && JSON.stringify([conflict, edit?.others ?? published, edit?.text]);
    if (shown?.dataset.key === key) continue;
    shown?.remove();
    if (!place || !edit || !conflict) continue;
    const deleted = edit.text === null;
    const theirs = edit.others ? (edit.others?.[0]?.text ?? "") : (published ?? "");
    const whose = {
      tabs: "The other tab’s text",
      address: "Your former text",
      edition: "The book’s text",
      gone: "The book’s text"
    }[conflict];
    const both = button(
      "See both",
      () => {
        const open = box.querySelector(".difference");
        if (open) open.remove();
        else box.append(differenceView(difference(theirs, edit.text ?? ""), `${whose} and yours`));
        both.setAttribute("aria-expanded", String(!open));
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
        button(deleted ? "Keep it deleted" : conflict === "address" ? "Keep this text" : "Keep mine", () =>
          chosen(id, conflict, keepMine(edits.get(id) ?? edit, published))
        ),
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

import {hash} from "../../notebook/changes/changes.ts";
import {difference, type DifferencePart} from "../../notebook/changes/difference.ts";
import {type CellEdit, type Edits, type OtherText, withOthers} from "../edit/edits.ts";
import {button, element} from "../element.ts";
import type {Page} from "../runtime/contract.ts";

/** Why a cell has two texts: another tab, a new edition of the chapter, or one in which the cell is gone. */
type Conflict = "tabs" | "edition" | "gone";

/** The conflict of an edit, if any. `published` is the text of the chapter as it is now, null when it has no such cell. */
export function conflictOf(edit: CellEdit, published: string | null): Conflict | null {
  if (edit.others) return "tabs";
  if (edit.original === null) return null;
  if (published === null) return "gone";
  return edit.original === hash(published) ? null : "edition";
}

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
    const key = conflict && JSON.stringify([conflict, edit?.others ?? published, edit?.text]);
    if (shown?.dataset.key === key) continue;
    shown?.remove();
    if (!place || !edit || !conflict) continue;
    const deleted = edit.text === null;
    const theirs = conflict === "tabs" ? (edit.others?.[0]?.text ?? "") : (published ?? "");
    const whose = conflict === "tabs" ? "The other tab’s text" : "The book’s text";
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

const signs = {same: "  ", removed: "− ", added: "+ "} as const;

/** Shows removed and added lines in place, as text (never as HTML), readable without colour and by ear. */
export function differenceView(parts: readonly DifferencePart[], label: string): HTMLElement {
  const code = element("code");
  const lines = parts.flatMap(({kind, text}) => text.split("\n").map((line) => ({kind, text: line})));
  for (const {kind, text} of lines) {
    const name = kind === "removed" ? "del" : kind === "added" ? "ins" : "span";
    const sign = element("span", {class: "difference-sign", "aria-hidden": "true"}, signs[kind]);
    code.append(element(name, {class: `difference-${kind}`}, sign, text), "\n");
  }
  const removed = lines.filter(({kind}) => kind === "removed").length;
  const added = lines.filter(({kind}) => kind === "added").length;
  const counts = `${count(removed)} removed, ${count(added)} added`;
  return element("figure", {class: "difference", "aria-label": `${label}: ${counts}`}, element("pre", {tabindex: "0"}, code));
}

function count(lines: number): string {
  return lines === 1 ? "1 line" : `${lines} lines`;
}

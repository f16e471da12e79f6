import {hash} from "../../notebook/changes/changes.ts";
import {BEFORE_ADDRESS, type CellEdit} from "../edit/edits.ts";

/** Why a cell has two texts: another tab, an address that turned its dials, a new edition of the chapter, or one in which the cell is gone. */
export type Conflict = "tabs" | "address" | "edition" | "gone";

/** The conflict of an edit, if any. `published` is the text of the chapter as it is now, null when it has no such cell. */
export function conflictOf(edit: CellEdit, published: string | null): Conflict | null {
  if (edit.others) return edit.others[0]?.by === BEFORE_ADDRESS ? "address" : "tabs";
  if (edit.original === null) return null;
  if (published === null) return "gone";
  return edit.original === hash(published) ? null : "edition";
}

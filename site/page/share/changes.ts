import type {CellChange, Changes} from "../../notebook/changes/changes.ts";
import type {ReaderCopy} from "../edit/reader-copy.ts";
import type {Kept} from "../keep/kept.ts";

/** Kept records as changes that can be sent or written to a file: the text as it is shown, run or not. */
export function toChanges(copy: ReaderCopy): Map<string, CellChange> {
  return new Map(copy.all().map((kept) => [kept.id, toChange(kept, copy.published(kept.id))]));
}

/** One record as a change. A cell that the chapter no longer has is sent as one that the reader added. */
export function toChange(kept: Kept, published: string | null): CellChange {
  const added = published === null;
  const change: CellChange = {id: kept.id, original: added ? null : kept.original};
  if (kept.text === null) change.deleted = true;
  else if (added || kept.text !== published) change.text = kept.text;
  if (kept.after !== undefined) change.after = kept.after;
  if (added) change.kind = kept.kind;
  if (kept.manual !== undefined) change.manual = kept.manual;
  return change;
}

/** Changes from elsewhere as records of which nothing has run; those that change nothing in this reader's copy are left out. */
export function fromChanges(changes: Changes, copy: ReaderCopy, kindOf: (id: string) => "ts" | "md" | undefined): Kept[] {
  return [...changes.values()].flatMap((change) => {
    const kept: Kept = {
      id: change.id,
      kind: kindOf(change.id) ?? change.kind ?? "ts",
      original: change.original,
      text: change.deleted ? null : (change.text ?? copy.text(change.id)),
      ran: null
    };
    if (change.after !== undefined) kept.after = change.after;
    if (change.manual !== undefined) kept.manual = change.manual;
    const mine = copy.get(kept.id);
    const same = kept.text === copy.text(kept.id) && (kept.after === undefined || kept.after === mine?.after);
    return same ? [] : [kept];
  });
}

import {asCellEdit, type CellEdit} from "../edit/edits.ts";
import type {Apart} from "../frame/messages.ts";
import type {EditStore} from "./store.ts";

/** The store of a chapter that runs apart, where a browser keeps nothing: memory, of which the book is told. */
export function frameStore(apart: Apart): EditStore {
  const records = new Map<string, CellEdit>();
  for (const given of apart.edits) {
    const edit = asCellEdit(given);
    if (edit) records.set(edit.id, edit);
  }
  return {
    load: async () => [...records.values()],
    async write(_path, changed, removed) {
      for (const id of removed) records.delete(id);
      for (const edit of changed) records.set(edit.id, edit);
      apart.keep([...records.values()]);
    }
  };
}

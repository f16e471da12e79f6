import type {CellEdit, Edits} from "../edit/edits.ts";
import type {Page} from "../runtime/contract.ts";
import {startClient} from "./client.ts";
import type {CellText} from "./messages.ts";
import {showProblemList} from "./problem-list.ts";
import {cellTexts} from "./session.ts";

/**
 * Looks for mistakes in the types of cells that came by a link or a file, among the cells of the chapter as they would stand there; nothing of
 * them is run. What is found is listed in the element that `placeOf` gives for a cell. Resolves with what to tell the reader.
 */
export async function checkArriving(
  page: Page,
  edits: Edits,
  changes: readonly CellEdit[],
  placeOf: (id: string) => HTMLElement | undefined
): Promise<string> {
  const worker = document.body.dataset.types;
  if (worker === undefined) return "Types cannot be checked on this page.";
  let why: string | undefined;
  const client = startClient(new URL(worker, location.href).href, (reason) => (why = reason));
  const cells = arrived(page, edits, changes);
  void client.ask("chapter", cells);
  let count = 0;
  let elsewhere = 0;
  for (const {id} of cells) {
    const found = await client.ask("problems", {cell: id});
    if (why !== undefined) break;
    const place = placeOf(id);
    if (place) showProblemList(place, id, id, found ?? [], {});
    count += found?.length ?? 0;
    if (!place) elsewhere += found?.length ?? 0;
  }
  client.close();
  if (why !== undefined) return "Types could not be checked: what checks them could not be loaded.";
  if (count === 0) return "No type errors.";
  const all = count === 1 ? "1 type error" : `${count} type errors`;
  return elsewhere === 0 ? `${all}.` : `${all}, ${elsewhere} of them in cells that are not changed.`;
}

/** The chapter with the changes in it. */
function arrived(page: Page, edits: Edits, changes: readonly CellEdit[]): CellText[] {
  const byId = new Map(changes.map((change) => [change.id, change]));
  const there = cellTexts(page, ({id, source}) => byId.get(id)?.text ?? edits.text(id) ?? source);
  const kept = there.filter(({id}) => byId.get(id)?.text !== null);
  const added = changes.filter(({id, text}) => text !== null && !page.cells.has(id));
  // Types do not depend on the order of cells.
  return [...kept, ...added.map(({id, kind, text}) => ({id, kind, text: text ?? ""}))];
}

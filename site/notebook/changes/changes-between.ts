import type {CellChange, PublishedBlock} from "./draft.ts";
import {blocksOf, hash, isMovable} from "./draft.ts";
import {placement} from "./placement.ts";
import type {Block, Hint, Notebook} from "../types.ts";

/**
 * The changes that make of one version of a chapter the cells of another (an imported file): `applyChanges` then gives its
 * cells, with their texts and in its order. Prose stays as published, and so do the number and order of an exercise's parts.
 */
export function changesBetween(published: Notebook, other: Notebook): CellChange[] {
  const [before, after] = [blocksOf(published), blocksOf(other)];
  const known = new Map(before.map((block) => [block.id, block]));
  const manual = [manualOf(published), manualOf(other)] as const;
  const isCell = ({kind}: PublishedBlock): boolean => kind === "ts" || kind === "md";
  const places = placement(
    before,
    after.filter((block) => isCell(block) || known.has(block.id)).map(({id}) => id)
  );
  const kept = new Set(after.map(({id}) => id));
  const changes: CellChange[] = [];
  for (const block of before) {
    if (isCell(block) && isMovable(block) && !kept.has(block.id))
      changes.push({id: block.id, original: hash(block.text), deleted: true});
  }
  for (const {id, kind, text} of after) {
    if (kind !== "ts" && kind !== "md") continue;
    const block = known.get(id);
    if (block && !isCell(block)) continue;
    const change: CellChange = {id, original: block ? hash(block.text) : null};
    if (block?.text !== text) change.text = text;
    if (places.has(id)) change.after = places.get(id)!;
    if (!block) change.kind = kind;
    if ((manual[0].get(id) ?? false) !== manual[1].get(id)) change.manual = manual[1].get(id)!;
    if (Object.keys(change).length > 2) changes.push(change);
  }
  return changes;
}

function manualOf(notebook: Notebook): Map<string, boolean> {
  const flat = (block: Block | Hint): [string, boolean][] =>
    block.type === "cell" ? [[block.id, block.cell.manual]] : block.type === "exercise" ? block.blocks.flatMap(flat) : [];
  return new Map(notebook.blocks.flatMap(flat));
}

import type {Block, Hint, Notebook} from "../types.ts";
import {blocksOf, type CellChange, hash, isMovable, type PublishedBlock} from "./changes.ts";

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

/**
 * Where cells have to stand (`after`, by id) for the blocks to come in the order `wanted`: ids of published blocks and of added
 * ones; what is not in it does not matter. As few cells as possible move; prose, exercises and their parts never do. The page
 * sets these when a reader adds or moves a cell.
 */
export function placement(blocks: readonly PublishedBlock[], wanted: readonly string[]): Map<string, string | null> {
  const index = new Map(blocks.map((block, i) => [block.id, i]));
  const fixedAt = (id: string): number | undefined => {
    const at = index.get(id);
    return at === undefined || isMovable(blocks[at]!) ? undefined : at;
  };
  const fixed = new Set(
    increasing(
      wanted.filter((id) => fixedAt(id) !== undefined),
      index
    )
  );
  const order = wanted.filter((id) => fixedAt(id) === undefined || fixed.has(id));
  const stays = new Set(fixed);
  for (let i = 0, from = -1; i <= order.length;) {
    let end = i;
    while (end < order.length && !fixed.has(order[end]!)) ++end;
    const to = end < order.length ? index.get(order[end]!)! : blocks.length;
    const between = order.slice(i, end).filter((id) => index.has(id) && index.get(id)! > from && index.get(id)! < to);
    for (const id of increasing(between, index)) stays.add(id);
    from = to;
    i = end + 1;
  }
  const result = new Map<string, string | null>();
  for (const [i, id] of order.entries()) if (!stays.has(id)) result.set(id, i === 0 ? null : order[i - 1]!);
  return result;
}

/** A longest subsequence of ids whose indices increase. */
function increasing(ids: readonly string[], index: ReadonlyMap<string, number>): string[] {
  /** For each length, the position in `ids` where the smallest end of such a subsequence stands. */
  const ends: number[] = [];
  const previous: number[] = [];
  for (const [i, id] of ids.entries()) {
    let [length, high] = [0, ends.length];
    while (length < high) {
      const middle = (length + high) >> 1;
      if (index.get(ids[ends[middle]!]!)! < index.get(id)!) length = middle + 1;
      else high = middle;
    }
    previous[i] = length === 0 ? -1 : ends[length - 1]!;
    ends[length] = i;
  }
  const result: string[] = [];
  for (let i = ends.at(-1) ?? -1; i >= 0; i = previous[i]!) result.push(ids[i]!);
  return result.reverse();
}

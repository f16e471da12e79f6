/**
 * The order of a chapter's blocks is kept as the published order plus, for each block that the reader added or moved,
 * the block that it stands after (`null`: first). Every block has one predecessor, so the list can be rebuilt from that,
 * and two tabs that added blocks in different places agree.
 */

/**
 * The whole order. A block whose anchor is unknown, or that stands in a circle of anchors (two tabs at once), comes last: nothing is lost.
 * Blocks with the same anchor stand in the order of their ids.
 */
export function place(published: readonly string[], anchors: ReadonlyMap<string, string | null>): string[] {
  const order = published.filter((id) => !anchors.has(id));
  const followers = new Map<string | null, string[]>();
  for (const [id, after] of anchors) followers.set(after, [...(followers.get(after) ?? []), id]);
  const placed = new Set(order);
  const insert = (anchor: string | null, at: number): void => {
    const next = (followers.get(anchor) ?? []).filter((id) => !placed.has(id)).sort().reverse();
    for (const id of next) {
      order.splice(at, 0, id);
      placed.add(id);
    }
    for (const id of next) insert(id, order.indexOf(id) + 1);
  };
  insert(null, 0);
  for (const id of [...order]) insert(id, order.indexOf(id) + 1);
  for (const id of [...anchors.keys()].sort()) {
    if (placed.has(id)) continue;
    order.push(id);
    placed.add(id);
    insert(id, order.length);
  }
  return order;
}

/**
 * The anchors that `place` needs to rebuild `order`. Blocks that are not published are always anchored; of the published ones those in `moved`,
 * unless they have come back to where they were.
 * @throws RangeError when a published block that is not in `moved` stands out of the published order.
 */
export function anchorsOf(
  order: readonly string[],
  published: readonly string[],
  moved: ReadonlySet<string>
): Map<string, string | null> {
  const rank = new Map(published.map((id, index) => [id, index]));
  const fixed: number[] = [];
  for (const id of order) {
    const index = rank.get(id);
    if (index === undefined || moved.has(id)) continue;
    if (fixed.length > 0 && index < fixed[fixed.length - 1]!) throw new RangeError(`block "${id}" was moved but is not among the moved ones`);
    fixed.push(index);
  }
  const still = new Set<string>();
  for (const id of order) {
    const index = rank.get(id);
    if (index === undefined || !moved.has(id)) continue;
    const at = order.indexOf(id);
    const inPlace = order.every((other, position) => {
      const its = rank.get(other);
      if (its === undefined || other === id || (moved.has(other) && !still.has(other))) return true;
      return position < at === its < index;
    });
    if (inPlace) still.add(id);
  }
  const anchors = new Map<string, string | null>();
  order.forEach((id, index) => {
    if (rank.has(id) && (!moved.has(id) || still.has(id))) return;
    anchors.set(id, order[index - 1] ?? null);
  });
  return anchors;
}

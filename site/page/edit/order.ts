/**
 * What every added or moved block stands behind (`CellChange.after`; null: first), for the blocks to come in `order`. Unlike
 * `placement`, which moves as few cells as possible, this moves those in `moved`, which the reader took hold of, unless they
 * have come back to where they were.
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
    if (fixed.length > 0 && index < fixed.at(-1)!) {
      throw new RangeError(`block "${id}" was moved but is not among the moved ones`);
    }
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

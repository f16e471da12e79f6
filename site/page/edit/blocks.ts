import {applyChanges, type CellChange, type PublishedBlock} from "../../notebook/changes/changes.ts";
import type {CellEdit} from "./edits.ts";

/** The chapter's blocks in the document: published ones, and those that the reader added, in the reader's order. */
export class Blocks {
  readonly #article: HTMLElement;
  readonly #published: string[];
  readonly #elements = new Map<string, HTMLElement>();
  /** Blocks that do not stand where they were published, with what they stand after now. */
  #anchors = new Map<string, string | null>();

  /** Takes the blocks as they are: call it before anything was moved. */
  constructor(article: HTMLElement) {
    this.#article = article;
    for (const child of article.children) {
      const id = child instanceof HTMLElement ? child.dataset.block : undefined;
      if (id !== undefined) this.#elements.set(id, child as HTMLElement);
    }
    this.#published = [...this.#elements.keys()];
  }

  /** True for a block of the chapter itself, which can be moved; false for a cell within an exercise. */
  has(id: string): boolean {
    return this.#elements.has(id);
  }

  /** Ids in the reader's order, deleted ones left out. */
  get order(): string[] {
    return this.#whole().filter((id) => !this.#elements.get(id)!.hasAttribute("data-deleted"));
  }

  /** The block before another one, null at the start. */
  before(id: string): string | null {
    const {order} = this;
    return order[order.indexOf(id) - 1] ?? null;
  }

  /** The last block, null in a chapter without any. */
  get last(): string | null {
    return this.order.at(-1) ?? null;
  }

  /** Knows a block that the reader added; `arrange` puts it into the document. */
  add(id: string, element: HTMLElement): void {
    this.#elements.set(id, element);
  }

  /** Forgets a block that the reader added. */
  drop(id: string): void {
    this.#elements.get(id)?.remove();
    this.#elements.delete(id);
    this.#anchors.delete(id);
  }

  /** Puts the blocks where the edits say, moving no other element. Returns the ids that moved. */
  arrange(edit: readonly CellEdit[]): string[] {
    const anchors = new Map<string, string | null>();
    for (const {id, after} of edit) if (this.has(id) && after !== undefined) anchors.set(id, after);
    for (const id of this.#elements.keys()) {
      if (!anchors.has(id) && !this.#published.includes(id)) anchors.set(id, this.#published.at(-1) ?? null);
    }
    const movable = new Set([...anchors.keys(), ...this.#anchors.keys()]);
    this.#anchors = anchors;
    const order = this.#whole();
    const first = this.#article.querySelector(":scope > [data-block]");
    const moved: string[] = [];
    let previous: Element | null = null;
    for (const id of order) {
      const element = this.#elements.get(id)!;
      if (movable.has(id) && (previous ? previous.nextElementSibling !== element : element !== first)) {
        if (previous) previous.after(element);
        else if (first) first.before(element);
        else this.#article.append(element);
        moved.push(id);
      }
      previous = element;
    }
    return moved;
  }

  /**
   * What stands after what once `id` was put behind `after`: a new value of `after` for each block that the reader added or
   * moved, `undefined` for one that is back in its published place.
   */
  anchorsWith(id: string, after: string | null): Map<string, string | null | undefined> {
    const order = this.#whole().filter((other) => other !== id);
    order.splice(after === null ? 0 : order.indexOf(after) + 1, 0, id);
    const anchors = anchorsOf(order, this.#published, new Set([...this.#anchors.keys(), id]));
    const changes = new Map<string, string | null | undefined>();
    for (const other of new Set([...anchors.keys(), ...this.#anchors.keys()])) changes.set(other, anchors.get(other));
    return changes;
  }

  #whole(): string[] {
    const blocks = this.#published.map((id): PublishedBlock => ({id, kind: kindOf(this.#elements.get(id)!), text: ""}));
    const changes = [...this.#anchors].map(([id, after]): [string, CellChange] => [
      id,
      this.#published.includes(id) ? {id, original: "", after} : {id, original: null, text: "", after}
    ]);
    return applyChanges(blocks, new Map(changes))
      .map(({id}) => id)
      .filter((id) => this.#elements.has(id));
  }
}

function kindOf(element: HTMLElement): PublishedBlock["kind"] {
  if (element.classList.contains("exercise")) return "exercise";
  if (element.dataset.cell === undefined) return "prose";
  return element.dataset.kind === "md" ? "md" : "ts";
}

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

import type {Block, Hint, Notebook} from "../types.ts";

// The reader's version of a chapter is the published one and a set of changes, at most one for each cell. Where a cell stands is
// said by the block before it (`after`), not by a number, so that changes survive a chapter that is published anew.
// The page loads this file eagerly: nothing is imported but types.

/** What a reader did to one cell. */
export interface CellChange {
  id: string;
  /** `hash` of the published text that the change was made to; null for a cell that the reader added. */
  original: string | null;
  /** The new text; absent when the text is the published one. Always there for an added cell. */
  text?: string;
  deleted?: true;
  /** Id of the block that the cell stands behind now, null for the start of the chapter; absent when it was not moved. */
  after?: string | null;
  /** What an added cell is. */
  kind?: "ts" | "md";
  /** Runs only when the reader presses Run, or no longer only then; absent as published. */
  manual?: boolean;
}

/** A set of changes, by the id of the cell. */
export type Changes = ReadonlyMap<string, CellChange>;

/**
 * A block of the published chapter: what `blocksOf` gives, or the page reads from its document. In order of the text, exercises
 * before their parts.
 */
export interface PublishedBlock {
  id: string;
  kind: "ts" | "md" | "prose" | "exercise" | "hint";
  /** The source of a cell or of prose, "" for a container. */
  text: string;
  /** Id of the exercise that it is part of. Parts keep their place: their text can change, not their order. */
  parent?: string;
}

/** A block of the reader's version. */
export interface ChangedBlock extends PublishedBlock {
  /** The published text; null for a cell that the reader added. */
  original: string | null;
  /** The text differs from the published one, or there is none. */
  edited: boolean;
  /** As the reader set it; undefined as published. */
  manual: boolean | undefined;
}

/** 53-bit hash of a text as 14 hexadecimal digits (cyrb53 by bryc, 2018). Tells versions apart; it is no protection. */
export function hash(text: string): string {
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (let i = 0; i < text.length; ++i) {
    const c = text.charCodeAt(i);
    a = Math.imul(a ^ c, 2654435761);
    b = Math.imul(b ^ c, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return (4294967296 * (2097151 & b) + (a >>> 0)).toString(16).padStart(14, "0");
}

/** The blocks of a chapter, flat; inline expressions are part of their prose. */
export function blocksOf(notebook: Notebook): PublishedBlock[] {
  const flat = (block: Block | Hint, parent?: string): PublishedBlock[] => {
    const within = parent === undefined ? {} : {parent};
    switch (block.type) {
      case "prose":
        return [{id: block.id, kind: "prose", text: block.source, ...within}];
      case "cell":
        return [{id: block.id, kind: block.cell.kind === "md" ? "md" : "ts", text: block.cell.source, ...within}];
      case "hint":
        return [{id: block.id, kind: "hint", text: "", ...within}, ...block.blocks.flatMap((inner) => flat(inner, parent))];
      case "exercise":
        return [{id: block.id, kind: "exercise", text: ""}, ...block.blocks.flatMap((inner) => flat(inner, block.id))];
    }
  };
  return notebook.blocks.flatMap((block) => flat(block));
}

/**
 * The reader's version: texts replaced, cells moved, added, deleted. A cell whose `after` is not there (or that stands behind
 * itself, round some corners) comes last. What stands behind a part of an exercise comes behind the exercise. Changes of cells
 * that are gone do nothing; cells that stand behind the same block keep the order of `changes`.
 */
export function applyChanges(blocks: readonly PublishedBlock[], changes: Changes): ChangedBlock[] {
  const published = new Map(blocks.map((block) => [block.id, block]));
  const anchors = new Map<string | null, CellChange[]>();
  const placed = new Set<string>();
  for (const change of changes.values()) {
    const block = published.get(change.id);
    if (block ? change.after === undefined || !isMovable(block) : change.original !== null) continue;
    const anchor = change.after ?? null;
    const key = anchor === null ? null : (published.get(anchor)?.parent ?? anchor);
    const there = anchors.get(key);
    if (there) there.push(change);
    else anchors.set(key, [change]);
    placed.add(change.id);
  }
  const result: ChangedBlock[] = [];
  const emitted = new Set<string>();
  const emit = (id: string): void => {
    if (emitted.has(id)) return;
    emitted.add(id);
    const block = published.get(id);
    const change = changes.get(id);
    if (!change?.deleted || (block && !isMovable(block))) result.push(changed(id, block, change));
  };
  // A list of what is to come instead of recursion: thousands of cells may stand behind each other.
  const place = (anchor: string | null): void => {
    const queue = [...(anchors.get(anchor) ?? [])].reverse();
    for (let change = queue.pop(); change !== undefined; change = queue.pop()) {
      if (emitted.has(change.id)) continue;
      emit(change.id);
      queue.push(...[...(anchors.get(change.id) ?? [])].reverse());
    }
  };
  place(null);
  for (const [i, block] of blocks.entries()) {
    if (!placed.has(block.id)) emit(block.id);
    const group = block.parent ?? block.id;
    if (blocks[i + 1]?.parent !== group && !placed.has(group)) place(group);
  }
  for (const [id, list] of anchors) {
    for (const change of list) if (!emitted.has(change.id) && (id === null || !placed.has(id))) place(id);
  }
  for (const id of placed) {
    if (emitted.has(id)) continue;
    emit(id);
    place(id);
  }
  return result;
}

/** Cells of exercises keep their place, and prose does. */
export function isMovable({kind, parent}: PublishedBlock): boolean {
  return parent === undefined && (kind === "ts" || kind === "md");
}

function changed(id: string, block: PublishedBlock | undefined, given: CellChange | undefined): ChangedBlock {
  const change = block && block.kind !== "ts" && block.kind !== "md" ? undefined : given;
  const text = change?.text ?? block?.text ?? "";
  const base = block ?? {id, kind: change?.kind ?? "ts", text};
  return {...base, text, original: block?.text ?? null, edited: text !== block?.text, manual: change?.manual};
}

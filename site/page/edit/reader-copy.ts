import type {Kept} from "../keep/kept.ts";
import {History, type Step} from "./history.ts";

/** Why the copy changed: the reader did it, undid or redid it, another tab did it, or it was stored before. */
export type Origin = "reader" | "undo" | "tab" | "stored";

/** What differs from the published chapter, cell by cell, with its history. Knows no page and no storage. */
export class ReaderCopy {
  readonly history = new History<Kept>();
  readonly #published: ReadonlyMap<string, string>;
  readonly #kept = new Map<string, Kept>();
  readonly #changed: (ids: string[], origin: Origin) => void;

  /** `published`: id → text. `changed` is called after every change with the cells concerned. */
  constructor(published: ReadonlyMap<string, string>, changed: (ids: string[], origin: Origin) => void) {
    this.#published = published;
    this.#changed = changed;
  }

  /** What is kept for a cell; undefined when it stands as published. */
  get(id: string): Kept | undefined {
    return this.#kept.get(id);
  }

  /** Everything kept, in no order. */
  all(): Kept[] {
    return [...this.#kept.values()];
  }

  /** The text as shown; null when there is no such cell (any more). */
  text(id: string): string | null {
    const kept = this.#kept.get(id);
    return kept ? kept.text : (this.#published.get(id) ?? null);
  }

  /** The published text; null for a cell that the reader added. */
  published(id: string): string | null {
    return this.#published.get(id) ?? null;
  }

  /**
   * Makes changes as one step that can be undone; steps with the same `join` in a row become one. Nothing happens when nothing
   * differs.
   */
  change(label: string, changes: Iterable<[string, Kept | undefined]>, join: string | null = null): void {
    const before = new Map<string, Kept | undefined>();
    const after = new Map<string, Kept | undefined>();
    for (const [id, value] of changes) {
      const next = value && significant(value, this.published(id)) ? value : undefined;
      const now = this.#kept.get(id);
      if (sameKept(now, next)) continue;
      before.set(id, now);
      after.set(id, next);
    }
    if (after.size === 0) return;
    this.history.record({label, before, after}, join);
    this.#put(after, "reader");
  }

  /** Takes over what is stored or what another tab says: no step of this reader's history. */
  take(changes: Iterable<[string, Kept | undefined]>, origin: Origin): void {
    this.#put(new Map(changes), origin);
  }

  /** Takes back the last step; returns it, or undefined when there is none. */
  undo(): Step<Kept> | undefined {
    const step = this.history.undo();
    if (step) this.#put(step.before, "undo");
    return step;
  }

  /** Does the last undone step again; returns it, or undefined when there is none. */
  redo(): Step<Kept> | undefined {
    const step = this.history.redo();
    if (step) this.#put(step.after, "undo");
    return step;
  }

  #put(values: ReadonlyMap<string, Kept | undefined>, origin: Origin): void {
    for (const [id, value] of values) {
      const next = value && significant(value, this.published(id)) ? value : undefined;
      if (next) this.#kept.set(id, next);
      else this.#kept.delete(id);
    }
    this.#changed([...values.keys()], origin);
  }
}

/** False for a record that says nothing: the published text in its place, or an added cell that was deleted. */
export function significant(kept: Kept, published: string | null): boolean {
  if (kept.other !== undefined) return true;
  if (kept.original === null && published === null) return kept.text !== null;
  if (kept.after !== undefined || kept.manual !== undefined) return true;
  return kept.text !== published || (kept.ran !== null && kept.ran !== published);
}

/** True when two records say the same. */
export function sameKept(a: Kept | undefined, b: Kept | undefined): boolean {
  if (!a || !b) return a === b;
  const keys = ["id", "kind", "original", "text", "ran", "after", "manual", "other"] as const;
  return keys.every((key) => a[key] === b[key]);
}

import {failureOf, type EditStore, type KeepFailure, type Kept} from "./kept.ts";

/** Whom the keeper tells. */
export interface KeeperEvents {
  /** A write failed (null: the last one succeeded after failures). The changes stay pending. */
  failed(failure: KeepFailure | null): void;
}

/**
 * Writes changes to a store, one transaction at a time. What cannot be written stays pending in memory and goes with the next
 * write or `retry`: nothing is dropped.
 */
export class Keeper {
  readonly #store: EditStore;
  readonly #path: string;
  readonly #events: KeeperEvents;
  /** Latest value per cell that is not in the store yet; null removes. */
  readonly #pending = new Map<string, Kept | null>();
  #writing: Promise<void> | null = null;
  #failure: KeepFailure | null = null;

  constructor(store: EditStore, path: string, events: KeeperEvents) {
    this.#store = store;
    this.#path = path;
    this.#events = events;
  }

  /** Why the last write or load failed; null when all is well. */
  get failure(): KeepFailure | null {
    return this.#failure;
  }

  /** Latest values that are not in the store; null removes. */
  get pending(): ReadonlyMap<string, Kept | null> {
    return this.#pending;
  }

  /** What is kept of the chapter; empty (and the failure told) when the store cannot be read. */
  async load(): Promise<Kept[]> {
    try {
      return await this.#store.load(this.#path);
    } catch (error) {
      this.#fail(error);
      return [];
    }
  }

  /** Keeps cells' changes, or (null) forgets them, in one transaction. Resolves when the write was tried. */
  async keep(changes: Iterable<readonly [string, Kept | null]>): Promise<void> {
    for (const [id, kept] of changes) this.#pending.set(id, kept);
    return this.flush();
  }

  /** Tries again to write what is pending. */
  async retry(): Promise<void> {
    return this.flush();
  }

  /** Resolves when everything pending was tried once. */
  async flush(): Promise<void> {
    if (this.#writing) await this.#writing;
    if (this.#pending.size === 0) return;
    this.#writing ??= this.#write().finally(() => (this.#writing = null));
    return this.#writing;
  }

  async #write(): Promise<void> {
    const batch = new Map(this.#pending);
    const changed = [...batch.values()].filter((kept) => kept !== null);
    const removed = [...batch].filter(([, kept]) => kept === null).map(([id]) => id);
    try {
      await this.#store.write(this.#path, changed, removed);
    } catch (error) {
      this.#fail(error);
      return;
    }
    // What was typed during the write is newer and stays pending.
    for (const [id, kept] of batch) if (this.#pending.get(id) === kept) this.#pending.delete(id);
    if (!this.#failure) return;
    this.#failure = null;
    this.#events.failed(null);
  }

  #fail(error: unknown): void {
    this.#failure = failureOf(error);
    this.#events.failed(this.#failure);
  }
}

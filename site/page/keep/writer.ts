import type {EditStore, Kept} from "./store.ts";

/** What a store threw; `reading`: it was asked for what it has. */
export interface Failed {
  error: unknown;
  reading: boolean;
}

/** Whom the writer tells. */
interface WriterEvents {
  /** A write failed (null: the last one succeeded after failures). The changes stay pending. */
  failed(failure: Failed | null): void;
  /** These stand in the store, unseen by the changes of the same cells, which were not written. */
  unseen(there: readonly Kept[]): void;
  /** A write succeeded. */
  written(): void;
}

/**
 * Writes changes to a store, one transaction at a time. What cannot be written stays pending in memory and goes with the next
 * write or `flush`: nothing is dropped.
 */
export class EditWriter {
  readonly #store: EditStore;
  readonly #path: string;
  readonly #events: WriterEvents;
  readonly #pending = new Map<string, Kept>();
  #writing: Promise<void> | null = null;
  #failure: Failed | null = null;

  constructor(store: EditStore, path: string, events: WriterEvents) {
    this.#store = store;
    this.#path = path;
    this.#events = events;
  }

  /** Why the last write or load failed; null when all is well. */
  get failure(): Failed | null {
    return this.#failure;
  }

  /** Latest changes that are not in the store, by cell. */
  get pending(): ReadonlyMap<string, Kept> {
    return this.#pending;
  }

  /** What is kept of the chapter; null (and the failure told) when the store cannot be read. */
  async load(): Promise<Kept[] | null> {
    try {
      return await this.#store.load(this.#path);
    } catch (error) {
      this.#fail(error, true);
      return null;
    }
  }

  /** Keeps changes, in one transaction. Resolves when the write was tried. */
  async keep(changes: Iterable<Kept>): Promise<void> {
    for (const change of changes) this.#pending.set(change.id, change);
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
    const batch = [...this.#pending.values()];
    let unseen: Kept[];
    try {
      unseen = await this.#store.write(this.#path, batch);
    } catch (error) {
      this.#fail(error);
      return;
    }
    // What was typed during the write is newer and stays pending.
    for (const change of batch) if (this.#pending.get(change.id) === change) this.#pending.delete(change.id);
    if (unseen.length > 0) this.#events.unseen(unseen);
    if (this.#failure) {
      this.#failure = null;
      this.#events.failed(null);
    }
    this.#events.written();
  }

  #fail(error: unknown, reading = false): void {
    this.#failure = {error, reading};
    this.#events.failed(this.#failure);
  }
}

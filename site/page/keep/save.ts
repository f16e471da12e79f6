import type {CellEdit, Origin, Edits} from "../edit/edits.ts";
import {type Notice, notice} from "../edit/notices.ts";
import type {Page} from "../runtime/contract.ts";
import {type EditStore, failureOf, type StoreFailure, leaveUnsaved, markEdits, pathOf, readUnsaved} from "./store.ts";
import {joinTabs, merge, type TabMessage} from "./tabs.ts";

/** Milliseconds without typing after which the text is stored. */
const pause = 400;

/** Keeps a reader's edits in a store and in step with other tabs. */
interface Saving {
  /** What was stored when the page was opened. */
  load(): Promise<CellEdit[]>;
  /** To be called after every change of the edits. Typing is stored at the next pause, all else at once. */
  changed(ids: readonly string[], origin: Origin, typing: boolean): void;
  /** Stores what is not stored yet, and tells the other tabs; `decided`: the reader chose between two tabs' texts. */
  save(decided?: readonly string[]): Promise<void>;
}

/** Starts keeping. `download` is offered when storing fails. */
export function startSaving(page: Page, edits: Edits, store: EditStore, download: () => void): Saving {
  const path = pathOf(page);
  /** Cells that were changed in this tab since it was opened. */
  const touched = new Set<string>();
  const unsaved = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let shown: Notice | null = null;

  const writer = new EditWriter(store, path, {failed: (failure) => tell(failure)});
  const tabs = joinTabs(path, (message) => receive(message));

  function tell(failure: StoreFailure | null): void {
    if (!failure) {
      shown?.close();
      shown = null;
      page.announce("Your changes are stored now.");
      return;
    }
    const actions = [
      {label: "Try again", act: () => void writer.retry()},
      {label: "Download the chapter with your changes", act: download},
      {label: "Hide", act: () => shown?.close()}
    ];
    if (shown?.dom.isConnected) shown.update(failure.message, actions);
    else shown = notice("Your changes are not stored", failure.message, actions, "problem");
  }

  async function save(decided: readonly string[] = []): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const ids = [...new Set([...unsaved, ...decided])];
    unsaved.clear();
    if (ids.length === 0) return;
    const values = ids.map((id) => [id, edits.get(id) ?? null] as const);
    // A text that waits for the reader's choice is this tab's own affair until then.
    const told = values.filter(([, edit]) => edit?.other === undefined);
    const message = (some: (id: string) => boolean, chosen: boolean): void => {
      const changed = told.flatMap(([id, edit]) => (edit && some(id) ? [edit] : []));
      const removed = told.filter(([id, edit]) => !edit && some(id)).map(([id]) => id);
      if (changed.length + removed.length > 0) tabs.tell({changed, removed, decided: chosen});
    };
    message((id) => !decided.includes(id), false);
    message((id) => decided.includes(id), true);
    await writer.keep(values);
  }

  function receive({changed, removed, decided}: TabMessage): void {
    const follow = new Map<string, CellEdit | undefined>();
    const ask: CellEdit[] = [];
    const theirs = new Map<string, CellEdit | undefined>([
      ...changed.map((edit) => [edit.id, edit] as const),
      ...removed.map((id) => [id, undefined] as const)
    ]);
    for (const [id, their] of theirs) {
      const mine = edits.get(id);
      const text = their ? their.text : edits.published(id);
      const own = touched.has(id) && mine !== undefined;
      const answer = merge(mine, their, own, decided);
      if (answer === "follow") follow.set(id, their);
      else if (answer === "ask") ask.push({...mine!, other: text});
      if (answer === "follow" && !own) unsaved.delete(id);
    }
    if (follow.size > 0) {
      const replaced = [...follow.keys()].filter((id) => decided && touched.has(id));
      if (replaced.length > 0) edits.change(`the choice in another tab`, follow);
      else edits.take(follow, "tab");
      page.announce(`${cellsNamed([...follow.keys()])} changed in another tab.`);
    }
    if (ask.length > 0) {
      for (const {id} of ask) unsaved.add(id);
      edits.take(
        ask.map((edit) => [edit.id, edit]),
        "tab"
      );
      void save();
      page.announce(`${cellsNamed(ask.map(({id}) => id))} changed in another tab too: choose which text to keep.`);
    }
  }

  async function load(): Promise<CellEdit[]> {
    const records = new Map((await writer.load()).map((edit) => [edit.id, edit]));
    const left = readUnsaved(page);
    for (const [id, edit] of left) {
      if (edit) records.set(id, edit);
      else records.delete(id);
    }
    await writer.keep(left);
    if (writer.pending.size === 0) leaveUnsaved(page, []);
    return [...records.values()];
  }

  // A page that goes away may not get to finish a transaction: what is not stored is left where writing is at once.
  addEventListener("pagehide", () => {
    const left = new Map(writer.pending);
    for (const id of unsaved) left.set(id, edits.get(id) ?? null);
    leaveUnsaved(page, [...left]);
    void save();
  });
  addEventListener("pageshow", ({persisted}) => {
    if (persisted && writer.pending.size === 0) leaveUnsaved(page, []);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") void save();
  });
  addEventListener("beforeunload", (event) => {
    if (writer.failure && writer.pending.size > 0) event.preventDefault();
  });

  return {
    load,
    changed(ids, origin, typing) {
      markEdits(page, edits.all().length > 0);
      if (origin === "stored" || origin === "tab") return;
      for (const id of ids) {
        touched.add(id);
        unsaved.add(id);
      }
      if (!typing) return void save();
      clearTimeout(timer);
      timer = setTimeout(() => void save(), pause);
    },
    save
  };
}

function cellsNamed(ids: readonly string[]): string {
  return ids.length === 1 ? `Cell ${ids[0]} was` : `Cells ${ids.join(", ")} were`;
}

/** Whom the writer tells. */
interface WriterEvents {
  /** A write failed (null: the last one succeeded after failures). The changes stay pending. */
  failed(failure: StoreFailure | null): void;
}

/**
 * Writes changes to a store, one transaction at a time. What cannot be written stays pending in memory and goes with the next
 * write or `retry`: nothing is dropped.
 */
export class EditWriter {
  readonly #store: EditStore;
  readonly #path: string;
  readonly #events: WriterEvents;
  /** Latest value per cell that is not in the store yet; null removes. */
  readonly #pending = new Map<string, CellEdit | null>();
  #writing: Promise<void> | null = null;
  #failure: StoreFailure | null = null;

  constructor(store: EditStore, path: string, events: WriterEvents) {
    this.#store = store;
    this.#path = path;
    this.#events = events;
  }

  /** Why the last write or load failed; null when all is well. */
  get failure(): StoreFailure | null {
    return this.#failure;
  }

  /** Latest values that are not in the store; null removes. */
  get pending(): ReadonlyMap<string, CellEdit | null> {
    return this.#pending;
  }

  /** What is kept of the chapter; empty (and the failure told) when the store cannot be read. */
  async load(): Promise<CellEdit[]> {
    try {
      return await this.#store.load(this.#path);
    } catch (error) {
      this.#fail(error);
      return [];
    }
  }

  /** Keeps cells' changes, or (null) forgets them, in one transaction. Resolves when the write was tried. */
  async keep(changes: Iterable<readonly [string, CellEdit | null]>): Promise<void> {
    for (const [id, edit] of changes) this.#pending.set(id, edit);
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
    const changed = [...batch.values()].filter((edit) => edit !== null);
    const removed = [...batch].filter(([, edit]) => edit === null).map(([id]) => id);
    try {
      await this.#store.write(this.#path, changed, removed);
    } catch (error) {
      this.#fail(error);
      return;
    }
    // What was typed during the write is newer and stays pending.
    for (const [id, edit] of batch) if (this.#pending.get(id) === edit) this.#pending.delete(id);
    if (!this.#failure) return;
    this.#failure = null;
    this.#events.failed(null);
  }

  #fail(error: unknown): void {
    this.#failure = failureOf(error);
    this.#events.failed(this.#failure);
  }
}

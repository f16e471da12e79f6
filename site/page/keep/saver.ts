import {type CellEdit, type Edits, type Mark, type Origin, type OtherText, withOthers} from "../edit/edits.ts";
import type {EditStore, Kept} from "./store.ts";
import {merge, type TabMessage, type Tabs} from "./tabs.ts";
import type {Unsaved} from "./unsaved.ts";
import {covers, learn, type Seen, unversioned, type Version} from "./versions.ts";
import {EditWriter, type Failed} from "./writer.ts";

/** Milliseconds after which what was typed is stored, however long the typing goes on: this much is at risk. */
export const interval = 500;

/** What a saver stands on. */
export interface SaverOptions {
  /** A name that no other tab has. */
  by: string;
  path: string;
  edits: Edits;
  store: EditStore;
  unsaved: Unsaved;
  /** Joins the other tabs. */
  join(received: (message: TabMessage) => void): Tabs;
  /** Calls back after a while; returns the function that prevents it. */
  after(milliseconds: number, act: () => void): () => void;
  /** Milliseconds since 1970. */
  now(): number;
  failed(failure: Failed | null): void;
  announce(text: string): void;
}

/**
 * Keeps a reader's edits in a store and in step with other tabs. No text of a cell is replaced by one that was not made in its knowledge:
 * whatever comes (from the store, another tab, a tab that was left) is either known, or followed, or shown beside this tab's text.
 */
export class Saver {
  readonly writer: EditWriter;
  readonly #options: SaverOptions;
  readonly #tabs: Tabs;
  /** Cells that were changed in this tab since it was opened. */
  readonly #touched = new Set<string>();
  /** Cells whose change is not yet on its way to the store. */
  readonly #waiting = new Set<string>();
  readonly #seen = new Map<string, Seen>();
  /** The version of the text that this tab shows, once it has one. */
  readonly #shown = new Map<string, Mark>();
  #written = 0;
  #prevent: (() => void) | null = null;
  #loaded = false;

  constructor(options: SaverOptions) {
    this.#options = options;
    this.#tabs = options.join(({changes, decided}) => this.#meet(changes, {decided}));
    this.writer = new EditWriter(options.store, options.path, {
      failed: (failure) => options.failed(failure),
      unseen: (there) => this.#meet(there, {unaware: true}),
      written: () => {
        this.#tidy();
        if (!this.#loaded) void this.load();
      }
    });
  }

  /** Takes what is stored, and what tabs left that went away. Again, it takes what has come since. */
  async load(): Promise<void> {
    const kept = await this.writer.load();
    this.#loaded = kept !== null;
    if (kept) {
      const there = new Set(kept.map(({id}) => id));
      const gone = this.#options.edits.all().filter(({id}) => this.#shown.has(id) && !there.has(id) && !this.#busy(id));
      if (gone.length > 0)
        this.#options.edits.change(
          "the reset in another tab",
          gone.map(({id}) => [id, undefined])
        );
      this.#meet(kept, {origin: "stored"});
    }
    this.collect();
  }

  /** Tries again what failed: reading, and writing. */
  async retry(): Promise<void> {
    if (!this.#loaded) await this.load();
    await this.writer.flush();
  }

  /** Stores what tabs left that went away. */
  collect(): void {
    this.#meet(this.#options.unsaved.read(), {origin: "stored", keep: true});
    this.#tidy();
  }

  /**
   * To be called after every change that the reader makes. Typing is stored within `interval`, all else at once. `decided`: it is the choice
   * between two tabs' texts.
   */
  changed(ids: readonly string[], typing: boolean, decided = false): void {
    for (const id of ids) {
      this.#touched.add(id);
      this.#waiting.add(id);
    }
    if (!typing) void this.save(decided ? ids : []);
    else this.#prevent ??= this.#options.after(interval, () => void this.save());
  }

  /** Stores what is not stored yet, and tells the other tabs. */
  async save(decided: readonly string[] = []): Promise<void> {
    this.#prevent?.();
    this.#prevent = null;
    const ids = [...this.#waiting];
    this.#waiting.clear();
    if (ids.length === 0) return;
    const changes = ids.map((id): Kept => ({id, edit: this.#options.edits.kept(id) ?? null, version: this.#next(id)}));
    await this.writer.keep(changes);
    this.#tell(changes, decided);
  }

  /** Tells the other tabs, once the store has it: so none writes before it what was made in its knowledge. */
  #tell(changes: readonly Kept[], decided: readonly string[] = []): void {
    for (const chosen of [false, true]) {
      const some = changes.filter(({id, edit}) => {
        // A text that waits for the reader's choice is this tab's own affair until then; one that was typed over is followed by another.
        const current = chosen || (this.#options.edits.kept(id) ?? null) === edit;
        return !edit?.others && current && decided.includes(id) === chosen;
      });
      if (some.length > 0) this.#tabs.tell({changes: some, decided: chosen});
    }
  }

  /** The page goes away, and may not get to finish a transaction. Answers whether all is stored, or left for the next load. */
  leave(): boolean {
    void this.save();
    const pending = [...this.writer.pending.values()];
    this.#tell(pending);
    const time = this.#options.now();
    return this.#options.unsaved.leave(pending.map((kept) => ({...kept, time})));
  }

  /** The cell's change is not in the store. */
  #busy(id: string): boolean {
    return this.#waiting.has(id) || this.writer.pending.has(id);
  }

  #next(id: string): Version {
    const {by} = this.#options;
    const mark = {by, n: ++this.#written};
    const seen = learn(this.#seen.get(id) ?? {}, {...mark, seen: {}});
    this.#seen.set(id, seen);
    this.#shown.set(id, mark);
    return {...mark, seen};
  }

  /** What was left and is stored by now needs to be left no longer. */
  #tidy(): void {
    this.#options.unsaved.drop((id, mark) => !this.#busy(id) && covers(this.#seen.get(id) ?? {}, mark));
  }

  /**
   * Takes what another tab, the store or a tab that went away says. `unaware`: it stands in the store instead of this tab's text. `keep`: it
   * is not in the store.
   */
  #meet(
    changes: readonly Kept[],
    {
      decided = false,
      unaware = false,
      keep = false,
      origin = "tab"
    }: {decided?: boolean; unaware?: boolean; keep?: boolean; origin?: Origin}
  ): void {
    const {edits, announce} = this.#options;
    const now = new Map<string, CellEdit | undefined>();
    const followed = new Set<string>();
    for (const {id, edit, version} of changes) {
      const mine = now.has(id) ? now.get(id) : edits.get(id);
      const seen = this.#seen.get(id) ?? {};
      if (version.n > 0 ? covers(seen, version) : mine) continue;
      const shown = this.#shown.get(id) ?? unversioned;
      const own = unaware || this.#touched.has(id) || this.#busy(id);
      const aware = !unaware && !this.#waiting.has(id) && covers(version.seen, shown);
      this.#seen.set(id, learn(seen, version));
      const answer = merge(mine, edit ?? undefined, {own, aware, decided});
      const [ours, theirs] = [mine?.others ?? [], edit?.others ?? []];
      const still = [...left(ours, [version, ...theirs], version.seen), ...left(theirs, [shown, ...ours], seen)];
      if (answer === "ask") {
        const {by, n} = version;
        now.set(id, withOthers(mine!, [{text: edit ? edit.text : edits.published(id), by, n}, ...still]));
        this.#waiting.add(id);
        continue;
      }
      if (answer === "same") {
        if (!this.#waiting.has(id)) this.#shown.set(id, version);
        if (JSON.stringify(still) !== JSON.stringify(ours)) now.set(id, withOthers(mine!, still));
      } else {
        this.#shown.set(id, version);
        this.#waiting.delete(id);
        const next = edit ?? (still.length > 0 ? {...mine!, text: edits.published(id)} : null);
        now.set(id, next ? withOthers(next, still) : undefined);
        followed.add(id);
      }
      if (keep || still.length > theirs.length) this.#waiting.add(id);
    }
    if (now.size > 0) {
      const replaced = [...followed].some((id) => decided && this.#touched.has(id));
      if (replaced) edits.change("the choice in another tab", now);
      else edits.take(now, origin);
      const two = [...now].flatMap(([id, edit]) => (edit?.others ? [id] : []));
      if (two.length > 0) announce(`${cellsNamed(two)} changed in another tab too: choose which text to keep.`);
      else if (origin === "tab" && followed.size > 0) announce(`${cellsNamed([...followed])} changed in another tab.`);
    }
    if (this.#waiting.size > 0 && this.#prevent === null) void this.save();
  }
}

/** Of one side's other texts, those that the other side has not seen, or has too. */
function left(texts: readonly OtherText[], others: readonly Mark[], seen: Seen): OtherText[] {
  return texts.filter((text) => text.n === 0 || !covers(seen, text) || others.some(({by, n}) => by === text.by && n === text.n));
}

function cellsNamed(ids: readonly string[]): string {
  return ids.length === 1 ? `Cell ${ids[0]} was` : `Cells ${ids.join(", ")} were`;
}

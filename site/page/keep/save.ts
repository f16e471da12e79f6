import type {Edits, Origin} from "../edit/edits.ts";
import type {Page} from "../runtime/contract.ts";
import {markEdits, pathOf} from "./marks.ts";
import {Saver} from "./saver.ts";
import type {EditStore} from "./store.ts";
import {joinTabs} from "./tabs.ts";
import {Unsaved} from "./unsaved.ts";
import type {Failed} from "./writer.ts";

/** Milliseconds for which a chapter that has edits waits for them. */
const patience = 1000;

/** Keeps a reader's edits in a store and in step with other tabs. */
interface Saving {
  /** Takes what was stored when the page was opened. Resolves once it is there, or is late: then it comes when it can. */
  load(): Promise<void>;
  /** To be called after every change of the edits; `decided`: the reader chose between two tabs' texts. */
  changed(ids: readonly string[], origin: Origin, typing: boolean, decided: boolean): void;
}

/** Starts keeping. `download` is offered when storing fails. */
export function startSaving(page: Page, edits: Edits, store: EditStore, download: () => void): Saving {
  const path = pathOf(page);
  const unsaved = new Unsaved(page);

  const saver = new Saver({
    by: Math.random().toString(36).slice(2, 10),
    path,
    edits,
    store,
    unsaved,
    join: (received) => joinTabs(path, received),
    after(milliseconds, act) {
      const timer = setTimeout(act, milliseconds);
      return () => clearTimeout(timer);
    },
    now: () => Date.now(),
    failed: tell,
    announce: (text) => page.announce(text)
  });
  const {writer} = saver;

  // In the order in which things failed, and went well again.
  let telling = Promise.resolve();
  function tell(failure: Failed | null): void {
    telling = telling.then(async () => {
      const {tellFailure} = await insist(page.article, "What is wrong with the storage", () => import("./telling.ts"));
      const said = tellFailure(failure, {retry: () => void saver.retry(), download});
      if (said) page.announce(said);
    });
  }

  async function load(): Promise<void> {
    const loading = saver.load();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(true), patience)));
    const waits = await Promise.race([loading.then(() => false), late]);
    clearTimeout(timer);
    if (!waits) return;
    const {tellLate} = await insist(page.article, "Where your changes are", () => import("./telling.ts"));
    const close = tellLate();
    void loading.then(close);
  }

  // A page that goes away may not get to finish a transaction: what is not stored is left where writing is at once.
  addEventListener("pagehide", () => saver.leave());
  addEventListener("pageshow", ({persisted}) => persisted && void saver.load());
  addEventListener("storage", ({key, newValue}) => key === unsaved.key && newValue && saver.collect());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") void saver.save();
  });
  addEventListener("beforeunload", (event) => {
    if (!saver.leave() || (writer.failure && writer.pending.size > 0)) event.preventDefault();
  });

  return {
    load,
    changed(ids, origin, typing, decided) {
      markEdits(
        page,
        edits.all().some(({id}) => edits.kept(id))
      );
      if (origin === "reader" || origin === "undo") saver.changed(ids, typing, decided);
    }
  };
}

import type {Edits, Origin} from "../edit/edits.ts";
import {type Notice, notice} from "../edit/notices.ts";
import type {Page} from "../runtime/contract.ts";
import {markEdits, pathOf} from "./marks.ts";
import {Saver} from "./saver.ts";
import type {EditStore, StoreFailure} from "./store.ts";
import {joinTabs} from "./tabs.ts";
import {Unsaved} from "./unsaved.ts";

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
  let shown: Notice | null = null;
  let told = "";

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

  function tell(failure: StoreFailure | null): void {
    if (!failure) {
      shown?.close();
      shown = null;
      page.announce(told.includes("kept; until") ? "Your changes are here now." : "Your changes are stored now.");
      return;
    }
    const unread = failure.kind === "unread";
    const actions = [
      {label: "Try again", act: () => void saver.retry()},
      ...(unread ? [] : [{label: "Download the chapter with your changes", act: download}]),
      {label: "Hide", act: () => shown?.close()}
    ];
    const name = unread ? "Your changes could not be read" : "Your changes are not stored";
    // Typing tries again and again: it is said once.
    if (shown?.dom.isConnected && told === failure.message) return;
    shown?.close();
    shown = notice(name, failure.message, actions, "problem");
    told = failure.message;
  }

  async function load(): Promise<void> {
    const loading = saver.load();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(true), patience)));
    const waits = await Promise.race([loading.then(() => false), late]);
    clearTimeout(timer);
    if (!waits) return;
    const text =
      "The browser does not yet give out what you changed in this chapter: another tab of this site keeps it busy. Closing that tab helps. You see the book’s text until then.";
    const said = notice("Your changes are on their way", text, [{label: "Hide", act: () => said.close()}], "problem");
    void loading.then(() => said.close());
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
      markEdits(page, edits.all().length > 0);
      if (origin !== "stored" && origin !== "tab") saver.changed(ids, typing, decided);
    }
  };
}

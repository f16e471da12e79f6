import type {CellChange} from "../notebook/changes/changes.ts";
import {changesMenu} from "./edit/changes-menu.ts";
import {Commands, listen} from "./edit/commands.ts";
import {EditedPage} from "./edit/edited-page.ts";
import {type Origin, Edits, toChanges} from "./edit/edits.ts";
import type {showChoices} from "./keep/choices.ts";
import {conflictOf} from "./keep/conflicts.ts";
import {startSaving} from "./keep/save.ts";
import {guardEdits} from "./keep/guard.ts";
import {type EditStore, indexedStore} from "./keep/store.ts";
import {type Editing as EditingOfContract, type Page, SHARE_PREFIX} from "./runtime/contract.ts";
import type {Apart} from "./frame/messages.ts";
import type {Sharing} from "./share/sharing.ts";
import type {Types} from "./types/start.ts";

/**
 * What a reader can do to a chapter; every change is kept, told to other tabs, and can be undone. Unknown ids throw a
 * RangeError.
 */
export interface Editing extends EditingOfContract {
  /** Puts a text into a cell and runs it; resolves when it is compiled and defined (or failed). */
  setSource(id: string, text: string): Promise<void>;
  /** Opens a cell's editor, the cursor nearest to a point of the window if given. */
  edit(id: string, point?: {x: number; y: number}): void;
  /** Runs a cell's text as it stands; resolves when it is compiled and defined (or failed). */
  run(id: string): Promise<void>;
  undo(): void;
  redo(): void;
  /** Adds an empty cell behind a block (null: first) and opens it; returns its id. */
  add(kind: "ts" | "md", after: string | null): string;
  move(id: string, by: -1 | 1): void;
  delete(id: string): void;
  /** Puts a cell back as published. */
  reset(id: string): void;
  resetAll(): void;
  /** What differs from the published chapter. */
  changes(): CellChange[];
  /** Calls back after every change; returns the function that ends it. */
  on(event: "change", listener: () => void): () => void;
}

/**
 * Makes a page's cells editable. Resolves once stored edits are applied (each edited cell is defined, failed or held) and, if
 * the URL carries changes, once they are shown.
 */
export async function startEditing(page: Page): Promise<Editing> {
  // A chapter that runs apart brings its own.
  const store: EditStore = (globalThis as {apart$?: Apart}).apart$?.store ?? indexedStore();
  document.documentElement.toggleAttribute("data-editing", true);
  guardEdits(page);
  const cells = [...page.cells.values()].filter(({kind}) => kind !== "inline");
  const published = new Map(cells.flatMap(({id, original}) => (original === null ? [] : [[id, original] as const])));
  const listeners = new Set<() => void>();
  let starting = false;
  let typing = false;
  let decided = false;
  let showing: typeof showChoices | undefined;
  let types: Types | undefined;
  let loading: Promise<void> | undefined;
  /** What the last change has started in the page. */
  let shown: Promise<void> = Promise.resolve();

  const edits = new Edits(published, (ids, origin) => changed(ids, origin));
  const edited: EditedPage = new EditedPage(page, () => edits, {
    typed(id, text) {
      typing = true;
      commands.typed(id, text);
      typing = false;
    },
    run: (id) => void commands.run(id),
    more: (id) => [...commands.more(id), ...(types?.items(id) ?? [])]
  });
  const tools = {
    page,
    edits,
    edited,
    async starting(act: () => void) {
      starting = true;
      act();
      starting = false;
      await shown;
    },
    toggleOriginal: (id: string) => void toggleOriginal(id)
  };
  const commands: Commands = new Commands(tools);
  let shared: Promise<Sharing> | undefined;
  /** Links and files, loaded when they are first used. */
  const sharing = () =>
    (shared ??= insist(page.article, "Sharing", () => import("./share/sharing.ts")).then(({startSharing}) =>
      startSharing(tools)
    ));
  const download = () => void sharing().then((it) => it.download());
  const saving = startSaving(page, edits, store, download);
  const menu = changesMenu(document.querySelector<HTMLButtonElement>('[data-action="changes"]'), {
    changes: () => inOrder(),
    published: (id) => edits.published(id),
    undoable: () => edits.history.undoable?.label,
    redoable: () => edits.history.redoable?.label,
    go,
    undo: () => commands.undo(),
    redo: () => commands.redo(),
    resetAll: () => commands.resetAll(),
    copyLink: () => sharing().then((it) => it.copyLink()),
    download,
    importFile: (file) => void sharing().then((it) => it.importFile(file))
  });

  function changed(ids: readonly string[], origin: Origin): void {
    if (origin === "stored") {
      for (const id of ids) {
        const edit = edits.get(id);
        if (edit && conflictOf(edit, edits.published(id)) === "gone") edited.waiting.add(id);
      }
    }
    shown = edited.show(ids, starting);
    saving.changed(ids, origin, typing, decided);
    void choices(ids);
    menu.update();
    // From the first edit on; where it cannot be had, the next one tries again.
    if (origin === "reader")
      loading ??= import("./types/start.ts").then(
        (it) => void (types = it.startTypes(tools)),
        () => (loading = undefined)
      );
    types?.changed();
    for (const listener of [...listeners]) listener();
  }

  /** Shows where cells have two texts, and no longer where they had: with code that most readers never need. */
  async function choices(ids: readonly string[]): Promise<void> {
    const two = (id: string) => edits.get(id) && conflictOf(edits.get(id)!, edits.published(id));
    if (!showing && ids.some(two))
      showing = (await insist(page.article, "The choice between two texts", () => import("./keep/choices.ts"))).showChoices;
    showing?.(page, edits, ids, {
      chosen(id, conflict, value) {
        edited.waiting.delete(id);
        decided = conflict === "tabs";
        edits.change(`the choice in ${id}`, [[id, value]]);
        decided = false;
        edited.focus(id);
      }
    });
  }

  function inOrder() {
    const {order} = edited.blocks;
    return edits.all().sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
  }

  function go(id: string): void {
    const cell = page.cells.get(id)?.element;
    cell?.scrollIntoView({block: "center"});
    edited.views.get(id)?.pre.focus({preventScroll: true});
  }

  async function toggleOriginal(id: string): Promise<void> {
    const view = edited.views.get(id);
    if (!view) return;
    const it = await insist(view.element, "The comparison", () => import("./keep/difference-view.ts"));
    it.toggleOriginal(view, id, edits.published(id), edits.text(id));
  }

  listen(page, edited, commands);
  await saving.load();
  const arrive = async () => {
    if (location.hash.startsWith(SHARE_PREFIX)) await (await sharing()).arrive();
  };
  addEventListener("hashchange", () => void arrive());
  await arrive();
  await shown;

  return {
    setSource: (id, text) => commands.setSource(id, text),
    edit(id, point) {
      const view = edited.views.get(id);
      if (!view) throw new RangeError(`there is no cell ${id} that can be changed`);
      view.edit(point);
    },
    run: (id) => commands.run(id),
    undo: () => commands.undo(),
    redo: () => commands.redo(),
    add: (kind, after) => commands.add(kind, after),
    move: (id, by) => commands.move(id, by),
    delete: (id) => commands.delete(id),
    reset: (id) => commands.reset(id),
    turn: (id, text, label) => commands.turn(id, text, label),
    async visit(id, text, label) {
      const mine = edits.kept(id);
      if (!commands.visit(id, text, label)) return null;
      await shown;
      return {
        own: mine !== undefined,
        back: () => edits.isVisit(id) && edits.change(`going back to your ${id}`, [[id, mine]]),
        onOver(listener) {
          const look = () => !edits.isVisit(id) && listeners.delete(look) && listener();
          listeners.add(look);
        }
      };
    },
    resetAll: () => commands.resetAll(),
    changes: () => [...toChanges(edits).values()],
    on(_event, listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    }
  };
}

import {difference} from "../../notebook/changes/difference.ts";
import type {Page} from "../runtime/contract.ts";
import type {EditedPage} from "../edit/edited-page.ts";
import {button, element} from "../element.ts";
import {notice} from "../edit/notices.ts";
import type {CellEdit, Edits} from "../edit/edits.ts";
import {differenceView} from "../keep/difference-view.ts";
import {markedText, stretchesOf} from "../edit/marked-text.ts";

/** Changes that came by a link or a file, as records of which nothing has run. */
export interface Arriving {
  /** "This link" or a file's name: begins the sentence that tells of it. */
  from: string;
  changes: readonly CellEdit[];
}

/** What showing an arrival needs of the rest. */
export interface ArrivalOptions {
  page: Page;
  edits: Edits;
  edited: EditedPage;
  /** Runs the chapter with all of the changes, apart from the reader's book; absent where they are already on their way into it. */
  apart?: () => void;
  /** Makes these changes of the reader's own, and runs them; absent where they have to run apart first. */
  adopt?(changes: readonly CellEdit[]): Promise<void>;
  /** Where `adopt` runs them, behind "Run them": " in my book"; nothing in a chapter that runs apart itself. */
  where?: string;
  /** The arrival is over: all of it was run, kept out or dismissed. */
  over(): void;
}

/** What the reader is told before Run: what it cannot do, and what remains. */
const WARNING =
  "They will run apart from your book and cannot reach it. Type nothing secret there all the same: a cell can have the browser look up the name of a website, and a name can hold a word.";

/** What the reader is told before they become their own. */
const OWN = "There they are your own: they can read and change all that your browser keeps for this book.";

/** Changes that are shown and wait for the reader. */
export interface Arrival {
  /** Takes the differences away; the cells run what they would have run without them. */
  dismiss(): void;
  /** Puts the focus to what tells of them. */
  focus(): void;
}

/**
 * Shows changes in place, as differences, and holds the cells that they would change. Nothing of them is compiled, rendered or
 * run before the reader presses Run; where the reader has changed the same cell, that cell asks which text to take, and keeps
 * the reader's until then.
 */
export function showArrival(arriving: Arriving, options: ArrivalOptions): Arrival {
  const {page, edits, edited} = options;
  const open = new Map(arriving.changes.map((change) => [change.id, change]));
  const boxes = new Map<string, HTMLElement>();
  const ghosts = new Map<string, HTMLElement>();

  /** Rows of each difference that are drawn at once: few of each when there are many. */
  const rows = Math.max(8, Math.min(200, Math.floor(4000 / open.size)));

  let checked: string | undefined;

  for (const change of open.values()) show(change);
  const shown = notice("Changes that have not run", "", []);
  tell();

  function show(change: CellEdit): void {
    const {id} = change;
    const cell = page.cells.get(id);
    const mine = edits.text(id);
    const both = clashes(edits.get(id), change);
    // The difference from or to no cell at all has an empty line that nobody wrote.
    const whole = mine === null || change.text === null;
    const lines = difference(mine ?? "", change.text ?? "").filter(({text}, _, all) => !whole || all.length === 1 || text !== "");
    const box = element(
      "div",
      {class: "cell-arrival", role: "group", "aria-label": `${id}, changed by ${inner(arriving.from)}, not run`, tabindex: "-1"},
      element("p", {}, summary(change, mine, both, inner(arriving.from)))
    );
    if (change.text !== mine) box.append(differenceView(lines, id, rows));
    if (both && options.adopt) {
      box.append(
        element(
          "div",
          {class: "choice-actions"},
          button("Keep mine", () => leave(id)),
          button("Take this one and run it", () => void run([id]))
        )
      );
    }
    boxes.set(id, box);
    if (cell) {
      cell.element.setAttribute("data-arrival", "");
      cell.element.querySelector(":scope > .cell-source")?.before(box);
      if (!box.isConnected) cell.element.append(box);
      if (change.text !== mine) {
        edited.waiting.add(id);
        page.hold(id);
      }
      return;
    }
    const ghost = element("section", {class: "cell", "data-arrival": "", "data-ghost": ""}, box);
    ghosts.set(id, ghost);
    const anchor = change.after === undefined ? null : anchorOf(change.after);
    if (anchor) anchor.after(ghost);
    else if (change.after === null) page.article.querySelector(":scope > [data-block]")?.before(ghost);
    if (!ghost.isConnected) page.article.append(ghost);
  }

  /** The element that something stands after: a block of the page, or one of the arrival itself. */
  function anchorOf(id: string | null): Element | null {
    if (id === null) return null;
    const ghost = ghosts.get(id);
    if (ghost) return ghost;
    return [...page.article.children].find((child) => child instanceof HTMLElement && child.dataset.block === id) ?? null;
  }

  function hide(id: string): void {
    boxes.get(id)?.remove();
    ghosts.get(id)?.remove();
    page.cells.get(id)?.element.removeAttribute("data-arrival");
    boxes.delete(id);
    open.delete(id);
    edited.waiting.delete(id);
  }

  /** The cell goes on as it was. */
  function leave(id: string): void {
    const held = boxes.get(id)?.contains(document.activeElement) ?? false;
    hide(id);
    const cell = page.cells.get(id);
    // Beside the choice that is made stands the code that it was about; without any, the next change.
    if (held) (cell?.element.querySelector<HTMLElement>("pre") ?? boxes.values().next().value)?.focus({preventScroll: true});
    const start = cell !== undefined && !cell.manual && !page.safe;
    void edited.show([id], start).then(() => {
      if (start && page.cells.get(id)?.held) void edited.start(id);
    });
    tell();
  }

  async function run(ids: readonly string[]): Promise<void> {
    const changes = ids.flatMap((id) => open.get(id) ?? []);
    for (const id of ids) hide(id);
    tell();
    await options.adopt?.(changes);
    page.announce(`${plural(changes.length)} now ${changes.length === 1 ? "is" : "are"} as in ${inner(arriving.from)}.`);
    page.cells.get(ids[0]!)?.element.querySelector<HTMLElement>("pre")?.focus({preventScroll: true});
  }

  function tell(): void {
    if (open.size === 0) {
      shown.close();
      options.over();
      return;
    }
    const clashing = [...open.values()].filter((change) => clashes(edits.get(change.id), change)).map(({id}) => id);
    const free = [...open.keys()].filter((id) => !clashing.includes(id));
    const list = element(
      "ul",
      {},
      ...[...open.keys()].map((id) =>
        element(
          "li",
          {},
          named(
            button("", () => go(id), {class: "link"}),
            id
          )
        )
      )
    );
    const {apart, adopt, where = ""} = options;
    const text = element(
      "div",
      {},
      element(
        "p",
        {},
        `${arriving.from} changes ${plural(open.size)}. None of it has run${where !== "" && !apart ? " in your book" : ""}.`
      ),
      list
    );
    const actions = [{label: "Dismiss", act: dismiss}];
    if (adopt) {
      if (clashing.length > 0) text.append(element("p", {}, `You have changed ${clashing.join(", ")} yourself: choose there.`));
      const all = where === "" ? "Run the changes" : `Run them${where}`;
      const label = clashing.length > 0 ? `Run the other ${plural(free.length)}${where}` : all;
      if (free.length > 0) actions.unshift({label, act: () => void run(free)});
      if (where !== "" && !apart) text.append(element("p", {}, OWN));
    }
    if (checked !== undefined) text.append(element("p", {}, checked));
    else if (document.body.dataset.types !== undefined)
      actions.unshift({label: "Check types, run nothing", act: () => void check()});
    if (apart) {
      text.append(element("p", {class: "apart-warning"}, WARNING));
      actions.unshift({label: "Run the changes", act: apart});
    }
    shown.update(text, actions);
  }

  /** What the reader is told of types, once they have asked. */
  async function check(): Promise<void> {
    checked = "Checking types…";
    tell();
    const {checkArriving} = await insist(page.article, "What checks types", () => import("../types/arriving.ts"));
    checked = await checkArriving(page, edits, [...open.values()], (id) => boxes.get(id));
    tell();
  }

  function go(id: string): void {
    boxes.get(id)?.scrollIntoView({block: "center"});
    boxes.get(id)?.focus({preventScroll: true});
  }

  function dismiss(): void {
    for (const id of [...open.keys()]) leave(id);
  }

  // Not a button: a second Enter must not run what the first one has only shown.
  return {dismiss, focus: () => shown.dom.focus({preventScroll: true})};
}

/** True when the reader changed the same cell to something else. */
export function clashes(mine: CellEdit | undefined, theirs: CellEdit): boolean {
  return mine !== undefined && (mine.text !== theirs.text || (theirs.after !== undefined && mine.after !== theirs.after));
}

function summary(change: CellEdit, mine: string | null, both: boolean, from: string): string {
  if (change.text === null) return `${capital(from)} deletes this cell.${both ? " You have changed it." : ""}`;
  if (mine === null) return `${capital(from)} adds this ${change.kind === "ts" ? "cell" : "text"}. It has not run.`;
  if (change.text === mine) return `${capital(from)} moves this cell.`;
  if (both) return `You and ${from} have changed this cell. Removed lines are yours.`;
  return `Changed by ${from}. It has not run.`;
}

/** A button with an id of unknown origin: what in it cannot be seen is marked. */
function named(made: HTMLButtonElement, id: string): HTMLButtonElement {
  made.append(markedText(stretchesOf(id)));
  return made;
}

/** "This link" within a sentence. */
function inner(from: string): string {
  return from === "This link" ? "this link" : from;
}

function capital(text: string): string {
  return text[0]!.toUpperCase() + text.slice(1);
}

function plural(cells: number): string {
  return cells === 1 ? "1 cell" : `${cells} cells`;
}

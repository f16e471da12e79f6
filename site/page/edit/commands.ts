import type {Page} from "../runtime/contract.ts";
import {editable} from "./editable.ts";
import {type EditedPage, untouched} from "./edited-page.ts";
import type {CellEdit, Edits} from "./edits.ts";
import type {MenuItem} from "./popup.ts";

/** What commands stand on. */
interface CommandOptions {
  page: Page;
  edits: Edits;
  edited: EditedPage;
  /** Makes an edit whose text is to run, even in a held cell; resolves when it is compiled and defined. */
  starting(act: () => void): Promise<void>;
  /** Shows or hides the published text beside the reader's. */
  toggleOriginal(id: string): void;
}

/** Everything that a reader can do to cells. Each is one step that `undo` takes back. Unknown ids throw a RangeError. */
export class Commands {
  readonly #o: CommandOptions;

  constructor(options: CommandOptions) {
    this.#o = options;
  }

  /** Notes what was typed; nothing runs. */
  typed(id: string, text: string): void {
    this.#o.edits.change(`edit of ${id}`, [[id, {...this.#record(id), text}]], `type ${id}`);
  }

  /** Runs the cell's text as it stands in the editor. */
  async run(id: string): Promise<void> {
    const {edits, edited, starting} = this.#o;
    const text = edits.text(id);
    if (text === null) throw new RangeError(`there is no cell ${id}`);
    const record = this.#record(id);
    const ran = edits.get(id) ? (record.ran ?? edits.published(id)) : edits.published(id);
    if (ran === text && edited.ran(id) === text) return edited.start(id);
    await starting(() => {
      edits.change(`edit of ${id}`, [[id, {...record, ran: text}]], `type ${id}`);
      edits.history.seal();
    });
  }

  /** Puts a text into a cell and runs it. */
  async setSource(id: string, text: string, label = `edit of ${id}`): Promise<void> {
    const {edits, starting} = this.#o;
    const record = this.#record(id);
    await starting(() => edits.change(label, [[id, {...record, text, ran: text}]]));
  }

  /** Puts a text that a dial made of what runs into a cell, and runs it. */
  async turn(id: string, text: string, label: string): Promise<void> {
    const {edits, edited} = this.#o;
    if (edited.waiting.has(id)) throw new Error(`${id} has two texts. Choose one, then turn its dials.`);
    if (edits.text(id) !== edited.ran(id))
      throw new Error(`The editor of ${id} holds text that has not run. Run it, or undo it, first.`);
    await this.setSource(id, text, label);
  }

  /** Shows a text in a cell for this visit; what runs only when the reader says so still waits for that. False where it cannot be. */
  visit(id: string, text: string, label: string): boolean {
    const {edits, edited, page} = this.#o;
    const cell = page.cells.get(id);
    if (!cell || !editable(cell) || edited.waiting.has(id)) return false;
    edits.visit(label, {...this.#record(id), text, ran: text});
    return true;
  }

  /** Adds an empty cell behind a block (null: before the first); returns its id. */
  add(kind: "ts" | "md", after: string | null): string {
    const {edits, edited, page} = this.#o;
    if (after !== null && !edited.blocks.has(after)) throw new RangeError(`there is no block ${after} to add a cell behind`);
    const id = this.#freshId();
    const edit: CellEdit = {id, kind, original: null, text: "", ran: null, after};
    edits.change(`adding ${kind === "ts" ? "code" : "text"}`, [...this.#anchored(id, after), [id, edit]]);
    page.announce(kind === "ts" ? "Code cell added." : "Text cell added.");
    edited.views.get(id)?.edit();
    return id;
  }

  /** Moves a cell past the block before (-1) or behind it (1); does nothing at an end of the chapter. */
  move(id: string, by: -1 | 1): void {
    const {edits, edited, page} = this.#o;
    if (!edited.blocks.has(id)) throw new RangeError(`cell ${id} cannot be moved: it is no block of the chapter`);
    const {order} = edited.blocks;
    const at = order.indexOf(id);
    if (at + by < 0 || at + by >= order.length) return page.announce(`${id} is ${by < 0 ? "first" : "last"} already.`);
    const after = by > 0 ? order[at + 1]! : (order[at - 2] ?? null);
    edits.change(`moving ${id}`, this.#anchored(id, after));
    page.announce(`${id} moved ${by < 0 ? "up" : "down"}.`);
    page.cells.get(id)?.element.scrollIntoView({block: "nearest"});
    edited.focus(id);
  }

  /** Deletes a cell of the chapter or one that the reader added. */
  delete(id: string): void {
    const {edits, edited, page} = this.#o;
    if (!edited.blocks.has(id)) throw new RangeError(`cell ${id} cannot be deleted: it is part of an exercise`);
    const {order} = edited.blocks;
    const at = order.indexOf(id);
    const neighbour = [...order.slice(at + 1), ...order.slice(0, at).reverse()].find((other) => edited.views.has(other));
    // What stood after a cell that disappears for good stands after the block before it.
    const changes = new Map<string, CellEdit | undefined>();
    if (edits.published(id) === null) {
      const before = edited.blocks.before(id);
      for (const edit of edits.all()) if (edit.after === id) changes.set(edit.id, {...edit, after: before});
    }
    changes.set(id, {...this.#record(id), text: null});
    edits.change(`deleting ${id}`, changes);
    page.announce(`${id} deleted. Undo brings it back.`);
    if (neighbour) edited.focus(neighbour);
  }

  /** Puts one cell back as published; one that the reader added is deleted. */
  reset(id: string): void {
    const {edits, edited, page} = this.#o;
    const edit = edits.get(id);
    if (!edit) return;
    if (edits.published(id) === null) return this.delete(id);
    edits.change(`resetting ${id}`, [...this.#home(id), [id, undefined]]);
    page.announce(`${id} is as published again. Undo brings your text back.`);
    edited.focus(id);
  }

  /** Puts the whole chapter back as published. */
  resetAll(): void {
    const {edits, page} = this.#o;
    const count = edits.all().length;
    edits.change(
      "resetting the chapter",
      edits.all().map(({id}) => [id, undefined])
    );
    page.announce(`${count === 1 ? "1 cell is" : `${count} cells are`} as published again. Undo brings your changes back.`);
  }

  /** Takes back the last step. */
  undo(): void {
    const step = this.#o.edits.undo();
    this.#o.page.announce(step ? `Undone: ${step.label}.` : "There is nothing to undo.");
  }

  /** Does the last undone step again. */
  redo(): void {
    const step = this.#o.edits.redo();
    this.#o.page.announce(step ? `Done again: ${step.label}.` : "There is nothing to do again.");
  }

  /** The menu "More" of a cell: only what makes sense for it now. */
  more(id: string): MenuItem[] {
    const {edits, edited, page, toggleOriginal} = this.#o;
    const items: MenuItem[] = [];
    const edit = edits.get(id);
    const block = edited.blocks.has(id);
    const view = edited.views.get(id);
    if (view?.source.hidden) items.push({label: "Show code", act: () => (view.reveal(), view.pre.focus())});
    if (edit && edits.published(id) !== null) {
      items.push({label: "Reset to the published text", act: () => this.reset(id)});
      if (edit.text !== edits.published(id))
        items.push({label: "Compare with the published text", act: () => toggleOriginal(id)});
    }
    if (!block) return items.length > 0 ? items : [{label: "Edit", act: () => view?.edit()}];
    const before = (): string | null => edited.blocks.before(id);
    items.push(
      {label: "Add code below", act: () => this.add("ts", id)},
      {label: "Add code above", act: () => this.add("ts", before())},
      {label: "Add text below", act: () => this.add("md", id)},
      {label: "Add text above", act: () => this.add("md", before())}
    );
    const {order} = edited.blocks;
    if (order[0] !== id) items.push({label: "Move up", act: () => this.move(id, -1)});
    if (order.at(-1) !== id) items.push({label: "Move down", act: () => this.move(id, 1)});
    items.push({label: "Delete", act: () => this.delete(id)});
    if (edits.history.undoable) items.push({label: `Undo ${edits.history.undoable.label}`, act: () => this.undo()});
    return page.cells.has(id) ? items : [];
  }

  /** The edit of a cell, or a first one that changes nothing yet. */
  #record(id: string): CellEdit {
    const {edits, page} = this.#o;
    const edit = edits.get(id);
    if (edit) return edit;
    const cell = page.cells.get(id);
    if (!cell || !editable(cell)) throw new RangeError(`there is no cell ${id} that can be changed`);
    return untouched(cell);
  }

  /** Records with new anchors once `id` stands behind `after`. */
  #anchored(id: string, after: string | null): [string, CellEdit | undefined][] {
    const changes: [string, CellEdit | undefined][] = [];
    for (const [other, anchor] of this.#o.edited.blocks.anchorsWith(id, after)) {
      if (other === id && !this.#o.page.cells.has(id)) continue;
      const {after: _now, ...record} = this.#record(other);
      changes.push([other, anchor === undefined ? record : {...record, after: anchor}]);
    }
    return changes;
  }

  /** Records of the others once a moved cell is back in its published place. */
  #home(id: string): [string, CellEdit | undefined][] {
    if (this.#o.edits.get(id)?.after === undefined) return [];
    const before = this.#o.edited.blocks.before(id);
    const followers = this.#o.edits.all().filter((edit) => edit.after === id);
    return followers.map((edit) => [edit.id, {...edit, after: before}]);
  }

  #freshId(): string {
    for (;;) {
      const random = crypto.getRandomValues(new Uint32Array(1))[0]!.toString(36).padStart(7, "0").slice(-6);
      const id = `mine-${random}`;
      if (!this.#o.page.cells.has(id) && this.#o.edits.text(id) === null) return id;
    }
  }
}

/**
 * Listens to the page: a click or Enter on code opens it, Mod-Z outside an editor undoes, Run of an edited cell runs the
 * edited text.
 */
export function listen(page: Page, edited: EditedPage, commands: Commands): void {
  const idOf = (target: EventTarget | null): string | undefined =>
    target instanceof Element ? target.closest<HTMLElement>("section.cell[data-cell]")?.dataset.cell : undefined;
  const codeOf = (target: EventTarget | null): string | undefined =>
    target instanceof Element && target.closest(".cell-source pre") ? idOf(target) : undefined;

  page.article.addEventListener("click", (event) => {
    const id = codeOf(event.target);
    // The end of a selection by mouse is a click too: the reader wants to copy.
    if (id === undefined || getSelection()?.isCollapsed === false) return;
    edited.views.get(id)?.edit(event.clientX || event.clientY ? {x: event.clientX, y: event.clientY} : undefined);
  });
  page.article.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.altKey || !(event.target instanceof HTMLPreElement)) return;
    const id = codeOf(event.target);
    if (id === undefined || !edited.views.has(id)) return;
    event.preventDefault();
    if (event.shiftKey || event.ctrlKey || event.metaKey) void commands.run(id);
    else edited.views.get(id)!.edit();
  });
  page.article.addEventListener(
    "click",
    (event) => {
      const target = event.target instanceof Element ? event.target.closest(".cell-controls .cell-run") : null;
      const id = target ? idOf(target) : undefined;
      if (id === undefined || !edited.views.has(id)) return;
      event.stopPropagation();
      void commands.run(id);
    },
    true
  );
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.defaultPrevented) return;
    const target = event.target;
    if (target instanceof Element && target.closest("input, textarea, select, [contenteditable], .cell-editor")) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && !(key === "y" && event.ctrlKey)) return;
    event.preventDefault();
    if (key === "y" || event.shiftKey) commands.redo();
    else commands.undo();
  });
}

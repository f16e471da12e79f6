import {hash} from "../../notebook/changes/changes.ts";
import {LocatedError} from "../../notebook/types.ts";
import type {Page, PageCell} from "../runtime/contract.ts";
import {markPlace} from "../runtime/error-mark.ts";
import {Blocks} from "./blocks.ts";
import {type CellTools, cellTools, CellView, newCellElement} from "./cell-view.ts";
import {editable} from "./editable.ts";
import type {CellEdit, Edits} from "./edits.ts";
import type {MenuItem} from "./popup.ts";
import {Runner} from "./runner.ts";

/** What the reader asks of a cell. */
interface ReaderCommands {
  typed(id: string, text: string): void;
  run(id: string): void;
  more(id: string): MenuItem[];
}

/** The page as the reader's edits has it: cells there or gone, in order, with their text, and running what they ran. */
export class EditedPage {
  readonly blocks: Blocks;
  readonly views = new Map<string, CellView>();
  readonly #page: Page;
  readonly #edits: () => Edits;
  readonly #commands: ReaderCommands;
  readonly #runner: Runner;
  readonly #tools = new Map<string, CellTools>();
  /** Elements of published cells that the reader deleted, with what `attach` needs. */
  readonly #deleted = new Map<string, PageCell>();
  /** The edited text that each cell was last given to run; a cell that runs the published text has none. */
  readonly #given = new Map<string, string>();
  /** Cells whose changes came by a link or are waiting for a choice: they are shown, and not run. */
  readonly waiting = new Set<string>();

  constructor(page: Page, edits: () => Edits, commands: ReaderCommands) {
    this.#page = page;
    this.#edits = edits;
    this.#commands = commands;
    this.#runner = new Runner(page);
    this.blocks = new Blocks(page.article);
    for (const cell of page.cells.values()) if (editable(cell)) this.#equip(cell);
    page.on("state", (cell) => this.#follow(cell));
    // The core defines the published cells after the stored edits were shown, which says that their text has run.
    page.on("definition", (cell) => {
      if (cell.element.hasAttribute("data-unrun")) page.touched(cell.id, true);
    });
  }

  /**
   * Makes the page agree with the edits for these cells. `start`: held and manual cells run too, because the reader asked for
   * it.
   */
  async show(ids: readonly string[], start: boolean): Promise<void> {
    for (const id of ids) this.#exist(id);
    for (const id of this.blocks.arrange(this.#edits().all())) if (this.#page.cells.has(id)) this.#page.moved(id);
    await Promise.all(ids.map((id) => this.#agree(id, start)));
  }

  /** Runs what stands in the cell, edited or not. */
  async start(id: string): Promise<void> {
    const cell = this.#page.cells.get(id);
    if (!cell) return;
    const given = this.#given.get(id);
    // An edited text is compiled again: the cell's last definition may be of an earlier text, when this one had an error.
    if (given !== undefined) await this.#runner.run(cell, given, true);
    else if (cell.definition) this.#page.run(id);
  }

  /** The text that the cell was last given to run. */
  ran(id: string): string | null {
    return this.#given.get(id) ?? this.#edits().published(id);
  }

  /** Puts the focus back to a cell after a command of its menu. */
  focus(id: string): void {
    this.#tools.get(id)?.focus();
  }

  #exist(id: string): void {
    const edits = this.#edits();
    const text = edits.text(id);
    const cell = this.#page.cells.get(id);
    if (text === null) {
      if (cell) this.#takeOut(id, cell);
      return;
    }
    if (cell) return;
    const before = this.#deleted.get(id);
    if (before) {
      this.#deleted.delete(id);
      before.element.removeAttribute("data-deleted");
      before.element.hidden = false;
      this.#page.attach(before.element, before.original!, before.original, before.published ?? undefined);
      if (before.published) this.#page.define(id, before.published);
      return;
    }
    const edit = edits.get(id);
    if (!edit) return;
    const element = newCellElement(edit, text);
    this.#page.article.append(element);
    this.blocks.add(id, element);
    const added = this.#page.attach(element, text, null);
    this.#page.hold(id);
    this.#equip(added);
  }

  #takeOut(id: string, cell: PageCell): void {
    const {element} = cell;
    this.views.get(id)?.close();
    this.#runner.forget(id);
    this.#given.delete(id);
    this.#page.remove(id);
    if (cell.original === null) {
      this.blocks.drop(id);
      this.views.delete(id);
      this.#tools.delete(id);
      return;
    }
    this.#deleted.set(id, cell);
    cell.output.replaceChildren();
    element.setAttribute("data-deleted", "");
    element.hidden = true;
  }

  async #agree(id: string, start: boolean): Promise<void> {
    const edits = this.#edits();
    const cell = this.#page.cells.get(id);
    const view = this.views.get(id);
    const text = edits.text(id);
    if (!cell || !view || text === null) return;
    const edit = edits.get(id);
    view.show(text);
    mark(cell.element, "data-edited", edit !== undefined && text !== cell.original);
    const wanted = edit ? (edit.ran ?? cell.original) : cell.original;
    const outdated = wanted !== null && text !== wanted;
    mark(cell.element, "data-unrun", outdated || wanted === null);
    if (this.waiting.has(id) || wanted === null || wanted === this.ran(id)) {
      this.#page.touched(id, outdated);
      return;
    }
    if (wanted === cell.original) {
      this.#given.delete(id);
      this.#runner.restore(cell, start);
    } else {
      this.#given.set(id, wanted);
      await this.#runner.run(cell, wanted, start || (cell.original === null && !this.#page.safe));
    }
    if (this.#page.cells.get(id) === cell) this.#page.touched(id, outdated);
  }

  #equip(cell: PageCell): void {
    const {id} = cell;
    const kind = cell.kind === "md" ? "md" : "ts";
    const view = new CellView(cell.element, kind, this.#edits().text(id) ?? cell.source, {
      typed: (text) => this.#commands.typed(id, text),
      run: () => this.#commands.run(id),
      toggled: () => {
        const now = this.#page.cells.get(id) ?? cell;
        this.#tools.get(id)?.update(now);
        markPlace(now);
      }
    });
    const commands = {
      run: () => this.#commands.run(id),
      stop: () => this.#page.stop(id),
      edit: () => view.edit(),
      done: () => view.close(true),
      editing: () => view.open,
      more: () => this.#commands.more(id)
    };
    const tools = cellTools(id, commands, cell.element.querySelector<HTMLElement>(":scope > .cell-tools"));
    this.views.set(id, view);
    this.#tools.set(id, tools);
    if (!tools.dom.isConnected) cell.element.append(tools.dom);
  }

  #follow(cell: PageCell): void {
    this.#tools.get(cell.id)?.update(cell);
    const {error} = cell;
    this.views.get(cell.id)?.mark(error instanceof LocatedError ? {position: error.position, message: error.message} : null);
  }
}

/** A first record for a cell that stands as published. */
export function untouched(cell: Pick<PageCell, "id" | "kind" | "original">): CellEdit {
  const kind = cell.kind === "md" ? "md" : "ts";
  return {id: cell.id, kind, original: cell.original === null ? null : hash(cell.original), text: cell.original, ran: null};
}

function mark(element: HTMLElement, attribute: string, on: boolean): void {
  element.toggleAttribute(attribute, on);
}

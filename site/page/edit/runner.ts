import {compile} from "../../notebook/cell/compile.ts";
import {findExpressions} from "../../notebook/text/inline.ts";
import type {Page, PageCell} from "../runtime/contract.ts";
import {evaluate} from "../runtime/evaluate.ts";
import {renderMarkdown} from "./markdown-cell.ts";

/**
 * Makes edited text what its cell runs. Texts of one cell are compiled in the order in which they were given, and only the
 * last one is defined: a slow import of an older text never replaces a newer one.
 */
export class Runner {
  readonly #page: Page;
  readonly #turn = new Map<string, number>();
  /** Inline cells of each Markdown cell. */
  readonly #inline = new Map<string, string[]>();

  constructor(page: Page) {
    this.#page = page;
  }

  /** Compiles, and defines or fails the cell. With `start`, a cell that is held or manual runs too. Never rejects. */
  async run(cell: PageCell, text: string, start: boolean): Promise<void> {
    const turn = this.#next(cell.id);
    cell.source = text;
    if (cell.kind === "md") return this.#runMarkdown(cell, text, start, turn);
    await this.#define(cell, text, start, () => this.#turn.get(cell.id) === turn);
  }

  /** Defines the published text again. */
  restore(cell: PageCell, start: boolean): void {
    this.#next(cell.id);
    if (cell.original === null || !cell.published) return;
    cell.source = cell.original;
    this.#page.define(cell.id, cell.published);
    if (start && cell.held) this.#page.run(cell.id);
  }

  /** Forgets a cell that is taken out of the page, and the inline cells in its Markdown. */
  forget(id: string): void {
    this.#next(id);
    this.#dropInline(id);
  }

  #next(id: string): number {
    const turn = (this.#turn.get(id) ?? 0) + 1;
    this.#turn.set(id, turn);
    return turn;
  }

  async #define(cell: PageCell, text: string, start: boolean, current: () => boolean): Promise<void> {
    const {id} = cell;
    const there = (): boolean => current() && this.#page.cells.get(id) === cell;
    try {
      const {budget} = cell;
      const definition = await evaluate(compile(id, text, {guard: {budget}, inline: cell.kind === "inline"}), budget);
      if (!there()) return;
      this.#page.define(id, definition);
      if (start && cell.held) this.#page.run(id);
    } catch (error) {
      if (there()) this.#page.fail(id, error instanceof Error ? error : new Error(String(error)));
    }
  }

  async #runMarkdown(cell: PageCell, text: string, start: boolean, turn: number): Promise<void> {
    const {expressions} = findExpressions(text);
    this.#dropInline(cell.id);
    const places = await renderMarkdown(
      cell,
      text,
      expressions.map(({range}) => range)
    );
    if (this.#turn.get(cell.id) !== turn || this.#page.cells.get(cell.id) !== cell) return;
    if (start && cell.held) this.#page.run(cell.id);
    const ids = places.map((_, index) => `${cell.id}~${index + 1}`);
    this.#inline.set(cell.id, ids);
    await Promise.all(
      places.map((place, index) => {
        // One inside a code block or a link's address has no place in the document.
        if (!place.isConnected) return;
        place.dataset.cell = ids[index]!;
        const inline = this.#page.attach(place, expressions[index]!.source, null);
        return this.#define(inline, inline.source, start, () => this.#turn.get(cell.id) === turn);
      })
    );
  }

  #dropInline(id: string): void {
    for (const inline of this.#inline.get(id) ?? []) if (this.#page.cells.has(inline)) this.#page.remove(inline);
    this.#inline.delete(id);
  }
}

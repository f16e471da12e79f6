import {compile} from "../../notebook/cell/compile.ts";
import {createTick, nextMacrotask, sourceColumn} from "../../notebook/cell/guard.ts";
import {findExpressions} from "../../notebook/text/inline.ts";
import type {CompiledCell, Range} from "../../notebook/types.ts";
import {element} from "../element.ts";
import type {Definition, Page, PageCell} from "../runtime/contract.ts";

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

/**
 * Makes a compiled cell's body a function, as a module of its own (a `blob:` URL; the policy allows no `eval`). Its bare imports resolve through
 * the page's import map. Nothing of the cell runs before the body is called. `budget`: milliseconds that one synchronous stretch of a guarded
 * cell may take. Rejects with a SyntaxError when the body is no JavaScript.
 */
export async function evaluate(compiled: CompiledCell, budget: number): Promise<Definition> {
  const {id, inputs, outputs, imports, autodisplay, bodyLine, guarded, insertions} = compiled;
  const url = URL.createObjectURL(new Blob([`export const body =\n${compiled.body}\n`], {type: "text/javascript"}));
  try {
    const {body} = (await import(/* @vite-ignore */ url)) as {body: (...inputs: unknown[]) => unknown};
    const tick = guarded ? createTick(budget, () => performance.now(), nextMacrotask) : undefined;
    return {
      id,
      inputs,
      outputs,
      imports,
      autodisplay,
      body: (tick ? (...values: unknown[]) => body(tick, ...values) : body) as Definition["body"],
      ...(tick && {guarded: body}),
      module: url,
      line: bodyLine + 1,
      column: (line, column) => sourceColumn(insertions, line, column)
    };
  } finally {
    URL.revokeObjectURL(url);
  }
}

/**
 * Shows a reader's Markdown in the cell's output; the renderer is a chunk of its own.
 * @param inline where `${…}` stand in the text
 * @returns an element for each of them, in order; one that has no place in the result (a link's address) is not in the document.
 */
async function renderMarkdown(cell: PageCell, text: string, inline: readonly Range[]): Promise<HTMLElement[]> {
  const {readerMarkdown} = await insist(cell.element, "The writing of text", () => import("../lazy/md.ts"));
  const places = inline.map(() => element("span", {class: "inline", "data-kind": "inline"}));
  let marked = "";
  let from = 0;
  for (const [index, {start, end}] of inline.entries()) {
    marked += `${text.slice(from, start)}\uE000${index}\uE001`;
    from = end;
  }
  cell.output.replaceChildren(...readerMarkdown(marked + text.slice(from), places).childNodes);
  return places;
}

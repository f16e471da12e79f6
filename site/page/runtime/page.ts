import {type Module, Runtime, RuntimeError} from "@observablehq/runtime";
import type {LocatedError} from "../../notebook/types.ts";
import {announcer} from "./announcer.ts";
import {builtins, globalByName, type PerRun, perRun, PerRunMark, runFunction} from "./builtins.ts";
import {inDocumentOrder, isSettled, LiveCell, showState} from "./cell.ts";
import type {Definition, Page, PageCell} from "./contract.ts";
import {clear, display, displayInline, displayResult} from "./display.ts";
import {type CellRun, errorOf, NotRun, StaleDisplay} from "./run.ts";
import {Names} from "./names.ts";
import {type Events, SharedImports, CellVariables} from "./variables.ts";

type EventName = "state" | "definition" | "order";

/** What the document says of the page. */
interface PageOptions {
  slug: string;
  root: string;
  article: HTMLElement;
  /** The live region, if any. */
  announce: HTMLElement | null;
  /** Holds every cell until the reader runs it. */
  safe: boolean;
  /** The built-in `dials` of a run; absent where nothing can be edited. */
  dials?: (run: CellRun, cell: PageCell) => Promise<unknown>;
}

/** The chapter's page on @observablehq/runtime; see `Page` for what each member promises. */
export class ChapterPage implements Page {
  readonly slug: string;
  readonly root: string;
  readonly article: HTMLElement;
  readonly safe: boolean;
  readonly announce: (text: string) => void;
  /** In the order of the document, unless `#unsorted`. */
  readonly #cells = new Map<string, LiveCell>();
  #unsorted = false;
  #last: LiveCell | undefined;
  readonly #names = new Names();
  readonly #variables = new Map<string, CellVariables>();
  readonly #listeners: Record<EventName, Set<(cell: PageCell) => void>> = {
    state: new Set(),
    definition: new Set(),
    order: new Set()
  };
  readonly #module: Module;
  readonly #imports: SharedImports;
  readonly #events: Events;

  constructor({slug, root, article, announce, safe, dials}: PageOptions) {
    this.slug = slug;
    this.root = root;
    this.article = article;
    this.safe = safe;
    this.announce = announcer(announce);
    this.#module = new Runtime(builtins(article), globalByName).module();
    this.#imports = new SharedImports(this.#module);
    for (const name of perRun) this.#module.builtin(name, new PerRunMark(name));
    this.#events = {
      changed: (cell) => this.#update(cell),
      fulfilled: (cell, value) => displayResult(cell, value),
      failed: (cell, error, late) => this.#failed(cell, error, late),
      recovered: (cell) => {
        cell.error = null;
        cell.output.querySelector(":scope > .cell-error")?.remove();
        this.#update(cell);
      },
      blocked: (cell, error) => this.#blocked(cell, error),
      perRun: (cell, run, name) => (name === "dials" ? dials?.(run, cell) : this.#perRun(cell, run, name))
    };
  }

  attach(element: HTMLElement, source: string, original: string | null, published: Definition | null = null): PageCell {
    const cell = new LiveCell(element, source, original, published);
    if (this.#cells.has(cell.id)) throw new RangeError(`there is a cell ${cell.id} already`);
    if (this.safe) cell.held = true;
    this.#cells.set(cell.id, cell);
    this.#variables.set(cell.id, new CellVariables(this.#module, this.#imports, cell, this.#events));
    // A chapter's cells come in their order: there is nothing to sort then.
    if (this.#last && !(this.#last.element.compareDocumentPosition(element) & 4)) this.#unsorted = true;
    this.#last = cell;
    this.#fire("order", cell);
    return cell;
  }

  define(id: string, definition: Definition): void {
    const cell = this.#cell(id);
    if (cell.manual) cell.held = true;
    cell.definition = definition;
    cell.outdated = false;
    cell.broken = false;
    this.#fire("definition", cell);
    const rivals = this.#names.take(cell, definition);
    this.#wire(cell);
    this.#settle(rivals);
  }

  fail(id: string, error: LocatedError | Error): void {
    const cell = this.#cell(id);
    cell.definition ??= cell.published; // its names exist, though nothing gives them a value
    cell.outdated = false;
    cell.broken = true;
    const rivals = this.#names.take(cell, cell.definition);
    this.#refuse(cell, error);
    this.#settle(rivals);
  }

  remove(id: string): void {
    const cell = this.#cell(id);
    this.#variables.get(id)!.dispose();
    this.#variables.delete(id);
    this.#cells.delete(id);
    if (this.#last === cell) this.#unsorted = true;
    this.#fire("order", cell);
    this.#settle(this.#names.take(cell, null));
  }

  run(id: string): void {
    const cell = this.#cell(id);
    cell.held = false;
    this.#wire(cell);
  }

  hold(id: string): void {
    const cell = this.#cell(id);
    cell.held = true;
    this.#wire(cell);
  }

  stop(id: string): void {
    const cell = this.#cell(id);
    if (cell.state !== "running" && !cell.run?.waiting) return;
    cell.run?.end(true);
    this.#update(cell);
  }

  touched(id: string, outdated: boolean): void {
    const cell = this.#cell(id);
    cell.outdated = outdated;
    this.#update(cell);
  }

  moved(id: string): void {
    this.#unsorted = true;
    this.#fire("order", this.#cell(id));
  }

  definedBy(name: string): LiveCell | undefined {
    return this.#names.definedBy(name);
  }

  get cells(): ReadonlyMap<string, LiveCell> {
    if (!this.#unsorted) return this.#cells;
    this.#unsorted = false;
    const sorted = inDocumentOrder(this.#cells.values());
    this.#cells.clear();
    for (const cell of sorted) this.#cells.set(cell.id, cell);
    this.#last = sorted.at(-1);
    return this.#cells;
  }

  on(event: EventName, listener: (cell: PageCell) => void): () => void {
    this.#listeners[event].add(listener);
    return () => this.#listeners[event].delete(listener);
  }

  async settled(): Promise<void> {
    // Twice in a row, a frame apart: a definition is taken up by the runtime only at the next frame.
    for (let quiet = 0; quiet < 2;) {
      await new Promise(requestAnimationFrame);
      const known = new Map<LiveCell, boolean>();
      const all = [...this.#cells.values()];
      quiet = all.every((cell) => isSettled(cell, (name) => this.definedBy(name), known)) ? quiet + 1 : 0;
    }
  }

  /** Shows an error that came after the run: from an event handler, or a promise that nobody awaited. */
  failLate(cell: PageCell, error: unknown): void {
    this.#failed(this.#cell(cell.id), error, true);
  }

  #cell(id: string): LiveCell {
    const cell = this.#cells.get(id);
    if (!cell) throw new RangeError(`there is no cell ${id}`);
    return cell;
  }

  #wire(cell: LiveCell): void {
    const variables = this.#variables.get(cell.id)!;
    const conflict = this.#names.conflict(cell);
    cell.broken = false;
    cell.rival = conflict?.[1];
    if (conflict) {
      const [name, other] = conflict;
      return this.#refuse(cell, new Error(`"${name}" is defined in two cells, here and in ${other.id}. Rename one of them.`));
    }
    if (cell.held) variables.block(cell.definition, new NotRun("has not run"));
    else if (cell.definition) variables.define(cell.definition);
    this.#update(cell);
  }

  /** The cell does not run, and says why; what depends on it waits for it. */
  #refuse(cell: LiveCell, error: Error): void {
    this.#variables.get(cell.id)!.block(cell.definition, error);
    this.#failed(cell, error);
  }

  /** Of cells whose names another gave up or took, those that are in conflict now, or no longer are. */
  #settle(rivals: Iterable<LiveCell>): void {
    for (const cell of rivals) if (!cell.broken && (cell.rival || this.#names.conflict(cell))) this.#wire(cell);
  }

  #fire(event: EventName, cell: PageCell): void {
    for (const listener of this.#listeners[event]) listener(cell);
  }

  #update(cell: LiveCell): void {
    if (!this.#cells.has(cell.id)) return;
    const state = cell.compute(cell.blame === null ? undefined : this.definedBy(cell.blame)?.state);
    const changed = state !== cell.state;
    cell.state = state;
    if (!cell.error) cell.unmark?.();
    if (changed && state === "done" && cell.manual) this.announce(`Cell ${cell.id} is done.`);
    showState(cell, {run: () => this.run(cell.id), stop: () => this.stop(cell.id)});
    if (changed) this.#fire("state", cell);
  }

  #failed(cell: LiveCell, thrown: unknown, late = false): void {
    const error = errorOf(thrown);
    cell.error = error;
    this.#update(cell);
    const current = () => cell.error === error;
    this.#explain(cell, current, async () => {
      const {explain} = await import("./failures.ts");
      if (!current()) return;
      const said = explain(cell, error, this, late);
      if (said) this.announce(said);
      this.#fire("state", cell); // the error has its place now
    });
  }

  #blocked(cell: LiveCell, error: unknown): void {
    const name = error instanceof RuntimeError ? error.input : undefined;
    const direct = name === undefined ? undefined : this.definedBy(name);
    if (!direct || direct === cell) return this.#failed(cell, error);
    cell.blame = name!;
    // Those that it waits for were told before: none of a long chain has to ask them all again.
    const [root, by] = (cell.cause = (direct.blame === null ? null : direct.cause) ?? [name!, direct]);
    this.#update(cell);
    const current = () => cell.blame === name;
    this.#explain(cell, current, async () => {
      const {showBlocked} = await import("./failures.ts");
      if (current()) showBlocked(cell, root, by);
    });
  }

  /** Shows why a cell has no value: with code that most readers never need. */
  #explain(cell: LiveCell, current: () => boolean, show: () => Promise<void>): void {
    const token = (cell.showing = {});
    show()
      .catch(() => current() && cell.output.append(cell.error ? `${cell.error}` : `Waiting for ${cell.blame}`))
      .catch(() => cell.output.append("The cell failed.")) // an error that could be looked at once
      .finally(() => {
        if (cell.showing === token) cell.showing = null;
      });
  }

  #perRun(cell: LiveCell, run: CellRun, name: Exclude<PerRun, "dials">): unknown {
    return runFunction(name, run, {
      display: (value) => {
        if (!run.displayed) clear(cell.output);
        run.displayed = true;
        (cell.kind === "inline" ? displayInline : display)(cell.output, value);
      },
      progress: (fraction) => {
        cell.progress = fraction;
        this.#update(cell);
      }
    });
  }
}

/** Shows errors of event handlers, timers and promises that nobody awaited at the cell whose line threw them. */
export function catchLateErrors(page: ChapterPage): void {
  const handle = (thrown: unknown, event: Event) => {
    if (thrown === null || thrown === undefined) return; // no error of a cell: that a ResizeObserver takes another turn, say
    const error = errorOf(thrown);
    if (error instanceof StaleDisplay || error instanceof NotRun) return event.preventDefault();
    void import("./errors.ts").then(({cellFrames}) => {
      const cell = cellFrames(error, page.cells.values())[0]?.cell;
      if (cell) page.failLate(cell, error);
    });
  };
  addEventListener("error", (event) => handle(event.error, event));
  addEventListener("unhandledrejection", (event) => handle(event.reason, event));
}

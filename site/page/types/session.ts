import type {EditedPage} from "../edit/edited-page.ts";
import type {Edits} from "../edit/edits.ts";
import type {Page, PageCell} from "../runtime/contract.ts";
import {startClient, type TypeClient} from "./client.ts";
import type {CellProblem, CellText} from "./messages.ts";

/** What a session stands on. */
export interface SessionOptions {
  page: Page;
  edits: Edits;
  edited: EditedPage;
  /** Makes an edit whose text is to run; resolves when it is compiled and defined. */
  starting(act: () => void): Promise<void>;
}

/** Milliseconds without typing after which mistakes are looked for. */
const PAUSE = 250;

/** A chapter that the type worker follows, from its start to its end. */
export class TypeSession {
  readonly options: SessionOptions;
  readonly client: TypeClient;
  /** By cell; of those that were looked at. */
  readonly problems = new Map<string, readonly CellProblem[]>();
  readonly #told = (id: string): void => this.#found(id);
  readonly #found: (id: string) => void;
  #sent: readonly CellText[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Counts the looks: an older one ends when a newer begins. */
  #look = 0;
  #last: string | undefined;

  /** `found` is called with each cell of which something else is known now; `failed` when the worker cannot be had. */
  constructor(options: SessionOptions, worker: string, found: (id: string) => void, failed: (why: string) => void) {
    this.options = options;
    this.#found = found;
    this.client = startClient(worker, failed);
    this.follow();
  }

  /** Takes over what the page holds now, before anything is asked of it, and looks for mistakes once the reader pauses. */
  follow(): void {
    const {page, edits} = this.options;
    const cells = cellTexts(page, ({id, source}) => edits.text(id) ?? source);
    const before = this.#sent;
    this.#sent = cells;
    const same =
      cells.length === before.length && cells.every(({id, kind}, i) => before[i]!.id === id && before[i]!.kind === kind);
    if (!same) void this.client.ask("chapter", cells);
    const changed = same ? cells.filter(({text}, i) => before[i]!.text !== text) : cells;
    if (changed.length === 0) return;
    if (same) for (const {id, text} of changed) void this.client.ask("change", {cell: id, text});
    this.#last = changed.length < cells.length ? changed[0]!.id : this.#last;
    clearTimeout(this.#timer);
    this.#look++;
    this.#timer = setTimeout(() => void this.#lookAround(), PAUSE);
  }

  /** Ends it. */
  close(): void {
    clearTimeout(this.#timer);
    this.#look++;
    this.client.close();
    const known = [...this.problems.keys()];
    this.problems.clear();
    known.forEach(this.#told);
  }

  /** Asks for the mistakes in every cell, one after the other: first where the reader is, so that other questions come between. */
  async #lookAround(): Promise<void> {
    const look = ++this.#look;
    const ids = this.#sent.map(({id}) => id);
    for (const gone of [...this.problems.keys()].filter((id) => !ids.includes(id))) this.problems.delete(gone);
    const first = this.#last !== undefined && ids.includes(this.#last) ? [this.#last] : [];
    for (const id of new Set([...first, ...this.problems.keys(), ...ids])) {
      const found = await this.client.ask("problems", {cell: id});
      if (look !== this.#look) return;
      if (!found) continue;
      const before = this.problems.get(id) ?? [];
      if (found.length > 0) this.problems.set(id, found);
      else this.problems.delete(id);
      if (found.length > 0 || before.length > 0) this.#told(id);
    }
    performance.mark("gantry:types");
  }
}

/** The cells of a page as the worker is told of them, in order; `textOf` gives their texts. */
export function cellTexts(page: Page, textOf: (cell: PageCell) => string): CellText[] {
  return [...page.cells.values()].flatMap((cell) => {
    if (isWithinText(cell)) return [];
    const {id, kind, role, element} = cell;
    const exercise = element.closest<HTMLElement>("[data-exercise]")?.dataset.exercise;
    return [{id, kind, text: textOf(cell), ...(role && {role}), ...(exercise !== undefined && {exercise})}];
  });
}

/** An expression in a reader's text is part of that text. */
function isWithinText({kind, element}: PageCell): boolean {
  return kind === "inline" && element.closest('.cell[data-kind="md"]') !== null;
}

import type {DialsCall, PublishedLiterals} from "../../notebook/dials/calls.ts";
import type {ExerciseRole, ImportedName, LocatedError} from "../../notebook/types.ts";

declare global {
  /**
   * Says at the beginning of an element, once, that something could not be loaded; `retry` is called with the line. This and `insist` stand
   * in an inline script of every page (site/build/pages/lacking.ts): they are there when nothing else is.
   */
  function lacking(place: Element, what: string, retry: (line: Element) => void): void;
  /**
   * What `load` imports. While it cannot be had, a line at the beginning of `place` says so, with a button that tries again: browsers ask
   * the network anew for a script that failed. Rejects only with what the script itself throws.
   */
  function insist<T>(place: Element, what: string, load: () => Promise<T>): Promise<T>;
}

/**
 * waiting: an input is not there yet; running: its body (or a promise or generator of it) is under way; done: shown;
 * stale: the text was changed and not run, or an input is being recomputed; failed: it threw; upstream: an input failed;
 * held: it waits for the reader to press Run (manual, or arrived by a link); stopped: the reader pressed Stop.
 */
export type CellState = "waiting" | "running" | "done" | "stale" | "failed" | "upstream" | "held" | "stopped";

/** A cell that the runtime can run: what `site/notebook/cell/compile` gives, with the body made a function. */
export interface Definition {
  id: string;
  inputs: string[];
  outputs: string[];
  /** Names that it imports: the page gives them to the other cells, apart from the body. */
  imports?: readonly ImportedName[];
  /** The value of the body is displayed, when the cell displays nothing itself. */
  autodisplay?: boolean;
  body: (...inputs: never[]) => unknown;
  /** The function that `body` wraps, with a check as its first input, in a cell that a reader edited. */
  guarded?: (...inputs: never[]) => unknown;
  /** URL of the module that holds the body, and the line there (1-based) of the cell's first line: maps stack traces. */
  module?: string;
  line?: number;
  /** The column of the cell's text for one of the module, in a line of the cell (all from 1). Absent: they are the same. */
  column?: (line: number, column: number) => number;
  /** Published: the calls of `dials` in it, if all of them can be known before it runs; and what those of all cells read in its text. */
  dials?: readonly DialsCall[];
  literals?: PublishedLiterals;
}

/** What the build writes for a chapter: an ES module, unminified, in which every column is the cell's own. */
export interface ChapterModule {
  cells: Definition[];
}

/** A cell as it stands in the page. */
export interface PageCell {
  readonly id: string;
  readonly kind: "ts" | "md" | "inline";
  /** `section.cell` or `span.inline`; carries data-cell, data-state. */
  readonly element: HTMLElement;
  /** Where displayed values go; for an inline cell the element itself. */
  readonly output: HTMLElement;
  /** Current TypeScript text: what runs. */
  source: string;
  /** The published text; null for a cell that the reader added. */
  readonly original: string | null;
  readonly manual: boolean;
  readonly budget: number;
  state: CellState;
  /** The last failure, located within the cell (line 1 is the cell's first). */
  error: LocatedError | Error | null;
  /** Progress that the running body reported, 0…1, or null. */
  progress: number | null;
  definition: Definition | null;
  /** What the build compiled for this cell; null for a cell that the reader added. A reset defines it again. */
  readonly published: Definition | null;
  /** True while the cell waits for Run (manual, `?safe`, arrived by a link): `define` then stores, and runs nothing. */
  readonly held: boolean;
  /** The cell's part in an exercise, from `data-role`. */
  readonly role: ExerciseRole | undefined;
  /** What the last run of a check cell compared, in order: the third argument of each `equal`. */
  readonly checks: readonly string[];
}

/** What `startEditing(page)` gives. It resolves once stored edits are applied: each edited cell is defined, failed or held. */
export interface Editing {
  /** Puts text into a cell as an edit of the reader's, kept and undoable, and runs it. Throws a RangeError for an unknown id. */
  setSource(id: string, text: string): void | Promise<void>;
  /** Puts a cell back as published. */
  reset(id: string): void;
  /**
   * Puts a text that a dial made of what runs into a cell, as an edit of the reader's, and runs it. Rejects, and changes nothing, where
   * the editor holds a text that has not run, or the cell waits for the reader's choice.
   */
  turn(id: string, text: string, label: string): Promise<void>;
  /**
   * Shows a text in a cell for this visit, as a step that can be undone: nothing of it is kept before the reader changes it. Null where
   * the cell cannot be changed, or waits for the reader's choice.
   */
  visit(id: string, text: string, label: string): Promise<Visit | null>;
}

/** A text that is shown in a cell, and not kept. */
export interface Visit {
  /** The reader had changed the cell: that is still kept. */
  readonly own: boolean;
  /** Puts back what was there before, as a step that can be undone. */
  back(): void;
  /** Calls back once, when the cell has another text. */
  onOver(listener: () => void): void;
}

/** The `localStorage` key whose presence says that a chapter has edits; `../editing.ts` is then loaded before any cell runs. */
export function editsMarker(page: {root: string; slug: string}): string {
  return `gantry:edits:${new URL(page.slug, page.root).pathname}`;
}

/** The `localStorage` key that says that every chapter with edits has its mark. Without it the store itself is asked. */
export const marksComplete = "gantry:marks";

/**
 * The `localStorage` key that stands while edited cells start, and where they did harm. Found at load, it says that the last visit came to
 * no good end: the page starts safe. Its text is a `Trouble`, or of a former edition.
 */
export function runningMarker(page: {root: string; slug: string}): string {
  return `gantry:running:${new URL(page.slug, page.root).pathname}`;
}

/** What became of the last visit. */
export interface Trouble {
  /** The edited cell that was started last. */
  cell: string;
  /** hung: the tab ended while it ran; busy: the page could not answer; boxes: it put one box after another before the reader. */
  why: "hung" | "busy" | "boxes" | "emptied" | "left";
}

/** A fragment that begins so carries edits: `#edits=…`. `../editing.ts` is then loaded before any cell runs. */
export const SHARE_PREFIX = "#edits=";

/** The chapter's page: what features (editor, sharing, graph, exercises) stand on. */
export interface Page {
  readonly slug: string;
  /** Folder of the site, absolute, ends in "/": import.meta.url's book root. */
  readonly root: string;
  readonly article: HTMLElement;
  readonly cells: ReadonlyMap<string, PageCell>;
  /** Registers a `section.cell` or `span.inline` element that is in the document, without running it. */
  attach(element: HTMLElement, source: string, original: string | null, published?: Definition): PageCell;
  /** (Re)defines a cell: it runs when its inputs are there; its dependents follow; nothing else runs again. */
  define(id: string, definition: Definition): void;
  /** Shows a compile error in a cell and leaves its last good definition's dependents failing as "waiting for x, which failed". */
  fail(id: string, error: LocatedError | Error): void;
  /** Takes a cell out of the runtime and forgets it; its element is left to the caller. */
  remove(id: string): void;
  /** Runs a held, manual, stopped or done cell (again). An edited manual cell needs `define`, then `run`. */
  run(id: string): void;
  /** Holds a cell: it does not run until `run`. */
  hold(id: string): void;
  /** Ends a running cell: resolves its `invalidation`, returns its generator. */
  stop(id: string): void;
  /** Says that the text in a cell's editor differs from what last ran (state stale), or no longer does. `define` and `fail` clear it. */
  touched(id: string, outdated: boolean): void;
  /** Says that a cell's element now stands elsewhere in the document: `cells` follows, listeners of "order" hear of it. */
  moved(id: string): void;
  /** Names a cell uses that other cells define, and who defines a name. */
  definedBy(name: string): PageCell | undefined;
  /** Fires after any change of state, definition or order; returns the function that ends it. */
  on(event: "state" | "definition" | "order", listener: (cell: PageCell) => void): () => void;
  /** Resolves when no cell is waiting or running (held ones do not count). */
  settled(): Promise<void>;
  /** True for a page opened with `?safe`, or after a visit whose edited cells never came to an end: all cells are held. */
  readonly safe: boolean;
  /** Says something to screen readers, politely. */
  announce(text: string): void;
}

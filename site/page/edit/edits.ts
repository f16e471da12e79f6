import type {CellChange, Changes} from "../../notebook/changes/changes.ts";
import {type Step, UndoHistory} from "./undo-history.ts";

/** Why the edits changed: the reader did it, undid or redid it, another tab did it, it was stored before, or is shown for this visit. */
export type Origin = "reader" | "undo" | "tab" | "stored" | "visit";

/** In the place of a tab's name: a text of the reader's that stood here before an address turned the cell's dials. */
export const BEFORE_ADDRESS = "address";

/** What differs from the published chapter, cell by cell, with its history. Knows no page and no storage. */
export class Edits {
  readonly history = new UndoHistory<CellEdit>();
  readonly #published: ReadonlyMap<string, string>;
  readonly #byCell = new Map<string, CellEdit>();
  readonly #changed: (ids: string[], origin: Origin) => void;
  /** What is shown for this visit alone, by cell, and what is kept of the reader's meanwhile. */
  readonly #visits = new Map<string, {shown: CellEdit; mine: CellEdit | undefined}>();

  /** `published`: id → text. `changed` is called after every change with the cells concerned. */
  constructor(published: ReadonlyMap<string, string>, changed: (ids: string[], origin: Origin) => void) {
    this.#published = published;
    this.#changed = changed;
  }

  /** What is kept for a cell; undefined when it stands as published. */
  get(id: string): CellEdit | undefined {
    return this.#byCell.get(id);
  }

  /** Everything kept, in no order. */
  all(): CellEdit[] {
    return [...this.#byCell.values()];
  }

  /** The text as shown; null when there is no such cell (any more). */
  text(id: string): string | null {
    const edit = this.#byCell.get(id);
    return edit ? edit.text : (this.#published.get(id) ?? null);
  }

  /** The published text; null for a cell that the reader added. */
  published(id: string): string | null {
    return this.#published.get(id) ?? null;
  }

  /**
   * Makes changes as one step that can be undone; steps with the same `join` in a row become one. Nothing happens when nothing
   * differs.
   */
  change(label: string, changes: Iterable<[string, CellEdit | undefined]>, join: string | null = null): void {
    const before = new Map<string, CellEdit | undefined>();
    const after = new Map<string, CellEdit | undefined>();
    for (const [id, value] of changes) {
      const wanted = this.isVisit(id) ? this.#besideMine(id, value) : value;
      const next = wanted && significant(wanted, this.published(id)) ? wanted : undefined;
      const now = this.#byCell.get(id);
      if (sameEdit(now, next)) continue;
      before.set(id, now);
      after.set(id, next);
    }
    if (after.size === 0) return;
    this.history.record({label, before, after}, join);
    this.#put(after, "reader");
  }

  /** Shows a record for this visit: a step that can be undone, of which nothing is kept. */
  visit(label: string, edit: CellEdit): void {
    const {id} = edit;
    const mine = this.kept(id);
    this.#visits.set(id, {shown: edit, mine});
    this.history.record({label, before: new Map([[id, this.get(id)]]), after: new Map([[id, edit]])});
    this.#put(new Map([[id, edit]]), "visit");
  }

  /** True while a cell shows what is for this visit alone. */
  isVisit(id: string): boolean {
    const visit = this.#visits.get(id);
    return visit !== undefined && visit.shown === this.#byCell.get(id);
  }

  /** What is to be stored of a cell: what it shows, unless that is for this visit. */
  kept(id: string): CellEdit | undefined {
    return this.isVisit(id) ? this.#visits.get(id)!.mine : this.get(id);
  }

  /** A change to what an address shows replaces no text of the reader's: both are there until one is chosen. */
  #besideMine(id: string, next: CellEdit | undefined): CellEdit | undefined {
    const {mine} = this.#visits.get(id)!;
    if (!mine) return next;
    const published = this.published(id);
    return withOthers(next ?? {...mine, text: published, ran: published}, [
      {text: mine.text, by: BEFORE_ADDRESS, n: 0},
      ...(next?.others ?? [])
    ]);
  }

  /** Takes over what is stored or what another tab says: no step of this reader's history. */
  take(changes: Iterable<[string, CellEdit | undefined]>, origin: Origin): void {
    this.#put(new Map(changes), origin);
  }

  /** Takes back the last step; returns it, or undefined when there is none. */
  undo(): Step<CellEdit> | undefined {
    const step = this.history.undo();
    if (step) this.#put(step.before, "undo");
    return step;
  }

  /** Does the last undone step again; returns it, or undefined when there is none. */
  redo(): Step<CellEdit> | undefined {
    const step = this.history.redo();
    if (step) this.#put(step.after, "undo");
    return step;
  }

  #put(values: ReadonlyMap<string, CellEdit | undefined>, origin: Origin): void {
    for (const [id, value] of values) {
      const next = value && significant(value, this.published(id)) ? value : undefined;
      if (next) this.#byCell.set(id, next);
      else this.#byCell.delete(id);
    }
    this.#changed([...values.keys()], origin);
  }
}

/** False for a record that says nothing: the published text in its place, or an added cell that was deleted. */
function significant(edit: CellEdit, published: string | null): boolean {
  if (edit.others) return true;
  if (edit.original === null && published === null) return edit.text !== null;
  if (edit.after !== undefined || edit.manual !== undefined) return true;
  return edit.text !== published || (edit.ran !== null && edit.ran !== published);
}

/** True when two records say the same. */
function sameEdit(a: CellEdit | undefined, b: CellEdit | undefined): boolean {
  if (!a || !b) return a === b;
  const keys = ["id", "kind", "original", "text", "ran", "after", "manual", "others"] as const;
  return keys.every((key) => a[key] === b[key]);
}

/** What a reader has made of one cell: how it differs from the published one. */
export interface CellEdit {
  id: string;
  kind: "ts" | "md";
  /** Hash of the published text that the change was made to; null for a cell that the reader added. */
  original: string | null;
  /** The text as shown; null for a published cell that the reader deleted. */
  text: string | null;
  /**
   * The text that last ran here, null when none did: what is typed and not run is shown after a reload, and what had run runs.
   */
  ran: string | null;
  /** The block that the cell stands after, null for the first place; absent for a cell in its published place. */
  after?: string | null;
  /** Runs only when the reader presses Run, as an imported file says; absent as published. */
  manual?: boolean;
  /** Other tabs' texts of the same cell, as long as the reader has not chosen between them and `text`: at least one, or absent. */
  others?: readonly OtherText[];
}

/** Who wrote a text, and as which of theirs (from 1). A text without one was there before all others. */
export interface Mark {
  by: string;
  n: number;
}

/** A text of the same cell that another tab wrote without having seen this one. */
export interface OtherText extends Mark {
  /** Null: it deleted the cell. */
  text: string | null;
}

/** The record with other tabs' texts beside it; what says the same as another, or as the record, is left out. */
export function withOthers(edit: CellEdit, others: readonly OtherText[] = []): CellEdit {
  const {others: _, ...mine} = edit;
  const different = others.filter(({text}, i) => text !== edit.text && others.findIndex((other) => other.text === text) === i);
  return different.length > 0 ? {...mine, others: different} : mine;
}

/** A record that storage or another tab gave, if it has the shape of one: other versions of the page may have written it. */
export function asCellEdit(value: unknown): CellEdit | null {
  if (typeof value !== "object" || value === null) return null;
  const {id, kind, original, text, ran, after, manual, others, other} = value as Record<string, unknown>;
  const textual = (field: unknown): field is string | null => typeof field === "string" || field === null;
  if (typeof id !== "string" || (kind !== "ts" && kind !== "md")) return null;
  if (!textual(original) || !textual(text) || !textual(ran)) return null;
  const edit: CellEdit = {id, kind, original, text, ran};
  if (textual(after)) edit.after = after;
  if (typeof manual === "boolean") edit.manual = manual;
  // `other`: as records of former editions have it.
  const more = Array.isArray(others) ? others : textual(other) ? [{text: other}] : [];
  const texts = more.flatMap((given: unknown): OtherText[] => {
    const {text, by, n} = Object(given) as Record<string, unknown>;
    return textual(text) ? [{text, by: typeof by === "string" ? by : "", n: typeof n === "number" ? n : 0}] : [];
  });
  if (texts.length > 0) edit.others = texts;
  return edit;
}

/** Edits as changes that can be sent or written to a file: the text as it is shown, run or not. */
export function toChanges(edits: Edits): Map<string, CellChange> {
  return new Map(edits.all().map((edit) => [edit.id, toChange(edit, edits.published(edit.id))]));
}

/** One record as a change. A cell that the chapter no longer has is sent as one that the reader added. */
export function toChange(edit: CellEdit, published: string | null): CellChange {
  const added = published === null;
  const change: CellChange = {id: edit.id, original: added ? null : edit.original};
  if (edit.text === null) change.deleted = true;
  else if (added || edit.text !== published) change.text = edit.text;
  if (edit.after !== undefined) change.after = edit.after;
  if (added) change.kind = edit.kind;
  if (edit.manual !== undefined) change.manual = edit.manual;
  return change;
}

/** Changes from elsewhere as edits of which nothing has run; those that change nothing in this reader's edits are left out. */
export function fromChanges(changes: Changes, edits: Edits, kindOf: (id: string) => "ts" | "md" | undefined): CellEdit[] {
  return [...changes.values()].flatMap((change) => {
    const edit: CellEdit = {
      id: change.id,
      kind: kindOf(change.id) ?? change.kind ?? "ts",
      original: change.original,
      text: change.deleted ? null : (change.text ?? edits.text(change.id)),
      ran: null
    };
    if (change.after !== undefined) edit.after = change.after;
    if (change.manual !== undefined) edit.manual = change.manual;
    const mine = edits.get(edit.id);
    const same = edit.text === edits.text(edit.id) && (edit.after === undefined || edit.after === mine?.after);
    return same ? [] : [edit];
  });
}

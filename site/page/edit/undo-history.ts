/** One thing the reader did: what the draft held for each cell before and after. `undefined` stands for "not changed". */
export interface Step<Value> {
  /** What was done, for the menu and for screen readers: "edit of blur", "deleting gallery". */
  label: string;
  before: ReadonlyMap<string, Value | undefined>;
  after: ReadonlyMap<string, Value | undefined>;
}

/** The steps that can be undone and done again, over all cells of a chapter. Values are never changed in place. */
export class UndoHistory<Value> {
  #done: (Step<Value> & {join: string | null})[] = [];
  #undone: Step<Value>[] = [];
  readonly limit: number;

  /** @throws RangeError when `limit` is not a positive integer. */
  constructor(limit = 200) {
    if (!Number.isInteger(limit) || limit < 1) throw new RangeError(`a history holds at least 1 step, not ${limit}`);
    this.limit = limit;
  }

  /** The step that `undo` would take back. */
  get undoable(): Step<Value> | undefined {
    return this.#done.at(-1);
  }

  /** The step that `redo` would do again. */
  get redoable(): Step<Value> | undefined {
    return this.#undone.at(-1);
  }

  /**
   * Notes a step; what was undone can then no longer be redone. A step whose `join` equals that of the last one
   * (typing on in the same cell) becomes part of it.
   */
  record(step: Step<Value>, join: string | null = null): void {
    this.#undone = [];
    const last = this.#done.at(-1);
    if (last && join !== null && last.join === join) {
      this.#done[this.#done.length - 1] = {
        label: last.label,
        before: new Map([...step.before, ...last.before]),
        after: new Map([...last.after, ...step.after]),
        join
      };
      return;
    }
    this.#done.push({...step, join});
    if (this.#done.length > this.limit) this.#done.shift();
  }

  /** Ends a stretch of joined steps: the next one stands for itself. */
  seal(): void {
    const last = this.#done.at(-1);
    if (last) last.join = null;
  }

  /** The values to put back, or undefined when there is nothing to undo. */
  undo(): Step<Value> | undefined {
    const step = this.#done.pop();
    if (step) this.#undone.push({label: step.label, before: step.before, after: step.after});
    return step;
  }

  /** The step whose `after` is to be put back, or undefined when there is nothing to redo. */
  redo(): Step<Value> | undefined {
    const step = this.#undone.pop();
    if (step) this.#done.push({...step, join: null});
    return step;
  }
}

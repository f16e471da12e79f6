import type {StoredState} from "../step/state.ts";
import {writeCheckpoint} from "./checkpoint.ts";
import type {KeptHistory} from "./kept-history.ts";
import {checkKeepable, KEPT_VERSION, keepRun, keepingTrouble} from "./kept-runs.ts";
import type {KeptNote, PackedHistory, ReadyPlan} from "./types.ts";
import type {KeepOrder} from "./messages.ts";
import {stateBytes} from "./snapshots.ts";

/** Milliseconds between two times that a run which plays is kept, when its order says nothing. */
const EVERY = 10_000;
/** And at least so many times what the last keeping cost: never more than half a hundredth of the time. */
const SHARE = 200;

/**
 * Keeps a run where it is carried out, mostly in its worker, so that a page that is busy, or asks its reader whether to leave, need
 * do nothing: a checkpoint and its history, in IndexedDB, every so often and whenever it is asked to.
 */
export class Keeper {
  /** What is known of the last time; absent before. */
  note: KeptNote | undefined;
  private readonly plan: ReadyPlan;
  private readonly history: KeptHistory;
  private readonly tell: () => void;
  private order: KeepOrder | null;
  private last = performance.now();
  private cost = 0;
  private writing: Promise<void> | null = null;
  private next: StoredState | null = null;

  /** @param tell called when `note` is another */
  constructor(plan: ReadyPlan, history: KeptHistory, order: KeepOrder | null, tell: () => void) {
    this.plan = plan;
    this.history = history;
    this.order = order;
    this.tell = tell;
  }

  /** Keeps by this order from now on; null: no more. */
  follow(order: KeepOrder | null): void {
    if (order?.id !== this.order?.id) this.note = undefined;
    this.order = order;
  }

  /** Whether it is time again. */
  get due(): boolean {
    if (!this.order || this.writing) return false;
    return performance.now() - this.last >= Math.max(this.order.every ?? EVERY, SHARE * this.cost);
  }

  /**
   * Keeps a state, which is not changed afterwards, and the history up to it. Resolves when that is done or was in vain. States that
   * come while one is being written wait, the newest of them alone. A run in which nothing was done is not kept.
   */
  keep(state: StoredState): Promise<void> {
    if (!this.order || state.step === 0 || state.step === this.note?.step) return this.writing ?? Promise.resolve();
    this.next = state;
    return (this.writing ??= this.write().finally(() => (this.writing = null)));
  }

  private async write(): Promise<void> {
    while (this.next && this.order) {
      const [state, order, begun] = [this.next, this.order, performance.now()];
      this.next = null;
      const {id, page, name, recipe} = order;
      const {gan, settings, batch, data} = this.plan;
      const {step} = state;
      const {note} = this;
      try {
        // A file of hundreds of megabytes is not made in vain.
        checkKeepable(stateBytes(state));
        const file = writeCheckpoint({gan, state, settings, batch, data: data.name});
        const history = this.history.pack(step);
        const bytes = file.byteLength + historyBytes(history);
        const at = Date.now();
        const kept = keepRun({id, page, name, recipe, version: KEPT_VERSION, step, at, bytes}, {file, history});
        this.cost = performance.now() - begun;
        await kept;
        this.note = {id, step, at};
      } catch (error) {
        this.note = {...(note ?? {id, step: 0, at: 0}), problem: keepingTrouble(error)};
      }
      this.last = performance.now();
      this.tell();
    }
  }
}

function historyBytes({rows, sheets}: PackedHistory): number {
  return rows.byteLength + sheets.reduce((sum, {images}) => sum + images.values.byteLength, 0);
}

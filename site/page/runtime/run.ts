/** Thrown by `display` when the run that it belongs to is over, so that a superseded loop ends instead of drawing into the new one. */
export class StaleDisplay extends Error {
  override name = "StaleDisplay";
  constructor() {
    super("stale display: the cell has run again since");
  }
}

/** What a cell that has not run rejects with: its dependents wait, they do not fail. */
export class NotRun extends Error {
  override name = "NotRun";
}

/** One run of a cell's body: what its displays, its generators and its `invalidation` belong to. */
export class Run {
  /** False once the cell has run again, was stopped, redefined or removed. */
  live = true;
  /** The reader pressed Stop. */
  stopped = false;
  /** Something of this run stands in the output. */
  displayed = false;
  /** A manual cell was asked to run and its inputs are not there yet. */
  waiting = false;
  /** Promises and generators of this run that are still under way. */
  working = 0;
  /** Of those, the ones that have given nothing yet. */
  unsettled = 0;
  /** Generators that wait for the reader or the world, and have given nothing yet. */
  listening = 0;
  /** What `equal` compared, in order. */
  readonly checks: string[] = [];
  /** The cell's `invalidation`. */
  readonly ended: Promise<void>;
  #resolve!: () => void;
  #listeners = new Set<() => void>();

  constructor() {
    this.ended = new Promise((resolve) => (this.#resolve = resolve));
  }

  /** Calls `listener` when the run ends; returns the function that forgets it. (A race against `ended` would keep every loser.) */
  onEnd(listener: () => void): () => void {
    if (!this.live) {
      listener();
      return () => {};
    }
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Ends the run: `invalidation` resolves, generators return. The second call does nothing. */
  end(stopped = false): void {
    if (!this.live) return;
    this.live = false;
    this.stopped = stopped;
    this.#resolve();
    for (const listener of [...this.#listeners]) listener();
    this.#listeners.clear();
  }

  /**
   * The promise, or a rejection with `NotRun` if the run ends before it settles. The runtime waits for a cell's last promise
   * before it computes again, so one that never settles would block the cell, and all that depend on it, for good.
   */
  until<T>(promise: PromiseLike<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const off = this.onEnd(() => reject(new NotRun(this.stopped ? "stopped" : "superseded")));
      promise.then(
        (value) => (off(), resolve(value)),
        (error: unknown) => (off(), reject(error))
      );
    });
  }
}

import {isListening} from "./generators.ts";

/** Thrown by `display` when the run that it belongs to is over, so that a superseded loop ends instead of drawing into the new one. */
export class StaleDisplay extends Error {
  override name = "StaleDisplay";
  constructor() {
    super("stale display");
  }
}

/** What a cell that has not run rejects with: its dependents wait, they do not fail. */
export class NotRun extends Error {
  override name = "NotRun";
}

/** Longest text of an error that is read, in characters. */
const longest = 20_000;

/**
 * An Error for whatever was thrown, for code that must come to an end with it: its name, message and stack can be read, and are no
 * longer than a page can show. Anything may be thrown, and may throw again when it is looked at (a proxy, a getter, a `toString`).
 */
export function errorOf(thrown: unknown): Error {
  try {
    if (!(thrown instanceof Error))
      return new Error(cut(typeof thrown === "string" ? thrown : `the cell threw ${String(thrown)}`));
    const {name, message, stack} = thrown;
    if ([name, message, stack ?? ""].every((text) => typeof text === "string" && text.length < longest)) return thrown;
    const error = new Error(cut(message));
    return Object.assign(error, {name: cut(name), stack: String(stack).slice(-longest)});
  } catch {
    return new Error("the cell threw what cannot be looked at");
  }
}

function cut(text: unknown): string {
  const whole = String(text);
  return whole.length < longest ? whole : `${whole.slice(0, 1000)}…`;
}

/** One run of a cell's body: what its displays, its generators and its `invalidation` belong to. */
export class CellRun {
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
  /** What the body was given, in the order of the definition's inputs, and the names that it gave: for functions that cross to a worker. */
  inputs: readonly unknown[] | undefined;
  outputs: Readonly<Record<string, unknown>> | undefined;
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
        (error: unknown) => (off(), reject(errorOf(error)))
      );
    });
  }
}

/** What the runtime iterates: it calls `next` once a frame, and `return` when the cell is computed again. */
export interface Steps {
  next(value?: unknown): unknown;
  return(value?: unknown): unknown;
}

/** The runtime's own test of a generator. */
function isSteps(value: unknown): value is Steps {
  const steps = value as Partial<Steps> | null | undefined;
  return typeof steps?.next === "function" && typeof steps.return === "function";
}

/** Promises and other thenables. */
export function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as Partial<PromiseLike<unknown>> | null | undefined)?.then === "function";
}

const DONE = {done: true, value: undefined};

/**
 * What a cell gave, so wrapped that it ends with its run and that the run knows whether it is still at work: a promise that rejects with
 * `NotRun`, a generator that is done. Anything else is returned as it is. `changed` is called when `run.working` goes down.
 */
export function track(value: unknown, run: CellRun, changed: () => void): unknown {
  if (isSteps(value)) return trackSteps(value, run, changed);
  if (isPromise(value)) return trackPromise(value, run, changed);
  return value;
}

function trackPromise(promise: PromiseLike<unknown>, run: CellRun, changed: () => void): Promise<unknown> {
  run.working++;
  run.unsettled++;
  const finish = () => {
    run.working--;
    run.unsettled--;
    changed();
  };
  const tracked = run.until(promise);
  tracked.then(finish, finish);
  return tracked;
}

function trackSteps(steps: Steps, run: CellRun, changed: () => void): Steps {
  let working = !isListening(steps);
  let arrived = false;
  let yielded = false;
  const first = working ? "unsettled" : "listening";
  if (working) run.working++;
  run[first]++;

  const arrive = () => {
    if (!arrived) run[first]--;
    arrived = true;
  };
  const finish = () => {
    arrive();
    if (!working) return;
    working = false;
    run.working--;
    changed();
  };
  const close = () => {
    finish();
    const returned = steps.return();
    if (isPromise(returned)) returned.then(undefined, () => {}); // the run is over: nobody waits for how it ends
    return returned;
  };
  const off = run.onEnd(close);

  const interrupted = () => {
    if (yielded) return DONE;
    throw new NotRun("stopped"); // a dependent must not take "nothing yet" for the value undefined
  };
  const note = (result: IteratorResult<unknown>): unknown => {
    if (!run.live) return interrupted();
    if (result.done) {
      off();
      finish();
    } else if (isPromise(result.value)) {
      return settle(result.value, (value) => note({done: false, value}));
    } else {
      yielded = true;
      arrive();
    }
    return result;
  };
  /** What a generator gives is anything as well: an object whose `done` throws. */
  const guarded =
    <T>(then: (value: T) => unknown) =>
    (value: T): unknown => {
      try {
        return then(value);
      } catch (thrown) {
        const error = errorOf(thrown);
        if (!(error instanceof NotRun)) finish();
        throw error;
      }
    };
  const settle = <T>(promise: PromiseLike<T>, then: (value: T) => unknown): Promise<unknown> =>
    run.until(promise).then(guarded(then), (error: unknown) => {
      if (error instanceof NotRun && !run.live) return interrupted();
      finish();
      throw errorOf(error);
    });

  return {
    next(value) {
      if (!run.live) return interrupted();
      try {
        const result = steps.next(value);
        return isPromise(result)
          ? settle(result, (r) => note(r as IteratorResult<unknown>))
          : note(result as IteratorResult<unknown>);
      } catch (error) {
        finish();
        throw errorOf(error);
      }
    },
    return() {
      off();
      return run.live ? close() : undefined;
    }
  };
}

import {isListening} from "./generators.ts";
import {NotRun, type Run} from "./run.ts";

/** What the runtime iterates: it calls `next` once a frame, and `return` when the cell is computed again. */
export interface Steps {
  next(value?: unknown): unknown;
  return(value?: unknown): unknown;
}

/** The runtime's own test of a generator. */
export function isSteps(value: unknown): value is Steps {
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
export function track(value: unknown, run: Run, changed: () => void): unknown {
  if (isSteps(value)) return trackSteps(value, run, changed);
  if (isPromise(value)) return trackPromise(value, run, changed);
  return value;
}

function trackPromise(promise: PromiseLike<unknown>, run: Run, changed: () => void): Promise<unknown> {
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

function trackSteps(steps: Steps, run: Run, changed: () => void): Steps {
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
    throw new NotRun("stopped before its first value"); // a dependent must not take "nothing yet" for the value undefined
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
  const settle = <T>(promise: PromiseLike<T>, then: (value: T) => unknown): Promise<unknown> =>
    run.until(promise).then(then, (error: unknown) => {
      if (error instanceof NotRun && !run.live) return interrupted();
      finish();
      throw error;
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
        throw error;
      }
    },
    return() {
      off();
      return run.live ? close() : undefined;
    }
  };
}

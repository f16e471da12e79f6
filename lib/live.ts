/**
 * A value that changes while something else watches: the history of a run that is training. Figures take one in the place of a
 * plain value and draw it again whenever it changes; they need not be made anew.
 */
export interface Live<T> {
  readonly value: T;
  /** Calls `listener` with every later value, in order, until `signal` is aborted. */
  subscribe(listener: (value: T) => void, signal?: AbortSignal): void;
}

/** A live value that its owner sets. */
export interface LiveSource<T> extends Live<T> {
  value: T;
}

/** A live value; setting `.value` tells everyone who has subscribed. */
export function live<T>(start: T): LiveSource<T> {
  const listeners = new Set<(value: T) => void>();
  let current = start;
  return {
    get value() {
      return current;
    },
    set value(next) {
      current = next;
      for (const listener of [...listeners]) listener(next);
    },
    subscribe(listener, signal) {
      if (signal?.aborted) return;
      // Each subscription is its own, also of the same function.
      const call = (value: T): void => listener(value);
      listeners.add(call);
      signal?.addEventListener("abort", () => listeners.delete(call), {once: true});
    }
  };
}

/** What follows from a live value: `derived(history, ({entries}) => entries.length)`. Computed when it is asked for. */
export function derived<A, B>(source: Live<A>, change: (value: A) => B): Live<B> {
  return {
    get value() {
      return change(source.value);
    },
    subscribe: (listener, signal) => source.subscribe((value) => listener(change(value)), signal)
  };
}

/** A plain value as a live one that never changes; a live one as it is. */
export function asLive<T>(value: T | Live<T>): Live<T> {
  return isLive<T>(value) ? value : live(value);
}

/** Whether something is a live value. */
export function isLive<T>(value: unknown): value is Live<T> {
  return typeof value === "object" && value !== null && "subscribe" in value && typeof value.subscribe === "function";
}

/** By this a page knows that a generator waits for what others do: the cell that made it is not at work. */
const listening = Symbol.for("gantry.listening");

/**
 * The values of a live one, for a cell: `const status = latest(run.status)` is always the newest in every cell that uses it.
 * Values that nobody has taken yet are left out in favour of the newest. `return` ends it at once, also while it waits (an async
 * function* would wait for the next value first).
 */
export function latest<T>(source: Live<T>): AsyncGenerator<T, void, void> {
  const stop = new AbortController();
  let fresh = true;
  let waiting: ((result: IteratorResult<T, void>) => void)[] = [];
  const tell = (result: IteratorResult<T, void>): void => {
    const told = waiting;
    waiting = [];
    for (const resume of told) resume(result);
  };
  source.subscribe((value) => {
    fresh = waiting.length === 0;
    tell({done: false, value});
  }, stop.signal);
  const close = (): Promise<IteratorResult<T, void>> => {
    stop.abort();
    tell({done: true, value: undefined});
    return Promise.resolve({done: true, value: undefined});
  };
  const generator = {
    [listening]: true,
    next: (): Promise<IteratorResult<T, void>> => {
      if (stop.signal.aborted) return close();
      if (!fresh) return new Promise((resume) => waiting.push(resume));
      fresh = false;
      return Promise.resolve({done: false, value: source.value});
    },
    return: close,
    throw: (error: unknown) => close().then(() => Promise.reject(error)),
    [Symbol.asyncIterator]: () => generator,
    [Symbol.asyncDispose]: () => close().then(() => {})
  };
  return generator;
}

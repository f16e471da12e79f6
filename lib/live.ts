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

/**
 * The values of a live one, for a cell: `const status = latest(run.status)` is always the newest in every cell that uses it.
 * Values that nobody has taken yet are left out in favour of the newest.
 */
export async function* latest<T>(source: Live<T>): AsyncGenerator<T, never> {
  const stop = new AbortController();
  let wake = (): void => {};
  let fresh = true;
  source.subscribe(() => {
    fresh = true;
    wake();
  }, stop.signal);
  try {
    for (;;) {
      if (!fresh) await new Promise<void>((resume) => (wake = resume));
      fresh = false;
      yield source.value;
    }
  } finally {
    stop.abort();
  }
}

/** Results that the reader's browser keeps from visit to visit, for one table. */
export interface KeptResults<Result> {
  /** What an earlier visit found, by name. */
  readonly results: Readonly<Record<string, Result>>;
  /** Keeps one more. */
  keep(name: string, result: Result): void;
  clear(): void;
}

/**
 * Results under a name and a version: what was found in another way, with other settings or data, has another version and is not
 * taken up. Without effect where the browser keeps nothing.
 */
export function keptResults<Result>(name: string, version: string): KeptResults<Result> {
  const key = `gantry:results:${name}`;
  const read = (): Record<string, Result> => {
    try {
      const found = JSON.parse(localStorage.getItem(key) ?? "null") as {version: string; results: Record<string, Result>} | null;
      return found?.version === version && typeof found.results === "object" ? found.results : {};
    } catch {
      return {};
    }
  };
  const write = (results: Record<string, Result>): void => {
    try {
      localStorage.setItem(key, JSON.stringify({version, results}));
    } catch {
      // What cannot be kept is found again at the next visit.
    }
  };
  return {
    results: read(),
    keep: (found, result) => write({...read(), [found]: result}),
    clear: () => write({})
  };
}

/**
 * Runs slow tasks one at a time: the newest of each kind is kept, older ones that have not begun are dropped, and kinds that stand
 * earlier in `order` go first. What a task throws goes to `fail`.
 */
export function oneAtATime<Kind extends string>(
  order: readonly Kind[],
  signal: AbortSignal,
  fail: (error: unknown) => void
): (kind: Kind, task: () => Promise<void>) => void {
  const waiting = new Map<Kind, () => Promise<void>>();
  let busy = false;
  const next = async (): Promise<void> => {
    if (busy || signal.aborted) return;
    const kind = order.find((name) => waiting.has(name));
    if (kind === undefined) return;
    const task = waiting.get(kind)!;
    waiting.delete(kind);
    busy = true;
    try {
      await task();
    } catch (error) {
      if (!signal.aborted) fail(error);
    }
    // The page is drawn, and takes what the reader does, between two tasks.
    await new Promise((done) => setTimeout(done));
    busy = false;
    void next();
  };
  return (kind, task) => {
    waiting.set(kind, task);
    void next();
  };
}

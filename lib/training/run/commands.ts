/**
 * What a reader asks of a run, one after the other. What plays has no end, and gives way to whatever comes; a step that was begun
 * is finished before the next, so that two clicks are two steps.
 */
export class Commands {
  private readonly waiting = new Set<{stop: AbortController; endless: boolean}>();
  private last: Promise<unknown> = Promise.resolve();

  /**
   * Does `work` when all before it has ended; null when it was stopped before it began. Work ends soon after its signal is aborted.
   * `endless`: gives way. `urgent`: everything before it is stopped.
   */
  run<T>(work: (signal: AbortSignal) => Promise<T>, {endless = false, urgent = false} = {}): Promise<T | null> {
    for (const command of this.waiting) if (urgent || command.endless) command.stop.abort();
    const stop = new AbortController();
    const command = {stop, endless};
    this.waiting.add(command);
    const result = this.last.then(() => (stop.signal.aborted ? null : work(stop.signal)));
    this.last = result.then(
      () => this.waiting.delete(command),
      () => this.waiting.delete(command)
    );
    return result;
  }

  /** Stops everything; resolves when it has stopped. */
  async stop(): Promise<void> {
    for (const {stop} of this.waiting) stop.abort();
    await this.last;
  }
}

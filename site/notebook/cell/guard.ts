/** A cell that did not pause within its budget was stopped. */
export class RunawayError extends Error {
  override name = "RunawayError";
  /** Line of the cell, from 1, in which the loop or function begins that was running. */
  readonly line: number;
  /** Milliseconds. */
  readonly budget: number;

  constructor(line: number, budget: number) {
    super(
      `Line ${line}: this ran for more than ${budget / 1000} s without a pause and was stopped. ` +
        "Raise the cell's budget, or do long work in steps with await between them."
    );
    this.line = line;
    this.budget = budget;
  }
}

/** Looks at the clock come at most this many ticks apart, so that slow steps after many quick ones are still caught. */
const farthest = 128;

/**
 * The `__tick` of a guarded cell: compile calls it with the line of each loop and function that goes round. From the first
 * tick of a turn until the next macrotask the cell may take `budget` milliseconds of `now()`; then every tick throws a
 * RunawayError until a macrotask has passed, so that no `catch` or `finally` keeps a loop alive. Promises do not end a turn:
 * `while (true) await null` blocks the page as well.
 *
 * `onMacrotask` calls back in a later macrotask, as `nextMacrotask` does.
 */
export function createTick(
  budget: number,
  now: () => number,
  onMacrotask: (callback: () => void) => void
): (line: number) => void {
  let running = false;
  let tripped = false;
  let start = 0;
  let looked = 0;
  let stride = 1;
  let left = 0;

  function begin(): void {
    running = true;
    tripped = false;
    start = looked = now();
    stride = left = 1;
    onMacrotask(() => {
      running = false;
    });
  }

  /** The clock costs as much as a hundred turns of a small loop: look more rarely while the looks come quickly. */
  function look(line: number): void {
    const time = now();
    stride = time - looked < 1 ? Math.min(stride * 2, farthest) : 1;
    looked = time;
    left = stride;
    if (tripped || time - start > budget) {
      tripped = true;
      left = 1;
      throw new RunawayError(line, budget);
    }
  }

  return (line) => {
    if (!running) begin();
    else if (--left <= 0) look(line);
  };
}

/** Calls back in the next macrotask, without the delay that browsers put on nested timers. For pages, workers and Node. */
export function nextMacrotask(callback: () => void): void {
  const {port1, port2} = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    callback();
  };
  port2.postMessage(undefined);
}

/** Steps that the speed is a mean of. */
const RECENT = 20;
/** A step is longer than a step can be when it takes so many times what is usual, and so many milliseconds more. */
const [TIMES, MORE] = [10, 1000];

/**
 * How long the steps of a run take. A laptop that is closed, or a tab that is frozen, in the middle of a step makes that step as
 * long as the sleep: such a step counts as one of usual length. When the next is as long, nobody slept: it has become slow.
 */
export class StepPace {
  private recent: number[] = [];
  private wasLong = false;

  /** Takes the milliseconds from a step's beginning to its end; gives those of them that it was at work. */
  take(milliseconds: number): number {
    const usual = median(this.recent);
    const long = this.recent.length > 0 && milliseconds > TIMES * usual && milliseconds > usual + MORE;
    const slept = long && !this.wasLong;
    if (long && this.wasLong) this.recent = [];
    this.wasLong = long;
    const worked = slept ? usual : milliseconds;
    this.recent = [...this.recent.slice(1 - RECENT), worked];
    return worked;
  }

  /** Mean over the last steps; 0 before the first. */
  get stepsPerSecond(): number {
    const sum = this.recent.reduce((total, milliseconds) => total + milliseconds, 0);
    return sum > 0 ? (1000 * this.recent.length) / sum : 0;
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}

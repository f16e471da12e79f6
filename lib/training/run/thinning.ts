/**
 * Which steps of a long run something is kept for: every `every`-th, the first, and the newest until the next comes. When there
 * are more than `most`, `every` doubles and what no longer fits is dropped, so that what is kept stays spread over the whole run.
 */
export class Thinning {
  /** What is kept, in order. */
  readonly steps: number[] = [];
  every: number;
  readonly most: number;

  /** @throws RangeError unless `every` is a whole number from 1, and `most` one from 3. */
  constructor(every: number, most: number, name = "every") {
    if (!Number.isSafeInteger(every) || every < 1) throw new RangeError(`${name} must be a whole number from 1, got ${every}`);
    if (!Number.isSafeInteger(most) || most < 3) throw new RangeError(`at least 3 must be kept, got ${most}`);
    this.every = every;
    this.most = most;
  }

  /** Whether a step is to be kept for good; the first always is. */
  due(step: number): boolean {
    return this.steps.length === 0 || (step % this.every === 0 && step > this.steps[this.steps.length - 1]);
  }

  /**
   * Keeps a step later than all others; gives those that are dropped for it.
   * @throws RangeError when it is not later.
   */
  add(step: number): number[] {
    const {steps} = this;
    const newest = steps[steps.length - 1];
    if (newest !== undefined && step <= newest) throw new RangeError(`step ${step} does not come after step ${newest}`);
    const dropped: number[] = [];
    const fits = (kept: number, place: number): boolean => place === 0 || kept === step || kept % this.every === 0;
    const thin = (): void => {
      const all = steps.splice(0);
      for (const [place, kept] of all.entries()) (fits(kept, place) ? steps : dropped).push(kept);
    };
    if (steps.length > 1 && newest % this.every !== 0) dropped.push(steps.pop() as number);
    steps.push(step);
    while (steps.length > this.most) {
      this.every *= 2;
      thin();
    }
    return dropped;
  }

  /** Forgets all later than a step; gives them. */
  back(step: number): number[] {
    const first = this.steps.findIndex((kept) => kept > step);
    return first < 0 ? [] : this.steps.splice(first);
  }
}

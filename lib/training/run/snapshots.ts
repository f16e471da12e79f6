import type {Weights} from "../../nn/network/network-weights.ts";
import type {StoredState} from "../step/state.ts";

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

/** States of a run at some of its steps, from which every later step can be done again. */
export class Snapshots {
  /** At which steps, in order. */
  get steps(): readonly number[] {
    return this.thinning.steps;
  }
  /** Bytes that they hold. */
  bytes = 0;
  private readonly states = new Map<number, StoredState>();
  private readonly thinning: Thinning;

  /** The first is kept, and one every so many steps, which are thinned beyond `most`. @throws RangeError as `Thinning`. */
  constructor(first: StoredState, every: number, most: number) {
    this.thinning = new Thinning(every, most, "snapshotEvery");
    this.keep(first);
  }

  due(step: number): boolean {
    return this.thinning.due(step);
  }

  /** Keeps a state of its step. Nothing is copied. */
  keep(state: StoredState): void {
    this.states.set(state.step, state);
    this.bytes += stateBytes(state);
    this.thinning.add(state.step).forEach((step) => this.drop(step));
  }

  /** The newest state at or before a step. @throws RangeError when the run begins later. */
  before(step: number): StoredState {
    const at = this.steps.filter((kept) => kept <= step).pop();
    const state = at === undefined ? undefined : this.states.get(at);
    if (!state) throw new RangeError(`this run begins after step ${this.steps[0]}: there is no step ${step} to go back to`);
    return state;
  }

  /** Forgets all of later steps. */
  back(step: number): void {
    this.thinning.back(step).forEach((later) => this.drop(later));
  }

  private drop(step: number): void {
    const state = this.states.get(step);
    if (state) this.bytes -= stateBytes(state);
    this.states.delete(step);
  }
}

/** Bytes of a state's numbers. */
function stateBytes(state: StoredState): number {
  return stateWeights(state).reduce(
    (sum, weights) => sum + Object.values(weights).reduce((bytes, {values}) => bytes + values.byteLength, 0),
    0
  );
}

/** Whether every number of a state is finite. */
export function isSound(state: StoredState): boolean {
  return stateWeights(state).every((weights) => Object.values(weights).every(({values}) => values.every(Number.isFinite)));
}

function stateWeights(state: StoredState): Weights[] {
  const {generator, discriminator, average = {}} = state;
  return [generator, discriminator].flatMap(({weights, adam}) => [weights, adam.mean, adam.square]).concat(average);
}

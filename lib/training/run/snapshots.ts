import type {Weights} from "../../nn/network/network-weights.ts";
import type {StoredState} from "../step/state.ts";

/**
 * Which steps of a long run a snapshot is kept for: dense among the last steps, sparse among the old. With `every` = e, and d the
 * distance of a step from the newest snapshot:
 *
 *     d < 4e        every multiple of e       (at most 4)
 *     d < 8e        every multiple of 2e      (at most 2)
 *     d < 16e       every multiple of 4e      (at most 2), and so on,
 *
 * besides the first and the newest, whichever step that is. So n steps have at most 6 + 2 log₂(n / 4e) snapshots, and whoever goes
 * back by d steps does fewer than max(e, 2d / 3) steps again. When there are more than `most`, e doubles.
 */
export class SnapshotSteps {
  /** What is kept, in order. */
  readonly steps: number[] = [];
  every: number;
  readonly most: number;

  /** @throws RangeError unless `every` is a whole number from 1, and `most` one from 3. */
  constructor(every: number, most: number) {
    if (!Number.isSafeInteger(every) || every < 1)
      throw new RangeError(`snapshotEvery must be a whole number from 1, got ${every}`);
    if (!Number.isSafeInteger(most) || most < 3) throw new RangeError(`at least 3 snapshots must be kept, got ${most}`);
    this.every = every;
    this.most = most;
  }

  /** The last that is kept; none before the first. */
  get newest(): number | undefined {
    return this.steps[this.steps.length - 1];
  }

  /** Whether a step is one of those that stay for a while; the first always is. */
  due(step: number): boolean {
    return this.newest === undefined || (step % this.every === 0 && step > this.newest);
  }

  /**
   * Keeps a step later than all others; gives those that are dropped for it.
   * @throws RangeError when it is not later.
   */
  add(step: number): number[] {
    const {steps, newest} = this;
    if (newest !== undefined && step <= newest) throw new RangeError(`step ${step} does not come after step ${newest}`);
    steps.push(step);
    const dropped = this.thin(step);
    while (steps.length > this.most) {
      this.every *= 2;
      dropped.push(...this.thin(step));
    }
    return dropped;
  }

  /** Forgets all later than a step; gives them. */
  back(step: number): number[] {
    const first = this.steps.findIndex((kept) => kept > step);
    return first < 0 ? [] : this.steps.splice(first);
  }

  private thin(newest: number): number[] {
    const stays = (step: number, place: number): boolean => {
      if (place === 0 || step === newest) return true;
      const level = Math.max(0, Math.floor(Math.log2((newest - step) / (2 * this.every))));
      return step % (this.every * 2 ** level) === 0;
    };
    const all = this.steps.splice(0);
    const [kept, dropped] = [all.filter(stays), all.filter((step, place) => !stays(step, place))];
    this.steps.push(...kept);
    return dropped;
  }
}

/** Bytes that the snapshots of a run may hold together; three there are in any case. */
const MOST_BYTES = 256e6;

/** States of a run at some of its steps, from which every later step can be done again. */
export class Snapshots {
  /** At which steps, in order. */
  get steps(): readonly number[] {
    return this.places.steps;
  }
  /** Bytes that they hold. */
  bytes = 0;
  private readonly states = new Map<number, StoredState>();
  private readonly places: SnapshotSteps;

  /**
   * The first is kept, and others as `SnapshotSteps`: at most `most`, and of large networks fewer, 256 MB of them.
   * @throws RangeError as `SnapshotSteps`.
   */
  constructor(first: StoredState, every: number, most: number) {
    const fit = Math.max(3, Math.floor(MOST_BYTES / Math.max(1, stateBytes(first))));
    this.places = new SnapshotSteps(every, Math.min(most, fit));
    this.keep(first);
  }

  due(step: number): boolean {
    return this.places.due(step);
  }

  /** Keeps a state of its step, later than all others. Nothing is copied. */
  keep(state: StoredState): void {
    this.states.set(state.step, state);
    this.bytes += stateBytes(state);
    this.places.add(state.step).forEach((step) => this.drop(step));
  }

  /** The newest state at or before a step. @throws RangeError when the run begins later. */
  before(step: number): StoredState {
    const at = this.steps.filter((kept) => kept <= step).pop();
    const state = at === undefined ? undefined : this.states.get(at);
    if (!state) throw new RangeError(`this run begins after step ${this.steps[0]}: there is no step ${step} to go back to`);
    return state;
  }

  /** The newest of all. */
  get newest(): StoredState {
    return this.before(Infinity);
  }

  /** Snapshots kept by the same rule that begin with a state: for steps that are done once more. */
  from(first: StoredState): Snapshots {
    return new Snapshots(first, this.places.every, this.places.most);
  }

  /** Forgets what is later than a step, and takes in those of the steps before it that were done once more: all but the first. */
  retrace(others: Snapshots, to: number): void {
    this.back(to);
    for (const step of others.steps.slice(1)) this.keep(others.before(step));
  }

  /** Forgets all of later steps. */
  back(step: number): void {
    this.places.back(step).forEach((later) => this.drop(later));
  }

  private drop(step: number): void {
    const state = this.states.get(step);
    if (state) this.bytes -= stateBytes(state);
    this.states.delete(step);
  }
}

/** Bytes of a state's numbers. */
export function stateBytes(state: StoredState): number {
  return stateWeights(state).reduce(
    (sum, weights) => sum + Object.values(weights).reduce((bytes, {values}) => bytes + values.byteLength, 0),
    0
  );
}

/** Whether every number of a state is finite. */
export function isSound(state: StoredState): boolean {
  return stateWeights(state).every((weights) => Object.values(weights).every(({values}) => allFinite(values)));
}

/** A finite number times 0 is 0, any other NaN: ten times as quick as to ask each. */
function allFinite(values: Float32Array): boolean {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] * 0;
  return sum === 0;
}

function stateWeights(state: StoredState): Weights[] {
  const {generator, discriminator, average = {}} = state;
  return [generator, discriminator].flatMap(({weights, adam}) => [weights, adam.mean, adam.square]).concat(average);
}

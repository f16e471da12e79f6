import type {Weights} from "../../nn/network/network-weights.ts";
import {Keeping} from "./keeping.ts";
import type {StoredState} from "../step/state.ts";

/** States of a run at some of its steps, from which every later step can be done again. */
export class Snapshots {
  /** At which steps, in order. */
  get steps(): readonly number[] {
    return this.keeping.steps;
  }
  /** Bytes that they hold. */
  bytes = 0;
  private readonly states = new Map<number, StoredState>();
  private readonly keeping: Keeping;

  /** The first is kept, and one every so many steps, which are thinned beyond `most`. @throws RangeError as `Keeping`. */
  constructor(first: StoredState, every: number, most: number) {
    this.keeping = new Keeping(every, most, "snapshotEvery");
    this.keep(first);
  }

  due(step: number): boolean {
    return this.keeping.due(step);
  }

  /** Keeps a state of its step. Nothing is copied. */
  keep(state: StoredState): void {
    this.states.set(state.step, state);
    this.bytes += stateBytes(state);
    this.keeping.add(state.step).forEach((step) => this.drop(step));
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
    this.keeping.back(step).forEach((later) => this.drop(later));
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
  return stateWeights(state).every((weights) => Object.values(weights).every(({values}) => values.every(Number.isFinite)));
}

function stateWeights(state: StoredState): Weights[] {
  const {generator, discriminator, average = {}} = state;
  return [generator, discriminator].flatMap(({weights, adam}) => [weights, adam.mean, adam.square]).concat(average);
}

import {placeHere} from "../../backend/place.ts";
import type {StoredState} from "../step/state.ts";
import {packHistory} from "./kept-history.ts";
import type {KeepOrder, RunInput} from "./messages.ts";
import type {History, KeptPlace, KeptState, RunOptions, RunPlan} from "./types.ts";

/** Where a run begins when it does not begin at the beginning. */
export interface Start {
  state: StoredState;
  /** What a branch has in common with the run that it comes from, what was kept of a run. */
  history?: Pick<History, "entries" | "sheets">;
  /** Under which the run was kept that it goes on from. */
  id?: string;
}

/** What a run is opened with. */
export function runInput(plan: RunPlan, options: RunOptions, keep: KeepOrder | null, opening: number, start?: Start): RunInput {
  const {samples, sampleEvery, sheets, snapshotEvery, snapshots, backend: asked, kept, threads} = options;
  const past = start?.history && {past: packHistory(start.history), sheetSteps: start.history.sheets.map(({step}) => step)};
  return {
    plan,
    settings: {samples, sampleEvery, sheets, snapshotEvery, snapshots},
    backend: {asked, kept, place: placeHere(threads)},
    keep,
    opening,
    ...(start && {from: start.state}),
    ...past
  };
}

/** Where a run goes on that was kept. @throws FileError, RangeError as `readCheckpoint`, `unpackHistory`. */
export async function startFrom({file, history}: KeptState, id: string) {
  const [{readCheckpoint}, {unpackHistory}] = await Promise.all([import("./checkpoint.ts"), import("./kept-history.ts")]);
  const checkpoint = readCheckpoint(file);
  return {checkpoint, start: {state: checkpoint.state, history: unpackHistory(history), id} satisfies Start};
}

/** How a run keeps itself, and under which id: each that is begun has its own. */
export class Keeping {
  id = newId();
  place: (KeptPlace & {every?: number}) | null = null;

  order(id = this.id): KeepOrder | null {
    return this.place && {...this.place, id};
  }
}

/** A name for a run that no other has. */
export function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(3)), (part) => part.toString(36)).join("-");
}

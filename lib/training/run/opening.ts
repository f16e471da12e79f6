import type {Channel} from "../../worker/channel.ts";
import {delay} from "../../worker/breathe.ts";
import {placeHere} from "../../backend/place.ts";
import type {Choice} from "../../backend/choose.ts";
import type {StoredState} from "../step/state.ts";
import {packHistory} from "./kept-history.ts";
import type {KeepOrder, RunInput, RunRequests} from "./messages.ts";
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

/** What a branch is carried out with, where nothing else is asked for: as its run, on the backend that was chosen for that. */
export function branchOptions(options: RunOptions, chosen: Choice | null): RunOptions {
  const {where, backend, kept, threads, samples, sampleEvery, sheets, snapshotEvery, snapshots} = options;
  return {where, backend: backend ?? chosen?.name, kept, threads, samples, sampleEvery, sheets, snapshotEvery, snapshots};
}

/** What of a history was there after a step. */
export function historyUpTo({entries, sheets}: History, step: number): Pick<History, "entries" | "sheets"> {
  return {entries: entries.filter((entry) => entry.step <= step), sheets: sheets.filter((sheet) => sheet.step <= step)};
}

/** Where a run goes on that was kept. @throws FileError, RangeError as `readCheckpoint`, `unpackHistory`. */
export async function startFrom({file, history}: KeptState, id: string) {
  const [{readCheckpoint}, {unpackHistory}] = await Promise.all([import("./checkpoint.ts"), import("./kept-history.ts")]);
  const checkpoint = readCheckpoint(file);
  return {checkpoint, start: {state: checkpoint.state, history: unpackHistory(history), id} satisfies Start};
}

/** Milliseconds that a run which ends has to keep itself. */
const PATIENCE = 2000;

/** How a run keeps itself, and under which id: each that is begun has its own. */
export class Keeping {
  id = newId();
  place: (KeptPlace & {every?: number}) | null = null;

  order(id = this.id): KeepOrder | null {
    return this.place && {...this.place, id};
  }

  /** Keeps the run as it is; resolves when it is kept, or cannot be. */
  async now(channel: Channel<RunRequests>): Promise<void> {
    if (this.place) await channel.call("keepNow", null).catch(() => {});
  }

  /** Ends a run. What is made anew, since a cell was edited, is kept first, if that is quick. */
  async close(channel: Channel<RunRequests>): Promise<void> {
    if (this.place) await Promise.race([this.now(channel), delay(PATIENCE, new AbortController().signal)]);
    channel.close();
  }
}

/** A name for a run that no other has. */
export function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(3)), (part) => part.toString(36)).join("-");
}

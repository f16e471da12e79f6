import type {Choice} from "../../backend/choose.ts";
import type {Call} from "../../worker/channel.ts";
import type {HistoryEntry, SampleSheet} from "./types.ts";
import type {RunUpdate} from "./messages.ts";
import type {PhaseView} from "../step/phases.ts";

/** Milliseconds between two updates: a frame. */
const FRAME = 16;
/** When so many steps have not been taken, the run waits: what it holds for a page that is busy stays small. */
const MOST_WAITING = 1000;

/** What a run wants to tell, gathered until whoever watches can take it. */
export class RunFeed {
  private status: RunUpdate["status"] = {state: "starting", step: 0, phase: 0, stepsPerSecond: 0};
  private kept: Pick<RunUpdate, "sheetSteps" | "snapshots" | "snapshotBytes"> = {sheetSteps: [], snapshots: [], snapshotBytes: 0};
  private entries: HistoryEntry[] = [];
  private sheets: SampleSheet[] = [];
  private phase: PhaseView | null | undefined;
  private gone: number | undefined;
  private opening = 0;
  private moved: RunUpdate["moved"];
  private changed = false;
  private wake = (): void => {};
  private taken = (): void => {};
  private send: ((update: RunUpdate) => Promise<void>) | null = null;

  setStatus(status: RunUpdate["status"]): void {
    this.status = status;
    this.touch();
  }

  setKept(kept: Pick<RunUpdate, "sheetSteps" | "snapshots" | "snapshotBytes">): void {
    this.kept = {...kept, sheetSteps: [...kept.sheetSteps], snapshots: [...kept.snapshots]};
    this.touch();
  }

  addEntry(entry: HistoryEntry): void {
    this.entries.push(entry);
    this.touch();
  }

  addSheet(sheet: SampleSheet): void {
    this.sheets.push(sheet);
    this.touch();
  }

  setPhase(phase: PhaseView | null): void {
    this.phase = phase;
    this.touch();
  }

  /** Another run begins; what was not told of the last one is not told any more. */
  begin(opening: number): void {
    this.opening = opening;
    [this.entries, this.sheets, this.phase, this.gone] = [[], [], null, undefined];
    this.touch();
  }

  /** It goes on on another backend. */
  setMoved(moved: {message: string; backend: Choice}): void {
    this.moved = moved;
    this.touch();
  }

  /** All of later steps is gone, told or not. */
  back(step: number): void {
    this.entries = this.entries.filter((entry) => entry.step <= step);
    this.sheets = this.sheets.filter((sheet) => sheet.step <= step);
    this.gone = Math.min(this.gone ?? step, step);
    this.touch();
  }

  /** Tells what has changed now, without waiting. */
  flush(): void {
    if (this.changed && this.send) void this.send(this.take());
  }

  /** Resolves when there is room for another step. */
  async room(): Promise<void> {
    while (this.send && this.entries.length >= MOST_WAITING) await new Promise<void>((resolve) => (this.taken = resolve));
  }

  /** Tells what has changed, at most once in a frame and not before the last update was taken, until it is given up. */
  async watch({progress, signal}: Pick<Call<RunUpdate>, "progress" | "signal">): Promise<null> {
    const send = (update: RunUpdate): Promise<void> =>
      progress(
        update,
        update.sheets.map(({images}) => images.values.buffer as ArrayBuffer)
      );
    this.send = send;
    const end = (): void => {
      if (this.send === send) this.send = null;
      this.wake();
      this.taken();
    };
    signal.addEventListener("abort", end, {once: true});
    while (!signal.aborted) {
      if (!this.changed) await new Promise<void>((resolve) => (this.wake = resolve));
      if (signal.aborted) break;
      if (this.changed) await send(this.take());
      await new Promise((resolve) => setTimeout(resolve, FRAME));
    }
    return null;
  }

  private take(): RunUpdate {
    const {opening, status, kept, entries, sheets, phase, gone, moved} = this;
    this.changed = false;
    this.moved = undefined;
    [this.entries, this.sheets, this.phase, this.gone] = [[], [], undefined, undefined];
    this.taken();
    const wanted = new Set(kept.sheetSteps);
    return {
      opening,
      status,
      ...kept,
      entries,
      sheets: sheets.filter(({step}) => wanted.has(step)),
      ...(moved && {moved}),
      ...(gone !== undefined && {back: gone}),
      ...(phase !== undefined && {phase})
    };
  }

  private touch(): void {
    this.changed = true;
    this.wake();
  }
}

import {breathe} from "../../worker/breathe.ts";
import {loadState} from "../step/state.ts";
import {StepPace} from "./pace.ts";
import type {Snapshots} from "./snapshots.ts";
import {Stepper} from "./stepper.ts";
import type {Replay, ReadyPlan} from "./types.ts";

/** What a replay needs of the run that it is for. */
export interface ReplayOptions {
  plan: ReadyPlan;
  /** The one snapshot that it begins with; those of steps that it comes by are added. */
  snapshots: Snapshots;
  /** The step that it leads to. */
  to: number;
  /** Steps a second, until it has measured its own; 0: nobody knows. */
  stepsPerSecond: number;
  /** Waits for its turn on the backend. */
  alone: <T>(work: () => Promise<T>) => Promise<T>;
  /** Told before the first step, and after each. */
  tell: (replay: Replay) => void;
  signal: AbortSignal;
}

/**
 * Does steps that were done once more, beside the run, which stands where it stood and keeps all that it has. Gives what stands at
 * the step; null when it was stopped, after the phase in progress.
 */
export async function replay(options: ReplayOptions): Promise<Stepper | null> {
  const {plan, snapshots, to, alone, tell, signal} = options;
  const from = snapshots.newest;
  const pace = new StepPace();
  const said = (step: number): Replay => {
    const speed = pace.stepsPerSecond || options.stepsPerSecond;
    return {from: from.step, to, step, secondsLeft: speed > 0 ? (to - step) / speed : null};
  };
  const stepper = await alone(async () => new Stepper(plan, loadState(from)));
  const leave = (): Promise<void> => alone(async () => stepper.dispose());
  try {
    tell(said(stepper.step));
    while (stepper.step < to && !signal.aborted) {
      const {entry} = await alone(() => stepper.next(false));
      if (entry) {
        pace.take(entry.milliseconds);
        tell(said(stepper.step));
        if (snapshots.due(stepper.step)) snapshots.keep(await alone(() => stepper.store()));
      }
      await breathe();
    }
  } catch (error) {
    await leave();
    throw error;
  }
  if (stepper.step === to) return stepper;
  await leave();
  return null;
}

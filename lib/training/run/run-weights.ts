import type {Live} from "../../live.ts";
import {live} from "../../live.ts";
import {initialise} from "../../nn/network/initialise.ts";
import type {Weights} from "../../nn/network/network-weights.ts";
import type {Trainer} from "./types.ts";

/** How the weights of a run are followed. */
export interface RunWeightsOptions {
  /** Least milliseconds between two looks; default 2,000. A look that takes long is followed by a rest ten times as long. */
  every?: number;
  /** A cell's `invalidation`: ends it. */
  invalidation?: Promise<unknown>;
}

/** What is asked of a run. */
type Watched = Pick<Trainer, "plan" | "status" | "save">;

/**
 * The weights of one player of a run, at a modest rate while it trains: before the first step those that it begins with, then those of
 * its newest step. A run that has not begun is not woken.
 */
export function runWeights(
  run: Watched,
  player: "generator" | "discriminator",
  {every = 2000, invalidation}: RunWeightsOptions = {}
): Live<Weights> {
  const stop = new AbortController();
  const end = () => stop.abort();
  invalidation?.then(end, end);
  const first = () => initialise(run.plan.gan[player], `${run.plan.seed}/${player}`, run.plan.scheme);
  const shown = live<Weights>(first());
  let plan = run.plan;
  let step = 0;
  let busy = false;

  const look = async (): Promise<void> => {
    const {status} = run;
    if (busy || stop.signal.aborted || (status.value.step === step && run.plan === plan)) return;
    busy = true;
    const began = performance.now();
    try {
      plan = run.plan;
      step = status.value.step;
      if (step === 0) shown.value = first();
      else {
        const [file, {readCheckpoint}] = await Promise.all([run.save(), import("./checkpoint.ts")]);
        if (!stop.signal.aborted) shown.value = readCheckpoint(file).state[player].weights;
      }
    } catch {
      // A run that ended or failed says so itself; the last weights stay.
    }
    setTimeout(
      () => {
        busy = false;
        void look();
      },
      Math.max(every, 10 * (performance.now() - began))
    );
  };
  run.status.subscribe(() => void look(), stop.signal);
  void look();
  return shown;
}

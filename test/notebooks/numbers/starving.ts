import {trainer} from "../../../lib/training/run/trainer.ts";
import type {RunPlan, Trainer} from "../../../lib/training/run/types.ts";
import {planOf} from "./ledger.ts";

/** What becomes of G by its two losses, after D's head start. */
export interface Starving {
  /** The step, after the start, by which G of the non-saturating loss stands among the real points. */
  arrived: number;
  /** And the one by which G of the minimax loss has gone half of its way. */
  stirs: number;
}

let done: Promise<Starving> | undefined;

/** Runs the experiment of the cell #starve in the chapter on GAN training, once. */
export function starving(): Promise<Starving> {
  return (done ??= starve());
}

async function starve(): Promise<Starving> {
  let judgePlan: RunPlan | undefined;
  const branches: {loss: string; settings: Partial<RunPlan["settings"]>}[] = [];
  const player = {play: () => undefined};
  const judge = {
    step: (count: number) => (head = count),
    branch: (settings: Partial<RunPlan["settings"]>) => (branches.push({loss: settings.loss as string, settings}), player),
    dispose: () => undefined
  };
  let head = 0;
  await planOf("gan-training", "starve", "starved", {trainer: (plan: RunPlan) => ((judgePlan = plan), judge)});
  const quiet = {where: "here", backend: "wasm", threads: 1, samples: 1, sampleEvery: 1e9, snapshotEvery: 1e9} as const;
  const run = trainer(judgePlan!, quiet);
  await run.step(head);
  const noise = {shape: [200, 2], values: Float32Array.from({length: 400}, (_, i) => Math.sin(12.9898 * (i + 1)) * 1.7)};
  const middle = async (of: Trainer) => {
    const {values} = await of.generate(noise);
    const sum = [0, 0];
    values.forEach((value, i) => (sum[i % 2]! += value / 200));
    return sum as [number, number];
  };
  const goal: [number, number] = [2.5, 1.5];
  const away = ([x, y]: [number, number]) => Math.hypot(x - goal[0], y - goal[1]);
  const start = away(await middle(run));
  const stepsUntil = async (loss: string, share: number) => {
    const branch = await run.branch(branches.find((one) => one.loss === loss)!.settings, quiet);
    let steps = 0;
    for (; steps < 200; steps += 10) {
      if (away(await middle(branch)) < share * start) break;
      await branch.step(10);
    }
    branch.dispose();
    return steps;
  };
  const found = {arrived: await stepsUntil("nonSaturating", 1 / 3), stirs: await stepsUntil("minimax", 1 / 2)};
  run.dispose();
  return found;
}

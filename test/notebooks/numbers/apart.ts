import {fixedNoise} from "../../../lib/training/run/samples.ts";
import {trainer} from "../../../lib/training/run/trainer.ts";
import type {RunPlan} from "../../../lib/training/run/types.ts";

/**
 * How far two trainings part that differ by rounding alone: of twenty pictures of the same noise the largest difference between two
 * pixels, at every twentieth step, and the first of these steps at which it can be seen: an eighth of the way from black to white.
 */
export async function apart(plans: readonly [RunPlan, RunPlan], seed: number, steps: number): Promise<Record<string, number>> {
  const quiet = {where: "here", backend: "wasm", threads: 1, samples: 1, sampleEvery: 1e9, snapshotEvery: 1e9} as const;
  const runs = plans.map((plan) => trainer({...plan, seed}, quiet));
  const {noise} = fixedNoise(plans[0].gan.generator, seed, 20);
  const found: Record<string, number> = {};
  let seen: number | undefined;
  for (let step = 20; step <= steps; step += 20) {
    const pictures: Float32Array[] = [];
    for (const run of runs) {
      await run.step(20);
      pictures.push((await run.generate(noise)).values);
    }
    const largest = pictures[0]!.reduce((most, value, i) => Math.max(most, Math.abs(value - pictures[1]![i]!)), 0);
    found[`at ${step}`] = largest;
    if (largest >= 2 / 8) seen ??= step;
  }
  for (const run of runs) run.dispose();
  return {...found, "seen at": seen ?? Infinity};
}

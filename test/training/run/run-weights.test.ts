import {beforeAll, describe, expect, it} from "vitest";
import {startCpu} from "../../../lib/backend/cpu.ts";
import {pointSet} from "../../../lib/data/points.ts";
import {preset} from "../../../lib/training/recipes/presets.ts";
import {readCheckpoint} from "../../../lib/training/run/checkpoint.ts";
import {runWeights} from "../../../lib/training/run/run-weights.ts";
import {trainer} from "../../../lib/training/run/trainer.ts";

describe("runWeights(run, player)", () => {
  beforeAll(startCpu);

  it("are those that a run begins with, without waking it, and then those of its newest step", async () => {
    let end = (): void => {};
    const invalidation = new Promise<void>((stop) => (end = stop));
    const run = trainer(
      {...preset("points"), data: pointSet("ring"), batch: 8, seed: 5},
      {where: "here", samples: 4, backend: "cpu", idle: true, invalidation}
    );
    const weights = runWeights(run, "generator", {every: 1, invalidation});
    const first = weights.value;
    expect(run.status.value.step).toBe(0);
    await run.step(2);
    await run.pause();
    const {generator} = readCheckpoint(await run.save()).state;
    // It may have looked between the two steps; the newest comes without being asked for.
    await expect.poll(() => weights.value, {timeout: 120_000}).toEqual(generator.weights);
    await run.goTo(0);
    const again = readCheckpoint(await run.save()).state.generator;
    expect(first).toEqual(again.weights);
    end();
  });
});

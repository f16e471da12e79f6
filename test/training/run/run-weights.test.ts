import {beforeAll, describe, expect, it} from "vitest";
import {startCpu} from "../../../lib/backend/cpu.ts";
import {pointSet} from "../../../lib/data/points.ts";
import type {Weights} from "../../../lib/nn/network/network-weights.ts";
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
    const changed = new Promise<Weights>((resolve) => weights.subscribe(resolve));
    await run.step(2);
    await run.pause();
    const {generator} = readCheckpoint(await run.save()).state;
    let seen = await changed;
    // It may have looked between the two steps; the newest comes without being asked for.
    while (JSON.stringify([...seen["dense1/kernel"].values]) !== JSON.stringify([...generator.weights["dense1/kernel"].values]))
      seen = await new Promise<Weights>((resolve) => weights.subscribe(resolve));
    expect(seen).toEqual(generator.weights);
    await run.goTo(0);
    const again = readCheckpoint(await run.save()).state.generator;
    expect(first).toEqual(again.weights);
    end();
  });
});

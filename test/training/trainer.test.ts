import {afterEach, describe, expect, it} from "vitest";
import {pointSet} from "../../lib/data/points.ts";
import {pointGan} from "../../lib/models/point-gan.ts";
import type {RunOptions, RunPlan, Trainer} from "../../lib/training/run-types.ts";
import {trainer} from "../../lib/training/trainer.ts";
import "./wasm.ts";

const plan: RunPlan = {
  gan: pointGan({generatorHidden: [8], discriminatorHidden: [8]}),
  data: pointSet("ring"),
  settings: {loss: "nonSaturating", generator: {learningRate: 0.01}, discriminator: {learningRate: 0.01}},
  batch: 16,
  seed: 1
};

const open: Trainer[] = [];
afterEach(() => open.splice(0).forEach((run) => run.dispose()));

function start(changes: Partial<RunPlan> = {}, options: RunOptions = {}): Trainer {
  const run = trainer({...plan, ...changes}, {backend: "wasm", ...options});
  open.push(run);
  return run;
}

describe("trainer(plan).step(count)", () => {
  it("does so many steps", async () => {
    const run = start();
    await run.step(3);
    expect(run.history.value.entries.map(({step}) => step)).toEqual([1, 2, 3]);
  });
});

import {afterEach, describe, expect, it} from "vitest";
import type {Trainer} from "../../lib/training/run/types.ts";
import {trainer} from "../../lib/training/run/trainer.ts";
import {smallPlan as plan} from "./small-plan.ts";
import "./wasm.ts";

const open: Trainer[] = [];
afterEach(() => open.splice(0).forEach((run) => run.dispose()));

function idle(): Trainer {
  const run = trainer(plan, {backend: "wasm", idle: true});
  open.push(run);
  return run;
}

/** Whether a promise is still waiting after whatever can happen at once has happened. */
async function waits(promise: Promise<unknown>): Promise<boolean> {
  const later = new Promise((resolve) => setTimeout(() => resolve("later"), 20));
  return (await Promise.race([promise, later])) === "later";
}

describe("trainer(plan, {idle: true})", () => {
  it("is paused at step 0 and starts nothing until it is asked for something", async () => {
    const run = idle();
    expect(run.status.value).toMatchObject({state: "paused", step: 0, backend: null});
    await run.pause();
    expect(await waits(run.ready)).toBe(true);
    expect(run.status.value.backend).toBeNull();
  });

  it("is ready once a step has been asked for, and gives the numbers of a run that was not idle", async () => {
    const run = idle();
    await run.step(2);
    await run.ready;
    expect(run.status.value).toMatchObject({step: 2, backend: {name: "wasm"}});
    const eager = trainer(plan, {backend: "wasm"});
    open.push(eager);
    await eager.step(2);
    const losses = (one: Trainer) => one.history.value.entries.map(({generatorLoss}) => generatorLoss);
    expect(losses(run)).toEqual(losses(eager));
  });

  it("restarts with other parts of the plan before it has begun", async () => {
    const run = idle();
    await run.restart({seed: 2});
    await run.ready;
    expect(run.plan.seed).toBe(2);
  });

  it("can be disposed of before it has begun", async () => {
    const run = idle();
    run.dispose();
    expect(run.status.value.state).toBe("ended");
    await expect(run.step()).rejects.toThrow("disposed");
  });
});

import {afterEach, describe, expect, it} from "vitest";
import {pointsAround, pointSet} from "../../lib/data/points.ts";
import {countModes} from "../../lib/metrics/modes.ts";
import {pointGan} from "../../lib/models/point-gan.ts";
import {RING_REMEDIES, ringRemedy} from "../../lib/training/ring-remedies.ts";
import {checkSource} from "../../lib/training/batches.ts";
import {checkSettings} from "../../lib/training/check-settings.ts";
import {preset} from "../../lib/training/presets.ts";
import type {RunPlan, Trainer} from "../../lib/training/run-types.ts";
import {trainer} from "../../lib/training/trainer.ts";
import "../training/wasm.ts";

const ring = pointSet("ring");
const open: Trainer[] = [];
afterEach(async () => {
  open.splice(0).forEach((run) => run.dispose());
  await new Promise((resolve) => setTimeout(resolve));
});

/** The run of the chapter in which one player does not learn. */
async function lopsided(still: "generator" | "discriminator", steps: number, data = ring) {
  const learns = {learningRate: 2e-3, beta1: 0.5};
  const plan: RunPlan = {
    gan: pointGan(),
    data,
    settings: {loss: "nonSaturating", generator: learns, discriminator: learns, [still]: {optimiser: "sgd", learningRate: 1e-9}},
    batch: 64,
    seed: 2,
    scheme: "he"
  };
  const run = trainer(plan, {where: "here", backend: "wasm", sampleEvery: 1e6, snapshotEvery: 1e6});
  open.push(run);
  await run.step(steps);
  const {entries, sheets} = run.history.value;
  const {images} = sheets.at(-1)!;
  const points = {shape: [images.shape[0], 2], values: images.values};
  const far = Math.max(...images.values.map(Math.abs));
  return {last: entries.at(-1)!, modes: countModes(points, data.centres, {sigma: data.sigma}), far};
}

describe("“Near zero is not the goal”", () => {
  it("G's loss comes to 0 against a D that does not learn, and no forgery is on the ring", async () => {
    const {last, modes, far} = await lopsided("discriminator", 400);
    expect(last.generatorLoss).toBeLessThan(0.05);
    expect(modes.highQuality).toBeLessThan(0.02);
    expect(far).toBeGreaterThan(2);
  });
  it("D's loss comes to 0 against a G that does not learn, G's grows, and no forgery is where the real ones are", async () => {
    const {last, modes} = await lopsided(
      "generator",
      800,
      pointsAround(
        [
          [6, 4],
          [8, 4]
        ],
        0.1,
        "far away"
      )
    );
    expect(last.discriminatorLoss).toBeLessThan(0.05);
    expect(last.generatorLoss).toBeGreaterThan(3);
    expect(modes.highQuality).toBeLessThan(0.02);
  });
});

describe("“A table to fill yourself”", () => {
  it("has fifteen rows that can be trained, each the first run with one switch thrown", () => {
    expect(RING_REMEDIES).toHaveLength(15);
    const {plan: none} = ringRemedy("none");
    for (const name of RING_REMEDIES) {
      const row = ringRemedy(name);
      const plan: RunPlan = {...row.plan, seed: 1};
      checkSettings(plan.settings, plan.gan);
      checkSource({...plan, data: ring});
      const changed = (["gan", "settings", "batch"] as const).filter(
        (part) => JSON.stringify(plan[part]) !== JSON.stringify(none[part])
      );
      const expected = name === "none" || row.apart ? [] : name.startsWith("packing") ? ["gan", "batch"] : [changed[0]];
      expect(changed, name).toEqual(expected);
    }
  });
  it("begins where the first and the second run of the chapter are", () => {
    const {gan, settings, batch} = preset("packed ring");
    expect(ringRemedy("none").plan).toMatchObject({settings: preset("collapsing ring").settings, batch: 128});
    const {plan} = ringRemedy("packing 4");
    expect([plan.settings, plan.batch]).toEqual([settings, batch]);
    expect(plan.gan.discriminator).toEqual(gan.discriminator);
  });
});

describe("“A thousand modes”", () => {
  it("a class of 23 shares a birthday half of the time", () => {
    const chance = (batch: number) => 1 - Array.from({length: batch}, (_, i) => 1 - i / 365).reduce((a, b) => a * b, 1);
    expect([chance(22) < 0.5, chance(23) >= 0.5]).toEqual([true, true]);
  });
});

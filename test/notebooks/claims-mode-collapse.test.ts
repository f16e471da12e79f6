import {afterEach, describe, expect, it} from "vitest";
import {pointsAround, pointSet} from "../../lib/data/points.ts";
import {countModes} from "../../lib/metrics/modes.ts";
import {pointGan} from "../../lib/models/point-gan.ts";
import {RING_REMEDIES, ringRemedy} from "../../lib/training/recipes/ring-remedies.ts";
import {checkBatchPlan} from "../../lib/training/run/stepper.ts";
import {checkSettings} from "../../lib/training/step/settings.ts";
import {preset} from "../../lib/training/recipes/presets.ts";
import type {RunPlan, Trainer} from "../../lib/training/run/types.ts";
import {trainer} from "../../lib/training/run/trainer.ts";
import type {Values} from "../../lib/nn/network/network-weights.ts";
import type {ShippedWeights} from "../../lib/weights/load.ts";
import {loadWeights, readHistory} from "../../lib/weights/load.ts";
import "../training/wasm.ts";
import {chapterCells} from "./chapter-cells.ts";

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

describe("“Mode collapse”, ten modes and one", () => {
  const countsOf = ({record}: ShippedWeights) => (record.metrics.shipped as {classes: number[]}).classes;
  /** Mean deviation of a pixel among the pictures of a sheet. */
  const spread = ({shape: [count], values}: Values) => {
    const size = values.length / count;
    const deviations = Array.from({length: size}, (_, pixel) => {
      const each = Array.from({length: count}, (_, i) => values[i * size + pixel]);
      const mean = each.reduce((sum, value) => sum + value, 0) / count;
      return Math.sqrt(each.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count);
    });
    return deviations.reduce((sum, value) => sum + value, 0) / size;
  };
  it("the one draws all ten digits, the other one", async () => {
    expect(Math.min(...countsOf(await loadWeights("compact-dcgan")))).toBeGreaterThan(20);
    const counts = countsOf(await loadWeights("collapsed-gan"));
    expect(counts[5]).toBeGreaterThan(0.75 * counts.reduce((sum, count) => sum + count, 0));
    expect(counts.filter((count) => count > 20)).toHaveLength(2);
  });
  it("at every sheet of its life the collapsed one draws one picture, and not the picture of the sheet before", async () => {
    const healthy = readHistory(await loadWeights("compact-dcgan")).sheets.at(-1)!;
    const sheets = readHistory(await loadWeights("collapsed-gan")).sheets.slice(1);
    expect(spread(healthy.images)).toBeGreaterThan(0.2);
    const size = 28 * 28;
    const first = (sheet: (typeof sheets)[number]) => sheet.images.values.slice(0, size);
    for (const [i, sheet] of sheets.entries()) {
      expect(spread(sheet.images), `step ${sheet.step}`).toBeLessThan(0.06);
      if (i === 0) continue;
      const before = first(sheets[i - 1]);
      const change = first(sheet).reduce((sum, value, pixel) => sum + Math.abs(value - before[pixel]), 0) / size;
      expect(change, `step ${sheet.step}`).toBeGreaterThan(0.1);
    }
  });
});

describe("“The chase”", () => {
  it("differs from the run of GAN training by haste: a rate of 0.01, ten times D's and five times G's, and momentum", async () => {
    const {run} = (await chapterCells("gan-training")("run", {data: ring})).names as {run: Trainer};
    open.push(run);
    const well = run.plan;
    const hasty = preset("collapsing ring").settings;
    const ratio = (player: "generator" | "discriminator") => hasty[player].learningRate / well.settings[player].learningRate;
    expect(hasty.generator).toEqual({learningRate: 0.01, beta1: 0.9, beta2: 0.99});
    expect(hasty.discriminator).toEqual(hasty.generator);
    expect([ratio("discriminator"), ratio("generator")].map((times) => Math.round(1e6 * times) / 1e6)).toEqual([10, 5]);
    expect(well.settings.generator).toMatchObject({beta1: 0});
    expect(well.settings.discriminator).toMatchObject({beta1: 0});
    expect([well.batch, well.settings.average]).toEqual([preset("collapsing ring").batch, hasty.average]);
  });
});

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
      checkBatchPlan({...plan, data: ring});
      const changed = (["gan", "settings", "batch"] as const).filter(
        (part) => JSON.stringify(plan[part]) !== JSON.stringify(none[part])
      );
      const expected = name === "none" || row.apart ? [] : name === "packing 3" ? ["gan", "batch"] : [changed[0]];
      expect(changed, name).toEqual(expected);
    }
  });
  it("begins where the first and the second run of the chapter are", () => {
    const {gan, settings, batch} = preset("packed ring");
    expect(ringRemedy("none").plan).toMatchObject({settings: preset("collapsing ring").settings, batch: 128});
    const {plan} = ringRemedy("packing 4");
    expect([plan.settings, plan.batch]).toEqual([settings, batch]);
    expect(plan.gan.discriminator).toEqual(gan.discriminator);
    expect(plan.batch).toBe(ringRemedy("none").plan.batch);
  });
});

describe("“A thousand modes”", () => {
  it("a class of 23 shares a birthday half of the time", () => {
    const chance = (batch: number) => 1 - Array.from({length: batch}, (_, i) => 1 - i / 365).reduce((a, b) => a * b, 1);
    expect([chance(22) < 0.5, chance(23) >= 0.5]).toEqual([true, true]);
  });
});

import {readFileSync} from "node:fs";
import {describe, expect, it} from "vitest";
import type {Gan} from "../../lib/models/gan.ts";
import {summary} from "../../lib/nn/network/summary.ts";
import {random} from "../../lib/random.ts";
import type {HistoryEntry, RunPlan} from "../../lib/training/run/types.ts";
import {trainer} from "../../lib/training/run/trainer.ts";
import {logLine} from "../../lib/training/step/step.ts";
import type {StepReport} from "../../lib/training/step/step.ts";
import "../training/wasm.ts";
import {chapterCells} from "./chapter-cells.ts";

const run = chapterCells("dcgan");
/** In the place of the trainer: what the chapter would train. */
const planOf = {trainer: (plan: RunPlan) => plan, rules: ["strided", "norm", "convolutional", "tanh", "leaky"]};

/** A step's numbers without the norms of its gradients. */
type Means = Omit<StepReport, "step" | "generatorNorms" | "discriminatorNorms" | "penalty">;

const cost = ({generator, discriminator}: Gan) => summary(generator).multiplyAdds + summary(discriminator).multiplyAdds;

describe("what the chapter on DCGAN says", () => {
  it("of the application note's epochs: 448,000 pictures are 7.47 times MNIST", async () => {
    expect((await run("epochs")).displayed).toEqual(["448,000 pictures: 7.47 times through MNIST"]);
  });

  it("of the log line: the form of the application note", () => {
    const report: Means & {step: number} = {
      ...{step: 1, realLoss: 0.7, fakeLoss: 0.670054, discriminatorLoss: 0.685027, generatorLoss: 0.982729},
      ...{realAccuracy: 0.5, fakeAccuracy: 0.65625}
    };
    expect(logLine(report)).toBe("1 [D loss: 0.685027, acc.: 57.81%] [G loss: 0.982729]");
  });

  it("of a step's cost: about 1.4 thousand million multiply-adds, by its own count", async () => {
    expect(((await run("cost", planOf)).names.stepCost as number) / 1e9).toBeCloseTo(1.4, 1);
  });

  it("of its D, which an exercise makes deeper: 36,705 parameters, most of them 32,768 in one place", async () => {
    const {dcgan} = (await run("networks")).names as {dcgan: Gan};
    const {parameters, rows} = summary(dcgan.discriminator);
    expect(parameters).toBe(36705);
    expect(Math.max(...rows.map((row) => row.parameters))).toBe(32768);
    const text = readFileSync(new URL("../../notebooks/dcgan.md", import.meta.url), "utf8");
    expect(text.match(/36,?705/g)).toHaveLength(3);
  });

  it("of the first rule: without it the networks need more multiply-adds", async () => {
    const costWith = async (rules: string[]) => cost((await run("ruled", {...planOf, rules})).names.tested as Gan);
    expect(await costWith(planOf.rules.slice(1))).toBeGreaterThan(1.3 * (await costWith(planOf.rules)));
  });

  it("of noise: a hundred normal numbers have a length near 10, a point halfway between two near 7.1", async () => {
    const lengths = (await run("lengths")).names.lengthsOfNoise as number[];
    expect(lengths).toHaveLength(12);
    for (const length of lengths) expect(Math.abs(length - 10)).toBeLessThan(2.5);
    const source = random("lengths of noise");
    const [one, other] = [0, 1].map(() => Array.from({length: 100}, () => source.normal()));
    const half = one!.map((value, i) => (value + other![i]!) / 2);
    expect(Math.abs(Math.hypot(...half) - Math.sqrt(50))).toBeLessThan(1.5);
  });

  it("of a mixed batch: alone bright and dark look alike, together they do not", async () => {
    const {displayed} = await run("mixed");
    const [bright, dark, both] = displayed.map((line) => [...String(line).matchAll(/-?\d+\.\d+/g)].map(Number));
    const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b);
    expect([sum(bright!), sum(dark!)]).toEqual([expect.closeTo(0, 1), expect.closeTo(0, 1)]);
    expect([...bright!].sort()).toEqual([...dark!].sort());
    expect(Math.min(...both!.slice(0, 3))).toBeGreaterThan(0.5);
    expect(Math.max(...both!.slice(3))).toBeLessThan(-0.5);
  });
});

describe("its two ways to lose", () => {
  /** Means of the last ten of fifty steps of the chapter's run. */
  async function lose(lost: "strong" | "weak"): Promise<(name: keyof StepReport) => number> {
    const plan = (await run("losing", {...planOf, lost})).names.losing as RunPlan;
    const losing = trainer(plan, {where: "here", backend: "wasm", samples: 1, sampleEvery: 1e6, snapshotEvery: 1e6});
    await losing.step(50);
    const last = losing.history.value.entries.slice(40) as readonly HistoryEntry[];
    losing.dispose();
    return (name) => last.reduce((sum, entry) => sum + (entry[name] as number), 0) / last.length;
  }

  it("a strong D is right about everything, its loss is near zero and G's is large", async () => {
    const mean = await lose("strong");
    expect(Math.min(mean("realAccuracy"), mean("fakeAccuracy"))).toBeGreaterThan(0.97);
    expect(mean("discriminatorLoss")).toBeLessThan(0.1);
    expect(mean("generatorLoss")).toBeGreaterThan(5);
  });

  it("a weak D calls everything real, and G's loss is nearly nothing", async () => {
    const mean = await lose("weak");
    expect(mean("realAccuracy")).toBeGreaterThan(0.9);
    expect(mean("fakeAccuracy")).toBeLessThan(0.1);
    expect(mean("generatorLoss")).toBeLessThan(0.2);
  });
});

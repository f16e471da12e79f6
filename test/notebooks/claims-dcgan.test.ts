import {readFileSync} from "node:fs";
import * as tf from "@tensorflow/tfjs-core";
import {describe, expect, it} from "vitest";
import {proceduralDigits} from "../../lib/data/digits/procedural-digits.ts";
import {compactDcgan} from "../../lib/models/dcgan.ts";
import type {Gan} from "../../lib/models/gan.ts";
import {
  batchNorm,
  conv,
  convTranspose,
  dense,
  flatten,
  leakyRelu,
  maxPool,
  relu,
  reshape,
  tanh,
  upsample
} from "../../lib/nn/network/layers.ts";
import {network} from "../../lib/nn/network/network.ts";
import {summary} from "../../lib/nn/network/summary.ts";
import {random} from "../../lib/random.ts";
import {disposeState, startState} from "../../lib/training/step/state.ts";
import {logLine, trainStep} from "../../lib/training/step/step.ts";
import type {StepReport} from "../../lib/training/step/step.ts";
import "../training/wasm.ts";

const chapter = readFileSync(new URL("../../notebooks/dcgan.md", import.meta.url), "utf8");

/** The chapter's network under test with all rules kept, or with pooling in the place of strides. */
function tested(strided = true): Gan {
  const larger = (filters: number, bias: boolean) =>
    strided ? [convTranspose(filters, {kernel: 4, stride: 2, bias})] : [upsample(2), conv(filters, {kernel: 3, bias})];
  const smaller = (filters: number, bias: boolean) => conv(filters, strided ? {kernel: 4, stride: 2, bias} : {kernel: 3, bias});
  const pool = strided ? [] : [maxPool(2)];
  return {
    name: "tested",
    source: "this book",
    generator: network({input: [100]}, [
      ...[dense(7 * 7 * 32, {bias: false}), batchNorm(), relu(), reshape([7, 7, 32])],
      ...[...larger(16, false), batchNorm(), relu(), ...larger(1, true), tanh()]
    ]),
    discriminator: network({input: [28, 28, 1]}, [
      ...[smaller(16, true), leakyRelu(0.2), ...pool],
      ...[smaller(32, false), batchNorm(), leakyRelu(0.2), ...pool, flatten(), dense(1)]
    ])
  };
}

/** A step's numbers without the norms of its gradients. */
type Means = Omit<StepReport, "step" | "generatorNorms" | "discriminatorNorms" | "penalty">;

const cost = ({generator, discriminator}: Gan) => summary(generator).multiplyAdds + summary(discriminator).multiplyAdds;

describe("what the chapter on DCGAN says", () => {
  it("of the application note's epochs: 448,000 pictures are 7.47 times MNIST; a real epoch has 1,875 steps", () => {
    expect(14000 * 32).toBe(448_000);
    expect(448_000 / 60_000).toBeCloseTo(7.47, 2);
    expect(60_000 / 32).toBe(1875);
  });

  it("of the log line: the form of the application note", () => {
    const report: Means & {step: number} = {
      ...{step: 1, realLoss: 0.7, fakeLoss: 0.670054, discriminatorLoss: 0.685027, generatorLoss: 0.982729},
      ...{realAccuracy: 0.5, fakeAccuracy: 0.65625}
    };
    expect(logLine(report)).toBe("1 [D loss: 0.685027, acc.: 57.81%] [G loss: 0.982729]");
  });

  it("of a step's cost: about 1.4 thousand million multiply-adds, by its own count", () => {
    const [g, d] = (["generator", "discriminator"] as const).map((player) => summary(compactDcgan()[player]).multiplyAdds);
    expect((64 * (g! + 6 * d! + 3 * g! + 2 * d!)) / 1e9).toBeCloseTo(1.4, 1);
  });

  it("of the first rule: without it the networks need more multiply-adds", () => {
    expect(cost(tested(false))).toBeGreaterThan(1.3 * cost(tested()));
  });

  it("of noise: a hundred normal numbers have a length near 10, a point halfway between two near 7.1", () => {
    const source = random("lengths of noise");
    const draws = Array.from({length: 12}, () => Array.from({length: 100}, () => source.normal()));
    for (const draw of draws) expect(Math.abs(Math.hypot(...draw) - 10)).toBeLessThan(2.5);
    const half = draws[0]!.map((value, i) => (value + draws[1]![i]!) / 2);
    expect(Math.abs(Math.hypot(...half) - Math.sqrt(50))).toBeLessThan(1.5);
  });

  it("of a mixed batch: alone bright and dark look alike, together they do not", () => {
    const normalised = (batch: number[]) => {
      const mean = batch.reduce((a, b) => a + b) / batch.length;
      const variance = batch.reduce((sum, x) => sum + (x - mean) ** 2, 0) / batch.length;
      return batch.map((x) => (x - mean) / Math.sqrt(variance));
    };
    const [bright, dark] = [[0.9, 1.1, 1.0], [0.1, -0.1, 0.0]]; // prettier-ignore
    expect(normalised(bright!).reduce((a, b) => a + b)).toBeCloseTo(0, 12);
    expect(normalised(dark!).reduce((a, b) => a + b)).toBeCloseTo(0, 12);
    const both = normalised([...bright!, ...dark!]);
    expect(Math.min(...both.slice(0, 3))).toBeGreaterThan(0.5);
    expect(Math.max(...both.slice(3))).toBeLessThan(-0.5);
  });
});

describe("its two ways to lose", () => {
  /** Means of the last twenty of so many steps with the chapter's settings. */
  async function lose(rates: {generator: number; discriminator: number; discriminatorSteps: number}): Promise<Means> {
    const written = `generator: ${exponent(rates.generator)}, discriminator: ${exponent(rates.discriminator)}, discriminatorSteps: ${rates.discriminatorSteps}`;
    expect(chapter).toContain(written);
    const data = proceduralDigits({seed: "rules"});
    const state = startState(tested(), 1);
    const draw = random("1/data");
    const last: StepReport[] = [];
    for (let step = 0; step < 80; step++) {
      const real = tf.tensor(data.batch(32, draw).images, [32, 28, 28, 1]);
      const report = await trainStep(state, {real}, {
        loss: "nonSaturating",
        generator: {learningRate: rates.generator, beta1: 0.5},
        discriminator: {learningRate: rates.discriminator, beta1: 0.5},
        discriminatorSteps: rates.discriminatorSteps
      }); // prettier-ignore
      real.dispose();
      if (step >= 60) last.push(report);
    }
    disposeState(state);
    const mean = (name: keyof StepReport) => last.reduce((sum, report) => sum + (report[name] as number), 0) / last.length;
    return {
      ...{realLoss: mean("realLoss"), fakeLoss: mean("fakeLoss"), discriminatorLoss: mean("discriminatorLoss")},
      ...{generatorLoss: mean("generatorLoss"), realAccuracy: mean("realAccuracy"), fakeAccuracy: mean("fakeAccuracy")}
    };
  }
  const exponent = (rate: number) => rate.toExponential();

  it("a strong D is right about everything, its loss is near zero and G's is large", async () => {
    const {realAccuracy, fakeAccuracy, discriminatorLoss, generatorLoss} = await lose({
      ...{generator: 2e-4, discriminator: 4e-3, discriminatorSteps: 2}
    });
    expect(Math.min(realAccuracy, fakeAccuracy)).toBeGreaterThan(0.97);
    expect(discriminatorLoss).toBeLessThan(0.1);
    expect(generatorLoss).toBeGreaterThan(5);
  });

  it("a weak D calls everything real, and G's loss is nearly nothing", async () => {
    const {realAccuracy, fakeAccuracy, generatorLoss} = await lose({
      ...{generator: 2e-3, discriminator: 2e-5, discriminatorSteps: 1}
    });
    expect(realAccuracy).toBeGreaterThan(0.9);
    expect(fakeAccuracy).toBeLessThan(0.1);
    expect(generatorLoss).toBeLessThan(0.2);
  });
});

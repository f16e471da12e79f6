import {describe, expect, it} from "vitest";
import {random} from "../../../lib/random.ts";
import {drawPrior} from "../../../lib/training/step/settings.ts";
import {fixedNoise} from "../../../lib/training/run/samples.ts";
import {compactDcgan} from "../../../lib/models/dcgan.ts";

describe("drawPrior(prior, source, count)", () => {
  const moments = (values: Float32Array) => {
    const mean = values.reduce((a, b) => a + b) / values.length;
    return {mean, variance: values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length};
  };

  it("draws N(0, 1) by default", () => {
    const {mean, variance} = moments(drawPrior(undefined, random(1), 20_000));
    expect(mean).toBeCloseTo(0, 1);
    expect(variance).toBeCloseTo(1, 1);
  });

  it("draws from the cube U(−1, 1), whose variance is 1/3", () => {
    const values = drawPrior("uniform", random(1), 20_000);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-1);
    expect(Math.max(...values)).toBeLessThan(1);
    expect(moments(values).variance).toBeCloseTo(1 / 3, 2);
  });
});

describe("fixedNoise(network, seed, samples, prior)", () => {
  it("is of the prior that the run trains on", () => {
    const {generator} = compactDcgan();
    const {values} = fixedNoise(generator, 1, 16, "uniform").noise;
    expect(values.every((value) => value >= -1 && value < 1)).toBe(true);
    expect(fixedNoise(generator, 1, 16).noise.values.some((value) => Math.abs(value) > 1)).toBe(true);
  });
});

import {describe, expect, it} from "vitest";
import {pointSet} from "../../../lib/data/points.ts";
import {
  extentAround,
  gridPoints,
  modesCaptured,
  notFinitePoints,
  usualLength,
  zeroSegments
} from "../../../lib/figures/samples/point-geometry.ts";
import {neighbours, slopes} from "../../../lib/figures/points/point-look.ts";
import {normalDensity, normalQuantile} from "../../../lib/nn/arithmetic/normal.ts";
import {generatorLossAt} from "../../../lib/training/step/losses.ts";

const points = (...values: number[]) => ({shape: [values.length / 2, 2], values: Float32Array.from(values)});

describe("modesCaptured(points, centres, sigma)", () => {
  const {centres} = pointSet("ring");

  it("counts centres with a point within 3σ, and the share of such points", () => {
    const found = modesCaptured(points(1.05, 0, 1, 0.01, 0, 1.059, 0.5, 0.5), centres, 0.02);
    expect(found.captured).toBe(2);
    expect(found.near.slice(0, 3)).toEqual([2, 0, 1]);
    expect(found.quality).toBe(0.75);
  });

  it("captures nothing with points that are NaN, or none", () => {
    expect(modesCaptured(points(NaN, 0), centres, 0.02)).toMatchObject({captured: 0, quality: 0});
    expect(modesCaptured(points(), centres, 0.02)).toMatchObject({captured: 0, quality: 0});
  });
});

describe("extentAround(centres, sigma)", () => {
  it("is a square with every centre and its points inside", () => {
    for (const name of ["line", "two Gaussians", "ring", "grid"] as const) {
      const {centres, sigma} = pointSet(name);
      const {x, y} = extentAround(centres, sigma);
      expect(x[1] - x[0]).toBeCloseTo(y[1] - y[0]);
      for (const [cx, cy] of centres) {
        expect(Math.min(cx - x[0], x[1] - cx, cy - y[0], y[1] - cy)).toBeGreaterThan(3 * sigma);
      }
    }
  });

  it("has a size around one centre without spread", () => {
    expect(extentAround([[2, 2]], 0)).toEqual({x: [1.75, 2.25], y: [1.75, 2.25]});
  });
});

describe("gridPoints(extent, width, height)", () => {
  it("gives the centres of cells from the top left, row by row", () => {
    expect([...gridPoints({x: [0, 4], y: [0, 2]}, 2, 1)]).toEqual([1, 1, 3, 1]);
    expect([...gridPoints({x: [-1, 1], y: [-1, 1]}, 1, 2)]).toEqual([0, 0.5, 0, -0.5]);
  });
});

describe("zeroSegments(values, width, height)", () => {
  it("follows a circle to within a hundredth of a cell squared", () => {
    const size = 30;
    const values = Array.from({length: size * size}, (_, i) => {
      const [x, y] = [(i % size) + 0.5 - 15, Math.floor(i / size) + 0.5 - 15];
      return x * x + y * y - 81;
    });
    const segments = zeroSegments(values, size, size);
    expect(segments.length).toBeGreaterThan(40);
    for (const [x1, y1, x2, y2] of segments) {
      expect(Math.hypot(x1 - 15, y1 - 15)).toBeCloseTo(9, 1);
      expect(Math.hypot(x2 - 15, y2 - 15)).toBeCloseTo(9, 1);
    }
    const length = segments.reduce((sum, [x1, y1, x2, y2]) => sum + Math.hypot(x2 - x1, y2 - y1), 0);
    expect(length).toBeCloseTo(2 * Math.PI * 9, 0);
  });

  it("finds none where D does not change its mind, and skips what is NaN", () => {
    expect(zeroSegments([1, 2, 3, 4], 2, 2)).toEqual([]);
    expect(zeroSegments([NaN, -1, 1, 1], 2, 2)).toEqual([]);
  });
});

describe("usualLength(vectors), notFinitePoints(points)", () => {
  it("is the length that nine of ten do not exceed, whatever the longest", () => {
    const vectors = points(...Array.from({length: 11}, (_, i) => [i === 10 ? 1e6 : i, 0]).flat());
    expect(usualLength(vectors)).toBe(9);
    expect(usualLength(points(NaN, 1))).toBe(0);
  });

  it("counts points, not coordinates", () => {
    expect(notFinitePoints(points(NaN, NaN, 0, Infinity, 1, 1))).toBe(2);
  });
});

describe("slopes(logits at neighbours(points, reach), reach, lossSlope)", () => {
  it("is the gradient of G's loss for a D that is known: logit 3x − y²", () => {
    const at = Float32Array.from([0.5, 0.25, -0.2, 0.8]);
    const places = neighbours(at, 1e-2);
    const logits = Float32Array.from({length: places.length / 2}, (_, i) => 3 * places[2 * i] - places[2 * i + 1] ** 2);
    const {values} = slopes(logits, 1e-2, (logit) => generatorLossAt("nonSaturating", logit).gradient);
    for (let i = 0; i < 2; i++) {
      const [x, y] = [at[2 * i], at[2 * i + 1]];
      const slope = -1 / (1 + Math.exp(3 * x - y * y));
      expect(values[2 * i]).toBeCloseTo(slope * 3, 3);
      expect(values[2 * i + 1]).toBeCloseTo(slope * -2 * y, 3);
    }
  });
});

describe("normalQuantile(probability), normalDensity(x)", () => {
  it("agrees with the tables", () => {
    const table = [[0.5, 0], [0.975, 1.959963984540054], [0.01, -2.3263478740408408], [0.001, -3.090232306167813]]; // prettier-ignore
    for (const [probability, x] of table) expect(normalQuantile(probability)).toBeCloseTo(x, 7);
    expect(normalDensity(0)).toBeCloseTo(0.3989422804, 9);
    expect(normalDensity(2)).toBeCloseTo(0.0539909665, 9);
  });

  it("refuses what is no probability strictly between 0 and 1", () => {
    for (const wrong of [0, 1, NaN, -1]) expect(() => normalQuantile(wrong)).toThrow(`got ${wrong}`);
  });
});

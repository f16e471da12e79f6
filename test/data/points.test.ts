import {describe, expect, it} from "vitest";
import type {Point} from "../../lib/data/points.ts";
import {pointSet, pointsAround} from "../../lib/data/points.ts";
import {random} from "../../lib/random.ts";

describe("pointSet(name, {sigma, scale})", () => {
  it("has a ring of 8 at radius 1, 45° apart", () => {
    const {centres, classes, sigma} = pointSet("ring");
    expect([centres.length, classes, sigma]).toEqual([8, 8, 0.02]);
    for (const [x, y] of centres) expect(Math.hypot(x, y)).toBeCloseTo(1);
    expect(centres[0]).toEqual([1, 0]);
    expect(centres[2]).toEqual([0, 1]);
    centres.forEach(([x, y], i) => {
      const [nextX, nextY] = centres[(i + 1) % 8];
      expect(x * nextX + y * nextY).toBeCloseTo(Math.SQRT1_2);
    });
  });

  it("has PacGAN's grid of 25: −4, −2, 0, 2, 4, with sigma 0.05", () => {
    const {centres, sigma} = pointSet("grid");
    expect(sigma).toBe(0.05);
    expect(new Set(centres.map(String)).size).toBe(25);
    for (const value of centres.flat()) expect([-4, -2, 0, 2, 4]).toContain(value);
  });

  it("has two Gaussians, and a line whose centres lie on a line, evenly", () => {
    expect(pointSet("two Gaussians").centres).toHaveLength(2);
    const {centres} = pointSet("line");
    const [[x0, y0], [x1, y1]] = centres;
    centres.forEach(([x, y], i) => {
      expect(x).toBeCloseTo(x0 + i * (x1 - x0));
      expect(y).toBeCloseTo(y0 + i * (y1 - y0));
    });
  });

  it("scales centres and sigma together", () => {
    const {centres, sigma} = pointSet("grid", {scale: 0.2, sigma: 0.1});
    expect(sigma).toBeCloseTo(0.02);
    expect(Math.max(...centres.flat())).toBeCloseTo(0.8);
  });

  it.each(["line", "two Gaussians", "ring", "grid"] as const)("draws the %s around its centres with its sigma", (name) => {
    const set = pointSet(name);
    const {images, labels} = set.batch(8000, random(1));
    const offsets = Array.from(images, (value, i) => value - set.centres[labels[i >> 1]][i % 2]);
    const mean = offsets.reduce((sum, offset) => sum + offset, 0) / offsets.length;
    const deviation = Math.sqrt(offsets.reduce((sum, offset) => sum + offset * offset, 0) / offsets.length);
    expect(Math.abs(mean)).toBeLessThan(set.sigma / 20);
    expect(deviation / set.sigma).toBeCloseTo(1, 1);
    expect(new Set(labels).size).toBe(set.classes);
  });

  it("refuses another name, sigma or scale", () => {
    // @ts-expect-error: no such set
    expect(() => pointSet("spiral")).toThrow('there is no set "spiral"; there are line, two Gaussians, ring, grid');
    expect(() => pointSet("ring", {sigma: -1})).toThrow("sigma must be 0 or more, got -1");
    expect(() => pointSet("ring", {scale: 0})).toThrow("scale must be above 0, got 0");
  });
});

describe("pointsAround(centres, sigma)", () => {
  it("draws the centres themselves for sigma 0, however they are changed afterwards", () => {
    const drawn: [number, number][] = [[0.25, 0.5], [-1, 2]]; // prettier-ignore
    const set = pointsAround(drawn, 0);
    drawn[0][0] = 99;
    const {images, labels} = set.batch(20, random(2));
    labels.forEach((label, i) => expect([...images.subarray(2 * i, 2 * i + 2)]).toEqual(set.centres[label]));
    expect(set.centres).toEqual([[0.25, 0.5], [-1, 2]]); // prettier-ignore
  });

  it.each<[Point[], number, string]>([
    [[], 0.1, "points need 1 to 256 centres, got 0"],
    [Array.from({length: 257}, (): Point => [0, 0]), 0.1, "got 257"],
    [[[NaN, 0]], 0.1, "a centre must be finite, got (NaN, 0)"],
    [[[0, 0]], NaN, "sigma must be 0 or more, got NaN"]
  ])("refuses impossible points", (centres, sigma, message) => {
    expect(() => pointsAround(centres, sigma)).toThrow(message);
  });
});

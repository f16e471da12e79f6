import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {deform} from "../../lib/data/deform.ts";
import {random} from "../../lib/random.ts";
import {numbers} from "../fixtures/gan.ts";

const images = numbers(4, 3 * 12 * 10, 1);
const all = {shift: 2, rotation: 20, scale: 0.2, slant: 0.2, elastic: 1};

describe("deform(images, [height, width], deformation, random, background)", () => {
  it("changes nothing when nothing is asked for", () => {
    const same = deform(images, [12, 10], {}, random(1), -1);
    images.forEach((value, i) => expect(same[i]).toBeCloseTo(value, 5));
  });
  it("gives the same for the same seed, another for another, and each image its own change", () => {
    const twice = Float32Array.from([...images.subarray(0, 120), ...images.subarray(0, 120)]);
    const once = deform(twice, [12, 10], all, random(1), -1);
    expect(deform(twice, [12, 10], all, random(1), -1)).toEqual(once);
    expect(deform(twice, [12, 10], all, random(2), -1)).not.toEqual(once);
    expect(once.subarray(0, 120)).not.toEqual(once.subarray(120));
  });
  it("makes no value that was not between those of the image and the background", () => {
    fc.assert(
      fc.property(fc.integer(), fc.double({min: 0, max: 5, noNaN: true}), (seed, strength) => {
        const deformation = {
          shift: strength,
          rotation: 30 * strength,
          scale: 0.19 * strength,
          slant: strength,
          elastic: strength
        };
        for (const value of deform(images, [12, 10], deformation, random(seed), -1))
          expect(Math.abs(value)).toBeLessThanOrEqual(1 + 1e-6);
      }),
      {numRuns: 30}
    );
  });
  it("moves a spot by the shift that it may", () => {
    const spot = new Float32Array(11 * 11).fill(-1);
    spot[5 * 11 + 5] = 1;
    const middles = Array.from({length: 200}, (_, seed) => {
      const moved = deform(spot, [11, 11], {shift: 2}, random(seed), -1);
      const ink = moved.map((value) => value + 1);
      const sum = ink.reduce((total, value) => total + value, 0);
      expect(sum).toBeCloseTo(2, 4);
      return ink.reduce((total, value, i) => total + value * Math.floor(i / 11), 0) / sum - 5;
    });
    expect(Math.max(...middles)).toBeGreaterThan(1.8);
    expect(Math.min(...middles)).toBeLessThan(-1.8);
    for (const move of middles) expect(Math.abs(move)).toBeLessThanOrEqual(2 + 1e-5);
  });
  it("turns a line about the middle", () => {
    const line = Float32Array.from({length: 21 * 21}, (_, i) => (i % 21 === 10 ? 1 : -1));
    const slopes = Array.from({length: 50}, (_, seed) => {
      const turned = deform(line, [21, 21], {rotation: 30}, random(seed), -1);
      const middle = (row: number): number => {
        const ink = [...turned.subarray(row * 21, row * 21 + 21)].map((value) => value + 1);
        return ink.reduce((sum, value, j) => sum + value * j, 0) / ink.reduce((sum, value) => sum + value, 0);
      };
      expect(middle(10)).toBeCloseTo(10, 1);
      return (Math.atan((middle(14) - middle(6)) / 8) * 180) / Math.PI;
    });
    expect(Math.max(...slopes.map(Math.abs))).toBeGreaterThan(25);
    for (const slope of slopes) expect(Math.abs(slope)).toBeLessThan(31);
  });
});

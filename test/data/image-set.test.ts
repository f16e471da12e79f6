import {describe, expect, it} from "vitest";
import {openData, planOf} from "../../lib/data/data-plan.ts";
import {eightByEight} from "../../lib/data/digits/eight-by-eight.ts";
import {proceduralDigits} from "../../lib/data/digits/procedural-digits.ts";
import {sampleDigit} from "../../lib/data/digits/strokes.ts";
import {drawnSet, sampleSet} from "../../lib/data/image-set.ts";
import {pointsAround} from "../../lib/data/points.ts";
import {random} from "../../lib/random.ts";

describe("sampleSet(dataset, count, random)", () => {
  const digits = proceduralDigits();

  it("has what a batch has, to a byte", () => {
    const set = sampleSet(digits, 20, random(3));
    const batch = digits.batch(20, random(3));
    expect(set).toMatchObject({size: 20, shape: [28, 28, 1], classes: 10, name: "procedural digits"});
    expect(set.labels).toEqual(batch.labels);
    const {images} = set.select(Array.from({length: 20}, (_, i) => i));
    expect(Math.max(...images.map((value, i) => Math.abs(value - batch.images[i]!)))).toBeLessThan(1.01 / 255);
  });

  it("can be made smaller and sent to a worker, which an endless set cannot", () => {
    const small = eightByEight(sampleSet(digits, 5, random(1)));
    expect(openData(structuredClone(planOf(small)))).toMatchObject({size: 5, shape: [8, 8, 1], classes: 10});
  });

  it("refuses points", () => {
    const points = pointsAround([[0, 0]], 1, "one");
    expect(() => sampleSet(points, 5, random(1))).toThrow("one has no images: its examples have the shape 2");
  });
});

describe("drawnSet(digits, {shift})", () => {
  it("has each digit in every place around, the drawn one first, ink and all", () => {
    const set = drawnSet(
      [
        {picture: sampleDigit(3), label: 3},
        {picture: sampleDigit(7), label: 7}
      ],
      {shift: 1}
    );
    expect(set).toMatchObject({size: 18, shape: [28, 28, 1], classes: 10, name: "digits you drew"});
    expect([...set.labels]).toEqual([...Array<number>(9).fill(3), ...Array<number>(9).fill(7)]);
    expect([...set.pixels.subarray(0, 784)]).toEqual(
      sampleDigit(3)
        .flat()
        .map((value) => Math.round(255 * value))
    );
    const sums = Array.from({length: 9}, (_, i) => set.pixels.subarray(784 * i, 784 * (i + 1)).reduce((a, b) => a + b, 0));
    expect(new Set(sums).size).toBe(1);
    expect(new Set(Array.from({length: 9}, (_, i) => String(set.pixels.subarray(784 * i, 784 * (i + 1))))).size).toBe(9);
  });

  it("cuts ink that would leave the picture", () => {
    const set = drawnSet(
      [
        {
          picture: [
            [1, 0],
            [0, 0]
          ],
          label: 0
        }
      ],
      {shift: 1}
    );
    expect(set.pixels.reduce((a, b) => a + b, 0)).toBe(4 * 255);
  });

  it("refuses none, and digits of two sizes", () => {
    expect(() => drawnSet([])).toThrow("there are no drawn digits yet");
    expect(() =>
      drawnSet([
        {picture: [[1]], label: 0},
        {
          picture: [
            [1, 0],
            [0, 1]
          ],
          label: 0
        }
      ])
    ).toThrow("drawn digits must all be 1 × 1, one is 2 × 2");
  });
});

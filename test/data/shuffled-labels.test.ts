import {describe, expect, it} from "vitest";
import {openData, planOf} from "../../lib/data/data-plan.ts";
import {pointSet} from "../../lib/data/points.ts";
import {imageSet} from "../../lib/data/image-set.ts";
import {shuffledLabels} from "../../lib/data/shuffled-labels.ts";
import {random} from "../../lib/random.ts";

const digits = imageSet({
  name: "dots",
  shape: [1, 1, 1],
  pixels: Uint8Array.from({length: 50}, (_, i) => i),
  labels: Uint8Array.from({length: 50}, (_, i) => i % 10),
  classes: 10
});

describe("shuffledLabels(of, share)", () => {
  it("keeps the images, and every label when none is to be shuffled", () => {
    const own = digits.batch(40, random(3));
    const {images, labels} = shuffledLabels(digits, 0).batch(40, random(3));
    expect(images).toEqual(own.images);
    expect(labels).toEqual(own.labels);
  });

  it.each([0.5, 1])("draws a share of %d of the labels anew, each class alike", (share) => {
    const own = digits.batch(2000, random(4));
    const {images, labels} = shuffledLabels(digits, share).batch(2000, random(4));
    expect(images).toEqual(own.images);
    const kept = labels.filter((label, i) => label === own.labels[i]).length / 2000;
    // One in ten of those that are drawn anew is the right one again.
    expect(Math.abs(kept - (1 - 0.9 * share))).toBeLessThan(0.04);
    for (let label = 0; label < 10; label++)
      expect(Math.abs(labels.filter((one) => one === label).length - 200)).toBeLessThan(60);
  });

  it("crosses to a worker as a plan that gives the same batches", () => {
    const data = shuffledLabels(digits, 0.7);
    const again = openData(structuredClone(planOf(data)));
    expect(again.name).toBe("dots, 70 % of the labels shuffled");
    expect(again.batch(30, random(5))).toEqual(data.batch(30, random(5)));
  });

  it("says what it cannot shuffle", () => {
    expect(() => shuffledLabels(digits, 1.5)).toThrow("the share of shuffled labels is from 0 to 1, got 1.5");
    expect(() => shuffledLabels(digits, NaN)).toThrow("got NaN");
    const points = {...pointSet("ring"), classes: 1};
    expect(() => shuffledLabels(points)).toThrow("has no classes whose labels could be shuffled");
  });
});

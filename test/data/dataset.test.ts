import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {openData, planOf} from "../../lib/data/data-plan.ts";
import type {Dataset} from "../../lib/data/dataset.ts";
import {rescaled, shuffledLabels} from "../../lib/data/dataset.ts";
import {proceduralDigits} from "../../lib/data/digits/procedural-digits.ts";
import {imageSet, pick, split} from "../../lib/data/image-set.ts";
import {pointSet} from "../../lib/data/points.ts";
import {random} from "../../lib/random.ts";

const four = imageSet({
  name: "four",
  shape: [1, 2, 1],
  pixels: Uint8Array.of(0, 255, 255, 0, 51, 102, 0, 0),
  labels: Uint8Array.of(0, 1, 2, 1)
});

const sets: Dataset[] = [proceduralDigits(), pointSet("ring"), four];

describe.each(sets)("the data set $name", (set) => {
  const length = set.shape.reduce((product, size) => product * size, 1);

  it("gives batches of its shape, labels below its classes", () => {
    const {images, labels} = set.batch(40, random(3));
    expect(images).toBeInstanceOf(Float32Array);
    expect(images).toHaveLength(40 * length);
    expect(labels).toHaveLength(40);
    expect(Math.max(...labels)).toBeLessThan(set.classes);
  });

  it("gives the same batch for the same seed, another for another", () => {
    expect(set.batch(16, random("a"))).toEqual(set.batch(16, random("a")));
    expect(set.batch(16, random("a")).images).not.toEqual(set.batch(16, random("b")).images);
  });

  it.each([0, -1, 1.5, NaN, 1e7])("refuses a batch of %d", (size) => {
    expect(() => set.batch(size, random(1))).toThrow(`a batch has a whole number of examples from 1 to 1000000, got ${size}`);
  });
});

describe("imageSet({name, shape, pixels, labels, classes, white})", () => {
  it("brings bytes to [−1, 1]: 0 is −1, white is 1", () => {
    const {images, labels} = four.select([0, 2]);
    expect([...images]).toEqual([-1, 1, Math.fround(-0.6), Math.fround(-0.2)]);
    expect([...labels]).toEqual([0, 2]);
    const sixteen = imageSet({name: "x", shape: [1, 1, 1], pixels: Uint8Array.of(0, 8, 16), white: 16});
    expect([...sixteen.select([0, 1, 2]).images]).toEqual([-1, 0, 1]);
  });

  it("counts the classes by the labels when they are not given, and has one without labels", () => {
    expect(four.classes).toBe(3);
    expect(imageSet({name: "x", shape: [1, 2, 1], pixels: new Uint8Array(4)})).toMatchObject({classes: 1, size: 2});
  });

  it("draws every image, with its own label", () => {
    const {images, labels} = four.batch(200, random(5));
    const seen = new Set<string>();
    labels.forEach((label, i) => {
      const [left, right] = images.subarray(2 * i, 2 * i + 2);
      const at = [0, 1, 2, 3].find((place) => {
        const one = four.select([place]);
        return one.images[0] === left && one.images[1] === right;
      });
      expect(four.labels[at ?? -1]).toBe(label);
      seen.add(String(at));
    });
    expect(seen.size).toBe(4);
  });

  it.each([
    [{shape: [0, 2, 1], pixels: new Uint8Array(4)}, "images of 0 × 2 × 1 have no pixels"],
    [{shape: [1, 2, 1], pixels: new Uint8Array(0)}, "x has no images"],
    [{shape: [1, 2, 1], pixels: new Uint8Array(3)}, "3 pixels are not a whole number of images of 1 × 2 × 1"],
    [{shape: [1, 1, 1], pixels: new Uint8Array(3), labels: new Uint8Array(2)}, "there are 3 images but 2 labels"],
    [
      {shape: [1, 1, 1], pixels: new Uint8Array(2), labels: Uint8Array.of(1, 10), classes: 10},
      "label 1 is 10, but labels are from 0 to 9"
    ],
    [{shape: [1, 1, 1], pixels: Uint8Array.of(3, 17), white: 16}, "image 1 has a pixel of 17, but they are from 0 to 16"]
  ] as const)("refuses %j", (parts, message) => {
    expect(() => imageSet({name: "x", ...parts})).toThrow(message);
  });

  it("refuses a place that is not there", () => {
    expect(() => four.select([4])).toThrow("there are images 0 to 3, not 4");
    expect(() => pick(four, [-1])).toThrow("there are images 0 to 3, not -1");
  });
});

describe("split(set, shares, random)", () => {
  it("has every image once in one part, with its label, in the shares asked for", () => {
    fc.assert(
      fc.property(fc.integer({min: 10, max: 256}), fc.integer(), (size, seed) => {
        const bytes = Uint8Array.from({length: size}, (_, i) => i);
        const set = imageSet({name: "n", shape: [1, 1, 1], pixels: bytes, labels: bytes, classes: 256});
        const parts = split(set, [0.6, 0.2, 0.2], random(seed));
        expect(parts.flatMap(({pixels}) => [...pixels]).sort((a, b) => a - b)).toEqual([...bytes]);
        for (const {pixels, labels, classes} of parts) expect([pixels, classes]).toEqual([labels, 256]);
        expect(Math.abs(parts[0].size - 0.6 * size)).toBeLessThanOrEqual(0.5);
      }),
      {numRuns: 50}
    );
  });

  it("cuts scikit-learn's 1,797 digits as the TinyML chapter does: 1078, 360 and 359", () => {
    const set = imageSet({name: "n", shape: [1, 1, 1], pixels: new Uint8Array(1797)});
    expect(split(set, [0.6, 0.2, 0.2], random(1)).map(({size}) => size)).toEqual([1078, 360, 359]);
  });

  it("refuses shares that are no shares, and sets that are too small", () => {
    expect(() => split(four, [0.5, 0.4], random(1))).toThrow("shares must be above 0 and sum to 1, got 0.5, 0.4");
    expect(() => split(four, [1, 0], random(1))).toThrow("got 1, 0");
    expect(() => split(four, [0.95, 0.05], random(1))).toThrow("4 images are too few for shares of 0.95, 0.05");
  });
});

describe("rescaled(data, {low, high})", () => {
  const digits = proceduralDigits({seed: 1});

  it("moves −1 to low and 1 to high, keeps labels, shape and classes, and says so in its name", () => {
    const moved = rescaled(digits, {low: 0, high: 1});
    const [ours, theirs] = [moved.batch(5, random(2)), digits.batch(5, random(2))];
    expect([...ours.images]).toEqual([...theirs.images.map((value) => (value + 1) / 2)]);
    expect(ours.labels).toEqual(theirs.labels);
    expect(moved).toMatchObject({shape: [28, 28, 1], classes: 10, size: Infinity, name: "procedural digits in [0, 1]"});
  });

  it("crosses to a worker as a plan, and gives the same there", () => {
    const moved = rescaled(digits, {low: 0, high: 1});
    const there = openData(structuredClone(planOf(moved)));
    expect(there.batch(3, random(1)).images).toEqual(moved.batch(3, random(1)).images);
  });

  it("refuses a range that is none", () => {
    expect(() => rescaled(digits, {low: 1, high: 1})).toThrow("low must be below high, got 1 and 1");
    expect(() => rescaled(digits, {low: 0, high: Infinity})).toThrow(RangeError);
  });
});

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

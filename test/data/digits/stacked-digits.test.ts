import {describe, expect, it} from "vitest";
import {openData, planOf} from "../../../lib/data/data-plan.ts";
import {imageSet} from "../../../lib/data/image-set.ts";
import {pointSet} from "../../../lib/data/points.ts";
import {proceduralDigits} from "../../../lib/data/digits/procedural-digits.ts";
import {channelsOf, stackedDigits} from "../../../lib/data/digits/stacked-digits.ts";
import {stackedModes} from "../../../lib/metrics/modes.ts";
import {random} from "../../../lib/random.ts";

/** Digit d is an image of two pixels: 10 d and 10 d + 5. */
const marks = imageSet({
  name: "marks",
  shape: [1, 2, 1],
  pixels: Uint8Array.from({length: 20}, (_, i) => 5 * i),
  labels: Uint8Array.from({length: 10}, (_, i) => i)
});

describe("stackedDigits(digits)", () => {
  it("draws three digits apart into red, green and blue, and says which", () => {
    const {images, digits, labels} = stackedDigits(marks).batch(50, random(1));
    expect(images).toHaveLength(50 * 2 * 3);
    expect([...labels].every((label) => label === 0)).toBe(true);
    for (let i = 0; i < 50; i++)
      for (let channel = 0; channel < 3; channel++) {
        const byte = (pixel: number) => ((images[(2 * i + pixel) * 3 + channel] + 1) * 255) / 2;
        expect(byte(0)).toBeCloseTo(10 * digits[3 * i + channel], 4);
        expect(byte(1)).toBeCloseTo(10 * digits[3 * i + channel] + 5, 4);
      }
  });
  it("has a thousand modes, each as likely", () => {
    const {digits} = stackedDigits(marks).batch(30_000, random(2));
    const channels = [0, 1, 2].map((channel) => Array.from({length: 30_000}, (_, i) => digits[3 * i + channel]));
    const {captured, klToUniform} = stackedModes(channels);
    expect(captured).toBe(1000);
    // 999 / (2 · 30,000): what a uniform sample of this size has on average.
    expect(klToUniform).toBeLessThan(0.025);
  });
  it("gives the same images for the same seed, and crosses as a plan, of procedural digits too", () => {
    for (const digits of [marks, proceduralDigits({seed: 3})]) {
      const set = stackedDigits(digits);
      const again = openData(structuredClone(planOf(set)));
      expect(again.batch(4, random(7))).toEqual(set.batch(4, random(7)));
      expect([again.name, again.shape, again.classes]).toEqual([`stacked ${digits.name}`, set.shape, 1]);
    }
  });
  it("refuses what are no digits", () => {
    expect(() => stackedDigits(pointSet("ring"))).toThrow("made of grey images [height, width, 1], but ring has [2]");
    const two = imageSet({name: "two", shape: [1, 1, 1], pixels: Uint8Array.of(0, 1), labels: Uint8Array.of(0, 1)});
    expect(() => stackedDigits(two)).toThrow("need the ten digits, but two has 2 classes");
  });
});

describe("channelsOf(images)", () => {
  it("takes the channels apart, and refuses other images", () => {
    const [red, green, blue] = channelsOf({shape: [1, 1, 2, 3], values: Float32Array.of(1, 2, 3, 4, 5, 6)});
    expect([red, green, blue].map(({values}) => [...values])).toEqual([[1, 4], [2, 5], [3, 6]]); // prettier-ignore
    expect(red.shape).toEqual([1, 1, 2, 1]);
    expect(() => channelsOf({shape: [1, 1, 2, 1], values: new Float32Array(2)})).toThrow("got [1, 1, 2, 1]");
  });
});

import {describe, expect, it} from "vitest";
import {breakSamples, faultWords} from "../../lib/metrics/faults.ts";
import type {Fault, Labelled} from "../../lib/metrics/faults.ts";

const labels = Uint8Array.of(0, 1, 1, 2, 0, 2);
/** Six images of 5 × 5: each black but for a white point in the middle, with its number in a corner. */
const values = new Float32Array(6 * 25).fill(-1);
for (let i = 0; i < 6; i++) [values[25 * i + 12], values[25 * i]] = [1, i / 10];
const samples = {images: {shape: [6, 5, 5, 1], values}, labels};
const broken = (fault: Fault) => breakSamples(samples, fault, 1);
const numbers = ({images}: Labelled) => Array.from({length: 6}, (_, i) => Math.round(10 * images.values[25 * i]));

describe("breakSamples(samples, fault, seed)", () => {
  it("blurs with a Gaussian: light spreads evenly and none is lost", () => {
    const centre = {shape: [1, 9, 9, 1], values: new Float32Array(81).fill(-1)};
    centre.values[40] = 1;
    const {images} = breakSamples({images: centre, labels: Uint8Array.of(0)}, {kind: "blur", pixels: 1});
    const light = images.values.map((value) => (value + 1) / 2);
    expect(light.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
    expect(light[39]).toBeCloseTo(light[31], 6);
    expect(light[39] / light[40]).toBeCloseTo(Math.exp(-1 / 2), 5);
    expect(centre.values[40]).toBe(1);
  });

  it("adds noise of the deviation asked for, within [−1, 1], the same for a seed", () => {
    const grey = {images: {shape: [1, 50, 50, 1], values: new Float32Array(2500)}, labels: Uint8Array.of(0)};
    const noisy = breakSamples(grey, {kind: "noise", deviation: 0.2}, 3).images.values;
    expect(Math.sqrt(noisy.reduce((sum, value) => sum + value ** 2, 0) / 2500)).toBeCloseTo(0.2, 2);
    expect(Math.max(...broken({kind: "noise", deviation: 9}).images.values)).toBe(1);
    expect(noisy).toEqual(breakSamples(grey, {kind: "noise", deviation: 0.2}, 3).images.values);
  });

  it("drops a class and keeps the count", () => {
    const without = broken({kind: "drop class", label: 1});
    expect(without.labels).not.toContain(1);
    expect([0, 3, 4, 5].map((i) => numbers(without)[i])).toEqual([0, 3, 4, 5]);
    expect(numbers(without).map((i) => labels[i])).toEqual([...without.labels]);
  });

  it("repeats the first ones, or one of each class", () => {
    expect(numbers(broken({kind: "duplicate", distinct: 2}))).toEqual([0, 1, 0, 1, 0, 1]);
    expect(numbers(broken({kind: "one per class"}))).toEqual([0, 1, 3, 0, 1, 3]);
    expect([...broken({kind: "one per class"}).labels]).toEqual([0, 1, 2, 0, 1, 2]);
    expect(broken({kind: "none"})).toBe(samples);
  });

  it("refuses what cannot be done", () => {
    expect(() => broken({kind: "drop class", label: 7})).toThrow("none of the samples is a 7: that class cannot be dropped");
    expect(() => breakSamples({...samples, labels: new Uint8Array(6)}, {kind: "drop class", label: 0})).toThrow(
      "all of the samples"
    );
    expect(() => broken({kind: "duplicate", distinct: 7})).toThrow("from 1 to 6 samples can be repeated, got 7");
    expect(() => broken({kind: "blur", pixels: -1})).toThrow("0 pixels or more, got -1");
    expect(() => broken({kind: "noise", deviation: NaN})).toThrow("0 or more, got NaN");
    expect(() => breakSamples({...samples, labels: Uint8Array.of(1)}, {kind: "none"})).toThrow("6 images but 1 labels");
  });
});

describe("faultWords(fault)", () => {
  it("says what is wrong", () => {
    expect(faultWords({kind: "blur", pixels: 1})).toBe("blurred by 1 pixel");
    expect(faultWords({kind: "duplicate", distinct: 20})).toBe("20 images, repeated");
  });
});

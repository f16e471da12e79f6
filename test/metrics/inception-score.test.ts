import {describe, expect, it} from "vitest";
import {inceptionScore, softmaxRows} from "../../lib/metrics/inception-score.ts";
import {rowsOf} from "../../lib/metrics/rows.ts";
import {oracle} from "../fixtures/metrics.ts";

const {logits, one, ten} = oracle.inception;
const oneHot = (labels: number[], classes: number) =>
  rowsOf(labels.map((label) => Array.from({length: classes}, (_, i) => (i === label ? 1 : 0))));

describe("inceptionScore(probabilities, splits)", () => {
  it.each([
    [1, one, 53],
    [10, ten, 50]
  ] as const)("gives numpy's mean and deviation over %i parts", (splits, expected, samples) => {
    // prettier-ignore
    const score = inceptionScore(softmaxRows(rowsOf(logits)), splits);
    expect(score.mean).toBeCloseTo(expected.mean, 12);
    if (splits === 1) expect(score.deviation).toBeNaN();
    else expect(score.deviation).toBeCloseTo(expected.deviation, 12);
    score.parts.forEach((part, i) => expect(part).toBeCloseTo(expected.parts[i], 12));
    expect(score.samples).toBe(samples);
  });

  it("is 1 when every sample is classified alike", () => {
    expect(inceptionScore(oneHot(Array(20).fill(3), 10)).mean).toBe(1);
  });

  it("is full for one perfect image of each class: its blind spot", () => {
    const score = inceptionScore(oneHot(Array.from({length: 100}, (_, i) => i % 10), 10)); // prettier-ignore
    expect(score.mean).toBeCloseTo(10, 12);
    expect(score.deviation).toBeCloseTo(0, 12);
  });

  it("refuses logits, rows that are no distribution, and fewer samples than parts", () => {
    expect(() => inceptionScore(rowsOf([[2, -1]]), 1)).toThrow("row 0 has a probability of -1: give softmax of the logits");
    expect(() => inceptionScore(rowsOf([[0.5, 0.5], [0.5, 0.2]]), 1)).toThrow("row 1 sums to 0.7, not to 1"); // prettier-ignore
    expect(() => inceptionScore(oneHot([1, 2, 3], 10))).toThrow("probabilities must be at least 10 here, got 3");
    expect(() => inceptionScore(oneHot([1, 2, 3], 10), 0)).toThrow("splits must be a whole number from 1, got 0");
  });
});

describe("softmaxRows(logits)", () => {
  it("sums to one in each row, for large logits too", () => {
    const {values} = softmaxRows(rowsOf([[1000, 1000], [-1000, 0]])); // prettier-ignore
    expect([...values]).toEqual([0.5, 0.5, 0, 1]);
  });
});

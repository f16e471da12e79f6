import {describe, expect, it} from "vitest";
import {startAverage, updateAverage} from "../../../lib/training/step/optimisers.ts";
import {tf} from "../../nn/tfjs.ts";

describe("updateAverage(average, weights, decay)", () => {
  it("moves the average towards the weights, and leaves those alone", () => {
    const weights = {w: tf.tensor1d([0, 4])};
    const average = startAverage(weights);
    weights.w.dispose();
    weights.w = tf.tensor1d([8, 8]);
    const before = tf.memory().numTensors;
    updateAverage(average, weights, 0.75);
    expect([...average.w.dataSync()]).toEqual([2, 5]);
    updateAverage(average, weights, 0.5);
    expect([...average.w.dataSync()]).toEqual([5, 6.5]);
    expect([...weights.w.dataSync()]).toEqual([8, 8]);
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose([average, weights]);
  });
  it("refuses a decay outside [0, 1), and weights of another network", () => {
    const average = {w: tf.tensor1d([1])};
    expect(() => updateAverage(average, average, 1)).toThrow(new RangeError("decay must be in [0, 1), got 1"));
    expect(() => updateAverage(average, {v: average.w}, 0.5)).toThrow('"w" is in one of them only');
    expect(() => updateAverage(average, {...average, v: average.w}, 0.5)).toThrow('"v" is in one of them only');
    tf.dispose(average);
  });
});

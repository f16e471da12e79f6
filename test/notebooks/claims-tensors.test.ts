import * as tf from "@tensorflow/tfjs";
import {beforeAll, describe, expect, it} from "vitest";
import {random} from "../../lib/random.ts";
import {chapterCells} from "./chapter-cells.ts";

const run = chapterCells("tensors");
const {kilos, lengths} = (await run("spring")).names as {kilos: number[]; lengths: number[]};
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const loss = (a: number, b: number) => mean(kilos.map((kilo, i) => (a * kilo + b - lengths[i]!) ** 2));

/** The loss after so many epochs of the chapter's cell #loop, and the line. */
function descend(rate: number, epochs: number): {line: [number, number]; loss: number} {
  let [a, b] = [0, 0.5];
  for (let epoch = 0; epoch < epochs; epoch++) {
    const errors = kilos.map((kilo, i) => a * kilo + b - lengths[i]!);
    const slopes = [2 * mean(errors.map((error, i) => error * kilos[i]!)), 2 * mean(errors)];
    [a, b] = [a - rate * slopes[0]!, b - rate * slopes[1]!];
  }
  return {line: [a, b], loss: loss(a, b)};
}

const p = 2 * mean(kilos.map((kilo) => kilo * kilo));
const q = 2 * mean(kilos);
const limit = 2 / ((p + 2) / 2 + Math.hypot((p - 2) / 2, q));

beforeAll(async () => void (await tf.setBackend("cpu")));

describe("what the chapter on tensors and training says", () => {
  it("of its cell #loop: the line that arithmetic finds in a hundred epochs", async () => {
    const {line, losses} = (await run("loop", {slope: 0, height: 0.5})).names as {line: number[]; losses: number[]};
    const expected = descend(0.1, 100);
    expect(losses).toHaveLength(100);
    expect(line).toEqual(expected.line.map((value) => expect.closeTo(value, 4)));
    expect(losses.at(-1)).toBeCloseTo(expected.loss, 5);
  });

  it("of float32: four bytes; 16,777,217 is the first whole number that it cannot hold, and comes back one smaller", () => {
    expect(tf.zeros([3]).dataSync().BYTES_PER_ELEMENT).toBe(4);
    expect(Math.fround(16777216)).toBe(16777216);
    expect(Math.fround(16777217)).toBe(16777216);
    for (let i = 0; i <= 24; i++) expect(Math.fround(2 ** i - 1)).toBe(2 ** i - 1);
  });

  it("of the loop: 100 epochs find the rule again, up to the noise, and nearly the least loss", () => {
    const {line, loss: reached} = descend(0.1, 100);
    expect(Math.abs(line[0] - 0.6)).toBeLessThan(0.1);
    expect(Math.abs(line[1] - 1.2)).toBeLessThan(0.1);
    expect(reached).toBeLessThan(1.1 * descend(0.3, 2000).loss);
    expect(descend(0.3, 2000).loss).toBeGreaterThan(0.001);
  });

  it("of the limit of the learning rate: below it the loss falls, above it the loss grows", () => {
    const start = loss(0, 0.5);
    expect(descend(0.97 * limit, 200).loss).toBeLessThan(0.01 * start);
    expect(descend(1.03 * limit, 200).loss).toBeGreaterThan(100 * start);
  });

  it("of mini-batches: four times the examples halve the noise of the gradient", () => {
    const draw = random("batches of a test");
    const spread = (batch: number) => {
      const drawn = Array.from({length: 4000}, () =>
        mean(
          Array.from({length: batch}, () => {
            const i = draw.integer(0, 11);
            return 2 * kilos[i]! * (0.5 - lengths[i]!);
          })
        )
      );
      const middle = mean(drawn);
      return Math.sqrt(mean(drawn.map((value) => (value - middle) ** 2)));
    };
    expect(Math.abs(spread(3) / spread(12) - 2)).toBeLessThan(0.2);
    expect(Math.abs(spread(1) / spread(4) - 2)).toBeLessThan(0.2);
  });
});

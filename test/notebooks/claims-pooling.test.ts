import {describe, expect, it} from "vitest";
import {eightByEight} from "../../lib/data/digits/eight-by-eight.ts";
import {sampleSet, split} from "../../lib/data/image-set.ts";
import {proceduralDigits} from "../../lib/data/digits/procedural-digits.ts";
import {tinymlCnn} from "../../lib/models/published-cnns.ts";
import {summary} from "../../lib/nn/network/summary.ts";
import {random} from "../../lib/random.ts";
import {trainClassifier} from "../../lib/training/classifier/train.ts";
import "../training/wasm.ts";

describe("what the chapter on pooling says of a network that reads", () => {
  it("810 parameters, 80 in the convolution and 730 in the matrix", () => {
    const {parameters, rows} = summary(tinymlCnn());
    expect([parameters, rows[0]!.parameters, rows.at(-1)!.parameters]).toEqual([810, 80, 730]);
  });

  it("344 of 359 are 95.82 per cent", () => {
    expect(((100 * 344) / 359).toFixed(2)).toBe("95.82");
  });

  it("28 × 28 pictures have twelve times the pixels of 8 × 8 ones", () => {
    expect(Math.round((28 * 28) / (8 * 8))).toBe(12);
  });

  it("its heaps have no picture in common, and each row of a confusion matrix adds up to the pictures of that digit", async () => {
    const digits = eightByEight(sampleSet(proceduralDigits({seed: 1}), 1797, random(1)));
    const [train, validation, test] = split(digits, [0.6, 0.2, 0.2], random("three heaps"));
    expect(train!.size + validation!.size + test!.size).toBe(1797);
    const plan = {network: tinymlCnn(), train: train!, validation: validation!, test: test!};
    const {test: judged} = await trainClassifier({
      ...plan,
      epochs: 4,
      batch: 16,
      adam: {learningRate: 1e-3},
      seed: 1,
      inputs: "unit"
    });
    const pictures = Array.from({length: 10}, (_, digit) => test!.labels.filter((label) => label === digit).length);
    expect(judged!.confusion.map((row) => row.reduce((a, b) => a + b))).toEqual(pictures);
    expect(judged!.accuracy).toBeGreaterThan(0.3);
  });
});

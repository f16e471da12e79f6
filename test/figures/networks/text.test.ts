import {describe, expect, it} from "vitest";
import type {Point} from "../../../lib/data/points.ts";
import {accuracyOf, cellWords, confusions, confusionWords} from "../../../lib/figures/networks/confusion-matrix.ts";
import {blockSize, networkBlocks} from "../../../lib/figures/networks/network-figure.ts";
import {layerWords} from "../../../lib/figures/networks/network-words.ts";
import {bestLine, descend, lossGradient, squaredLoss} from "../../../lib/figures/training/linear-fit.ts";
import {conditionalGan} from "../../../lib/models/conditional.ts";
import {cntkDcgan, compactDcgan, kerasGan} from "../../../lib/models/dcgan.ts";
import {tinymlCnn} from "../../../lib/models/published-cnns.ts";

describe("networkBlocks(network)", () => {
  it("puts what only changes values under the layer that it follows", () => {
    const blocks = networkBlocks(compactDcgan().generator);
    expect(blocks.map(({layers}) => layers)).toEqual([[], [0, 1, 2], [3], [4, 5, 6], [7, 8]]);
    expect(blocks.map(({side, channels}) => [side, channels])).toEqual([[1, 100], [1, 3136], [7, 64], [14, 32], [28, 1]]); // prettier-ignore
  });

  it("holds every layer of every network once, in order", () => {
    for (const net of [kerasGan().discriminator, cntkDcgan().generator, conditionalGan("S").discriminator, tinymlCnn()])
      expect(networkBlocks(net).flatMap(({layers}) => layers)).toEqual(net.layers.map((_, i) => i));
  });
});

describe("blockSize(block, most, room)", () => {
  it("grows with the logarithm of side and channels up to the room, and never vanishes", () => {
    const most = {side: 255, channels: 1023};
    const size = (side: number, channels: number) =>
      blockSize({layers: [], shape: [], side, channels}, most, {height: 80, width: 100});
    expect(size(255, 1023)).toEqual({height: 80, width: 100});
    expect(size(15, 31)).toEqual({height: 40, width: 50});
    expect(size(1, 1).height).toBe(10);
    expect(size(1, 0).width).toBe(4);
  });
});

describe("layerWords(layer)", () => {
  it("says of every layer of the book what it does", () => {
    const nets = [compactDcgan(), kerasGan(), conditionalGan("XS"), cntkDcgan()].flatMap((gan) => [
      gan.generator,
      gan.discriminator
    ]);
    for (const layer of nets.flatMap(({layers}) => layers)) expect(layerWords(layer).length, layer.kind).toBeGreaterThan(4);
    const [conv] = compactDcgan().discriminator.layers;
    expect(layerWords(conv)).toBe("each output is the sum over a window of 4 × 4 × 1 inputs · weights + bias; stride 2");
  });
});

const counts = [
  [8, 2, 0],
  [1, 9, 0],
  [3, 0, 7]
];

describe("confusions(counts), confusionWords(…), cellWords(…), accuracyOf(…)", () => {
  it("reads rows as what an example is and columns as what it was taken for", () => {
    expect(confusions(counts)[0]).toEqual({actual: 2, predicted: 0, count: 3, share: 0.3});
    expect(confusionWords(counts, ["0", "1", "2"])).toBe("Most often: 2 taken for 0 (3 times), 0 for 1 (2), 1 for 0 (1).");
    expect(cellWords(counts, ["0", "1", "2"], 2, 0)).toBe("Of 10 that are 2, 3 were taken for 0: 30 %.");
    expect(cellWords(counts, ["0", "1", "2"], 1, 1)).toBe("Of 10 that are 1, 9 were recognised: 90 %.");
    expect(accuracyOf(counts)).toBe(0.8);
  });

  it("has words for a classifier without mistakes and for one that has seen nothing", () => {
    expect(confusionWords([[3, 0], [0, 2]], ["a", "b"])).toBe("Nothing was taken for anything else."); // prettier-ignore
    expect(accuracyOf([[0, 0], [0, 0]])).toBe(0); // prettier-ignore
    expect(cellWords([[0, 0], [0, 0]], ["a", "b"], 0, 1)).toBe("Of 0 that are a, 0 were taken for b."); // prettier-ignore
  });
});

describe("squaredLoss, lossGradient, descend, bestLine", () => {
  const points: Point[] = [[-1, 0.5], [0, -0.2], [1.5, 2], [0.4, 1]]; // prettier-ignore

  it("have the gradient that differences give", () => {
    const at = {slope: 0.3, intercept: -0.7};
    const {slope, intercept} = lossGradient(points, at);
    const h = 1e-5;
    const along = (a: number, b: number) => squaredLoss(points, {slope: at.slope + a, intercept: at.intercept + b});
    expect(slope).toBeCloseTo((along(h, 0) - along(-h, 0)) / (2 * h), 6);
    expect(intercept).toBeCloseTo((along(0, h) - along(0, -h)) / (2 * h), 6);
  });

  it("descend to the line of least squares, where the gradient is 0", () => {
    const best = bestLine(points);
    expect(lossGradient(points, best).slope).toBeCloseTo(0, 10);
    let line = {slope: -2, intercept: 2};
    for (let i = 0; i < 500; i++) line = descend(points, line, 0.2);
    expect(line.slope).toBeCloseTo(best.slope, 6);
    expect(line.intercept).toBeCloseTo(best.intercept, 6);
  });

  it("find a level line through points above one another", () => {
    expect(bestLine([[1, 0], [1, 2]])).toEqual({slope: 0, intercept: 1}); // prettier-ignore
  });
});

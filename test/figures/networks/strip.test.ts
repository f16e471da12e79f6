import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {
  arithmeticSentence,
  arithmeticSteps,
  equation,
  placeWords,
  strongestMap,
  sumParts,
  writtenTerms
} from "../../../lib/figures/networks/arithmetic-words.ts";
import {
  indexOf,
  pageOf,
  placeOf,
  placeUnder,
  scaleOfLayer,
  tileCorner,
  tilesFor,
  tilesSize
} from "../../../lib/figures/networks/layer-tiles.ts";
import {stripMove} from "../../../lib/figures/networks/strip-keys.ts";
import {fieldMarks} from "../../../lib/figures/networks/strip-marks.ts";
import {layerShares, shareBlocks, shareText} from "../../../lib/figures/networks/widths.ts";
import {alexnet, historicNetworks} from "../../../lib/models/published-cnns.ts";
import {layerOutputs} from "../../../lib/nn/network/layer-outputs.ts";
import {batchNorm, conv, dense, flatten, leakyRelu, maxPool} from "../../../lib/nn/network/layers.ts";
import {network} from "../../../lib/nn/network/network.ts";

/** A convolution of two kernels 2 × 2 over a 3 × 3 picture, normalised and rectified, and what follows. */
const net = network({input: [3, 3, 1]}, [
  conv(2, {kernel: 2, padding: "valid"}),
  batchNorm({epsilon: 0.25}),
  leakyRelu(0.2),
  maxPool(2),
  flatten(),
  dense(2)
]);
const of = (shape: number[], ...values: number[]) => ({shape, values: Float32Array.from(values)});
const weights = {
  // Kernel 0 is 1 0 / 0 1, kernel 1 is −1 everywhere.
  "conv1/kernel": of([2, 2, 1, 2], 1, -1, 0, -1, 0, -1, 1, -1),
  "conv1/bias": of([2], 0.5, 1),
  "batchNorm1/gamma": of([2], 2, 1),
  "batchNorm1/beta": of([2], 1, 0),
  "batchNorm1/mean": of([2], 0.5, 0),
  "batchNorm1/variance": of([2], 0.75, 0.75),
  "dense1/kernel": of([2, 2], 1, 2, 3, 4),
  "dense1/bias": of([2], 0, 1)
};
const outputs = layerOutputs(net, weights, Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9));

describe("the arithmetic of a number, in words", () => {
  it("is the sum of the window, normalised and rectified, with the numbers that a hand finds", () => {
    // Map 1, row 1, column 0: −(4 + 5 + 7 + 8) + 1 = −23; /√(0.75 + 0.25) = −23; · 0.2 = −4.6.
    const at = (1 * 2 + 0) * 2 + 1;
    const steps = arithmeticSteps(outputs, 0, 2, at);
    expect(steps.map(({made}) => made.value)).toEqual([-23, -23, expect.closeTo(-4.6)]);
    expect(steps.slice(1).map(equation)).toEqual(["(−23 − 0) / √(0.75 + 0.25) · 1 + 0 = −23", "0.2 · (−23) = −4.6"]);
    expect(arithmeticSentence(steps, at)).toBe(
      "map 1, row 1, column 0. conv1: map 0 gives −24, and bias 1 = −23; then batchNorm1: (−23 − 0) / √(0.75 + 0.25) · 1 + 0 = −23; then leakyRelu1: 0.2 · (−23) = −4.6."
    );
  });

  it("names a place as formulas count, from 0", () => {
    expect([placeWords([2, 2, 2], 7), placeWords([8], 5)]).toEqual(["map 1, row 1, column 1", "number 5"]);
  });

  it("keeps the products of a map together, and knows which map moves the sum most", () => {
    const terms = [0, 1, 2, 3].map((from) => ({from, value: from, weight: from === 3 ? -2 : 1}));
    const parts = sumParts(terms, 2);
    expect(parts.map(({map, sum}) => [map, sum])).toEqual([[0, 2], [1, -5]]); // prettier-ignore
    expect(strongestMap(parts)).toBe(1);
    expect(strongestMap([])).toBe(0);
  });

  it("writes ten products, or the eight that move a longer sum most", () => {
    const terms = (count: number) => Array.from({length: count}, (_, from) => ({from, value: from, weight: -1}));
    expect(writtenTerms(terms(10)).length).toBe(10);
    expect(writtenTerms(terms(50)).map(({from}) => from)).toEqual([49, 48, 47, 46, 45, 44, 43, 42]);
  });
});

describe("fieldMarks(outputs, layer, at, map)", () => {
  const tilesOf = (shape: readonly number[]) => tilesFor(shape, 120, 150);

  it("outlines the window of a convolution and of a pooling, and the inputs of a dense layer that are written", () => {
    const window = fieldMarks(outputs, 0, (1 * 2 + 1) * 2, 0).marks(tilesOf([3, 3, 1]));
    expect(window.at(-1)).toEqual({tile: 0, row: 1, column: 1, height: 2, width: 2, kind: "window"});
    const pooled = fieldMarks(outputs, 3, 1, null);
    expect(pooled.reveal).toBe(1);
    expect(pooled.marks(tilesOf([2, 2, 2]))).toEqual([{tile: 1, row: 0, column: 0, height: 2, width: 2, kind: "window"}]);
    const summed = fieldMarks(outputs, 5, 0, null).marks(tilesOf([2]));
    expect(summed.map(({tile}) => tile)).toEqual([0, 1]);
  });
});

describe("tilesFor(shape, room, tall)", () => {
  it("never takes more room than there is, and finds every number again under its own pixels", () => {
    const shape = fc.oneof(
      fc.tuple(fc.integer({min: 1, max: 30}), fc.integer({min: 1, max: 30}), fc.integer({min: 1, max: 70})),
      fc.tuple(fc.integer({min: 1, max: 4000}))
    );
    fc.assert(
      fc.property(shape, fc.integer({min: 100, max: 400}), fc.nat(), (sizes, room, seed) => {
        const tiles = tilesFor(sizes, room, 150);
        expect(tilesSize(tiles).width <= room).toBe(true);
        const index = seed % sizes.reduce((product: number, side) => product * side, 1);
        const place = placeOf(tiles, index);
        expect(indexOf(tiles, place)).toBe(index);
        const first = pageOf(tiles, place.tile);
        const corner = tileCorner(tiles, place.tile, first)!;
        const {cell} = tiles;
        expect(placeUnder(tiles, corner.x + (place.column + 0.5) * cell, corner.y + (place.row + 0.5) * cell, first)).toEqual(
          place
        );
      })
    );
  });

  it("writes few numbers in a list, and draws pictures large", () => {
    expect(tilesFor([10], 120, 150)).toMatchObject({listed: true, columns: 1, shown: 10});
    expect(tilesFor([28, 28, 1], 160, 150)).toMatchObject({cell: 5, shown: 1});
    expect(tilesFor([7, 7, 64], 170, 150)).toMatchObject({cell: 4, shown: 20, columns: 5});
  });

  it("has a scale with zero in the middle, or of grey for a picture", () => {
    expect(scaleOfLayer(Float32Array.of(1, -3), false)).toMatchObject({kind: "signed", domain: [-3, 3]});
    expect(scaleOfLayer(Float32Array.of(0, 0), false).domain).toEqual([-1, 1]);
    expect(scaleOfLayer(Float32Array.of(0, 1), true)).toMatchObject({kind: "grey", domain: [0, 1]});
    expect(scaleOfLayer(Float32Array.of(-1, 1), true).domain).toEqual([-1, 1]);
  });
});

describe("stripMove(key, position)", () => {
  const maps = tilesFor([4, 4, 8], 120, 150);
  const at = {layer: 1, layers: 3, place: {tile: 2, row: 0, column: 3}, tiles: maps, open: false};
  const press = (key: string, more: Partial<typeof at> = {}) => stripMove({key, ctrlKey: false}, {...at, ...more});

  it("walks layers and maps while it is closed, and the numbers of a map while it is open", () => {
    expect([press("ArrowRight"), press("ArrowDown"), press("Home"), press("End")]).toEqual([{layer: 2}, {tile: 3}, {layer: -1}, {layer: 2}]); // prettier-ignore
    expect([press("Enter"), press("Escape"), press("a"), press("Enter", {layer: -1})]).toEqual(["open", null, null, null]);
    const open = {open: true};
    expect(press("ArrowDown", open)).toEqual({place: {tile: 2, row: 1, column: 3}});
    expect(press("ArrowRight", open)).toEqual({place: {tile: 2, row: 0, column: 3}});
    expect([press("PageDown", open), press("Escape", open)]).toEqual([{tile: 3}, "close"]);
  });

  it("walks a row of numbers as it is laid out", () => {
    const tiles = tilesFor([100], 120, 150);
    const row = {open: true, tiles, place: {tile: 50, row: 0, column: 0}};
    expect([press("ArrowRight", row), press("ArrowUp", row)]).toEqual([{tile: 51}, {tile: 50 - tiles.columns}]);
    expect(press("ArrowLeft", {...row, place: {tile: 0, row: 0, column: 0}})).toEqual({tile: 0});
  });
});

describe("layerShares(layers, by)", () => {
  it("are the parts of all: three fifths of AlexNet's sixty million parameters are in fc6, and a seventh of its work in conv1", () => {
    const shares = layerShares(alexnet.layers, "parameters")!;
    expect(shares.reduce((sum, share) => sum + share)).toBeCloseTo(1, 10);
    const share = (name: string, of: number[]) => of[alexnet.layers.findIndex((layer) => layer.name === name)];
    expect(share("fc6", shares)).toBeCloseTo((9216 * 4096 + 4096) / 60_965_224, 10);
    expect(share("conv1", layerShares(alexnet.layers, "multiplyAdds")!)).toBeCloseTo((55 * 55 * 96 * 363) / 724_406_816, 10);
  });

  it("say of AlexNet what its chapter says: nearly all parameters in the dense layers, nearly all work in the convolutions", () => {
    const part = (kind: string, by: "parameters" | "multiplyAdds") =>
      layerShares(alexnet.layers, by)!.reduce((sum, share, i) => sum + (alexnet.layers[i].kind === kind ? share : 0), 0);
    expect(part("dense", "parameters")).toBeGreaterThan(0.95);
    expect(part("convolution", "multiplyAdds")).toBeGreaterThan(0.9);
  });

  it("are none where the parameters cannot be counted", () => {
    expect(layerShares(historicNetworks[0].layers, "parameters")).toBe(null);
    expect(layerShares([{parameters: 0}], "parameters")).toBe(null);
  });

  it("become blocks side by side that can be seen, with their words apart", () => {
    const shares = layerShares(alexnet.layers, "parameters")!;
    const blocks = shareBlocks(shares, 800);
    blocks.forEach(({x, width}, i) => {
      expect(width >= 2).toBe(true);
      if (i > 0) expect(x).toBeCloseTo(blocks[i - 1].x + blocks[i - 1].width + 3, 6);
    });
    expect(blocks.at(-1)!.x + blocks.at(-1)!.width).toBeCloseTo(800, 6);
    expect(blocks.slice(1).every(({label}, i) => label - blocks[i].label > 800 / 12 - 1e-6)).toBe(true);
    expect([0, 0.000573, 0.067, 0.619].map(shareText)).toEqual(["none", "0.06 %", "7 %", "62 %"]);
  });
});

import {describe, expect, it} from "vitest";
import {alexnet, alexnetLayers, historicNetworks, lenet5, lenet5Today, neocognitron} from "../../lib/models/published-cnns.ts";
import type {HistoryLayer} from "../../lib/models/published-cnns.ts";

const shapes = (layers: HistoryLayer[]): string[] => layers.map((layer) => layer.output.join("×"));

describe("historicNetworks", () => {
  it("are the Neocognitron, LeNet-5 and AlexNet, with author, year and source", () => {
    expect(historicNetworks.map(({name, year}) => `${name} ${year}`)).toEqual([
      "Neocognitron 1980",
      "LeNet-5 1998",
      "AlexNet 2012"
    ]);
    for (const {authors, source} of historicNetworks) expect([authors, source]).not.toContain("");
  });

  it("the Neocognitron halves its maps from 16 × 16 to one cell a plane", () => {
    expect(shapes(neocognitron.layers)).toEqual(["16×16×1", "16×16×24", "10×10×24", "8×8×24", "6×6×24", "2×2×24", "1×1×24"]);
  });
});

describe("LeNet-5", () => {
  it("has the parameters that the paper states for each layer, 60,000 in all", () => {
    const counts = Object.fromEntries(lenet5.layers.map(({name, parameters}) => [name, parameters]));
    expect(counts).toEqual({Input: 0, C1: 156, S2: 12, C3: 1516, S4: 32, C5: 48_120, F6: 10_164, Output: 0});
    expect(lenet5.parameters).toBe(60_000);
  });

  it("has the maps of the paper's figure 2", () => {
    expect(shapes(lenet5.layers)).toEqual(["32×32×1", "28×28×6", "14×14×6", "10×10×16", "5×5×16", "1×1×120", "84", "10"]);
  });

  it("as built today has 61,706 parameters and 416,520 multiply-adds", () => {
    expect(lenet5Today).toMatchObject({output: [10], parameters: 61_706, multiplyAdds: 416_520});
  });
});

describe("AlexNet", () => {
  const total = (layers: HistoryLayer[]): number => layers.reduce((sum, {parameters = 0}) => sum + parameters, 0);

  it("has 60,965,224 parameters on two cards, and 62,378,344 where every kernel sees all channels", () => {
    expect(alexnet.parameters).toBe(60_965_224);
    expect(total(alexnetLayers(2))).toBe(60_965_224);
    expect(total(alexnetLayers(1))).toBe(62_378_344);
    expect(alexnet.multiplyAdds).toBe(724_406_816);
  });

  it("each layer's output is the next one's input", () => {
    expect(shapes(alexnet.layers)).toEqual([
      "227×227×3",
      "55×55×96",
      "27×27×96",
      "27×27×256",
      "13×13×256",
      "13×13×384",
      "13×13×384",
      "13×13×256",
      "6×6×256",
      "4096",
      "4096",
      "1000"
    ]);
  });
});

import {describe, expect, it} from "vitest";
import {nearestNames} from "../../../site/notebook/text/nearest.ts";

describe("nearestNames", () => {
  const names = ["maxPool", "averagePool", "random", "Random", "convTranspose", "conv", "outputSize", "network"];
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ["maxpool", ["maxPool"]],
    ["maxPool2d", ["maxPool"]],
    ["seededRandom", ["random", "Random"]],
    ["SeededRandom", ["Random", "random"]],
    ["transposeConv", ["convTranspose", "conv"]],
    ["netwrok", ["network"]],
    ["quaternion", []]
  ];
  for (const [name, near] of cases)
    it(`of ${name}: ${near.join(", ") || "none"}`, () => expect(nearestNames(name, names)).toEqual(near));

  it("puts those first that stand where they were looked for", () => {
    expect(nearestNames("pool", ["pool1", "pool2"], (name) => name === "pool2")).toEqual(["pool2", "pool1"]);
  });
});

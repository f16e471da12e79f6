import {describe, expect, it} from "vitest";
import {oneSpelling} from "../../../site/page/chrome/spelling.ts";

describe("oneSpelling(word)", () => {
  it.each([
    ["colour", "color"],
    ["colours", "colors"],
    ["behaviour", "behavior"],
    ["neighbouring", "neighboring"],
    ["normalisation", "normalization"],
    ["optimiser", "optimizer"],
    ["optimisers", "optimizers"],
    ["initialise", "initialize"],
    ["initialised", "initialized"],
    ["generalising", "generalizing"],
    ["analyse", "analyze"],
    ["centre", "center"],
    ["centred", "centered"],
    ["fibre", "fiber"],
    ["grey", "gray"],
    ["greys", "grays"],
    ["labelled", "labeled"],
    ["modelling", "modeling"],
    ["catalogue", "catalog"],
    ["licence", "license"]
  ])("makes %s and %s one", (british, american) => {
    expect(oneSpelling(british)).toBe(oneSpelling(american));
  });

  it.each(["noise", "four", "pooling", "max", "layer", "loss", "all"])("keeps %s apart from other words", (word) => {
    const others = ["our", "maxi", "layers", "losses", "al", "noize2"];
    for (const other of others) expect(oneSpelling(word)).not.toBe(oneSpelling(other));
  });

  it("says of a spelling that it has made what it says of the first", () => {
    for (const word of ["colour", "normalisation", "labelled", "centre", "grey"])
      expect(oneSpelling(oneSpelling(word))).toBe(oneSpelling(word));
  });
});

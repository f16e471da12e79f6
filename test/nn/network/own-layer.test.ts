import {describe, expect, it} from "vitest";
import {packed, severalGenerators} from "../../../lib/models/remedies.ts";
import {initialise} from "../../../lib/nn/network/initialise.ts";
import type {Scheme} from "../../../lib/nn/network/initialise.ts";
import {dense, ownLayer} from "../../../lib/nn/network/layers.ts";
import type {Layer} from "../../../lib/nn/network/layers.ts";
import {network, weightSpecs} from "../../../lib/nn/network/network.ts";
import {tiny, tinyGenerator} from "../../training/tiny-gan.ts";
import {byHand} from "./own-layers.ts";

const same = <T>(x: T): T => x;

describe("ownLayer(…) in a network", () => {
  it("has the output of its input unless told, by value or by function", () => {
    const shapes = network({input: [4, 4, 3]}, [
      ownLayer({forward: same}),
      ownLayer({output: [6, 2], forward: same}),
      ownLayer({output: ([a, b]) => [a * b], forward: same})
    ]).layers.map(({name, outputShape}) => [name, outputShape]);
    expect(shapes).toEqual([["own1", [4, 4, 3]], ["own2", [6, 2]], ["own3", [12]]]); // prettier-ignore
  });

  it("has weights for the shape that goes in, trained unless told", () => {
    const weights = ([inputs]: number[]) => ({kernel: [inputs, 7], shift: [7], seen: {shape: [1], trained: false}});
    const specs = weightSpecs(network({input: [5]}, [ownLayer({name: "mine", weights, forward: same})]));
    expect(specs).toEqual([
      {name: "mine/kernel", role: "own", shape: [5, 7], trainable: true, fanIn: 5, fanOut: 7},
      {name: "mine/shift", role: "own", shape: [7], trainable: true, fanIn: 1, fanOut: 7},
      {name: "mine/seen", role: "own", shape: [1], trainable: false, fanIn: 1, fanOut: 1}
    ]);
  });

  it("is placed anew where a remedy changes what goes in", () => {
    const gan = {...tiny(), discriminator: byHand(tiny().discriminator)};
    const ours = weightSpecs(packed(tiny(), 2).discriminator).map(({name, shape}) => [name, shape]);
    expect(weightSpecs(packed(gan, 2).discriminator).map(({name, shape}) => [name, shape])).toEqual(ours);
    const several = severalGenerators({...gan, generator: byHand(tinyGenerator())}, 2).generator;
    expect(weightSpecs(several).map(({name}) => name)).toEqual(weightSpecs(severalGenerators(tiny(), 2).generator).map(({name}) => name)); // prettier-ignore
  });

  it("starts, from the same seed, with the numbers of our layers of the same names", () => {
    for (const scheme of ["dcgan", "he", "glorot", "orthogonal"] satisfies Scheme[]) {
      const ours = tinyGenerator();
      expect(initialise(byHand(ours), 3, scheme)).toEqual(initialise(ours, 3, scheme));
    }
  });

  it("starts as it says, whatever the scheme of the network", () => {
    const weights = {a: {shape: [2], start: 0.5}, kernel: {shape: [4, 3], start: "glorot"}} as const;
    const own = initialise(network({input: [4]}, [ownLayer({name: "dense1", weights, output: [3], forward: same})]), 3, "he");
    expect([...own["dense1/a"].values]).toEqual([0.5, 0.5]);
    const ours = initialise(network({input: [4]}, [dense(3)]), 3, "glorot");
    expect(own["dense1/kernel"]).toEqual(ours["dense1/kernel"]);
  });

  it.each([
    ["no forward", {}, "ownLayer needs forward(x, weights), a function that gives the output, got undefined"],
    [
      "a forward that is no function",
      {forward: "relu"},
      "ownLayer needs forward(x, weights), a function that gives the output, got relu"
    ]
  ])("refuses %s where it is written", (_, layer, message) => {
    expect(() => ownLayer(layer as never)).toThrow(new TypeError(message));
  });

  it.each([
    ["weights in a list", {weights: [3]}, "weights must be shapes by name, such as {kernel: [3, 7], bias: [7]}, got [3]"],
    [
      "weights that are none",
      {weights: () => null},
      "weights must be shapes by name, such as {kernel: [3, 7], bias: [7]}, got null"
    ],
    ["a size that is not whole", {weights: {k: [2.5]}}, 'the weight "k" needs a shape of whole numbers from 1, got [2.5]'],
    [
      "a size that is no number",
      {weights: ([, b]: number[]) => ({k: [b]})},
      'the weight "k" needs a shape of whole numbers from 1, got []'
    ],
    ["a weight without a shape", {weights: {k: 7}}, 'the weight "k" needs a shape of whole numbers from 1, got undefined'],
    [
      "a name with a stroke",
      {weights: {"a/b": [1]}},
      '"a/b" cannot be a weight\'s name: letters, digits and _ can, beginning with a letter'
    ],
    [
      "an unknown start",
      {weights: {k: {shape: [1], start: "uniform"}}},
      'the weight "k" starts at a number or as gamma, dcgan, he, glorot, orthogonal, got "uniform"'
    ],
    [
      "a start that is not finite",
      {weights: {k: {shape: [1], start: NaN}}},
      'the weight "k" starts at a number or as gamma, dcgan, he, glorot, orthogonal, got NaN'
    ],
    ["trained by a word", {weights: {k: {shape: [1], trained: "no"}}}, 'trained of the weight "k" is true or false, got "no"'],
    ["an output that is no shape", {output: () => [NaN, 2]}, "output must be a shape of whole numbers from 1, got [NaN, 2]"],
    ["an output of nothing", {output: []}, "output must be a shape of whole numbers from 1, got []"]
  ] as [string, object, string][])("refuses %s, naming the layer and its place", (_, layer, message) => {
    // prettier-ignore
    const all = [dense(4), {...ownLayer({forward: same}), ...layer} as Layer];
    expect(() => network({input: [3]}, all)).toThrow(new RangeError(`layer 1 (own): ${message}`));
  });

  it("refuses a layer of plain data without its function, but not one that says that it has none", () => {
    const layer = {kind: "own", weights: {}} as unknown as Layer;
    expect(() => network({input: [3]}, [layer])).toThrow(
      "layer 0 (own): forward must be a function of a batch and the weights, got undefined"
    );
    expect(network({input: [3]}, [{...layer, forward: null} as Layer]).layers[0]).toMatchObject({
      forward: null,
      outputShape: [3]
    });
  });
});

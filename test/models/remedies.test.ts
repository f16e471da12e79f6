import {describe, expect, it} from "vitest";
import {compactDcgan} from "../../lib/models/compact-dcgan.ts";
import {conditionalGan} from "../../lib/models/conditional.ts";
import {pointGan} from "../../lib/models/point-gan.ts";
import {mixingLayer, packed, withMinibatchDeviation, withSpectralNorm} from "../../lib/models/remedies.ts";
import {initialise} from "../../lib/nn/initialise.ts";
import {outputShapeOf} from "../../lib/nn/network.ts";
import {checkSettings} from "../../lib/training/check-settings.ts";
import {packingOf} from "../../lib/training/seen.ts";

describe("packed(gan, packing)", () => {
  it("widens the input of D, and nothing else", () => {
    const gan = packed(compactDcgan(), 3);
    expect(gan.discriminator.input).toEqual([28, 28, 3]);
    expect(gan.generator).toEqual(compactDcgan().generator);
    expect(packingOf(gan)).toBe(3);
    expect(packed(pointGan(), 4).discriminator).toEqual(pointGan({packing: 4}).discriminator);
    expect(packed(pointGan(), 1)).toEqual(pointGan());
  });
  it("refuses labels and what is no number of examples", () => {
    expect(() => packed(conditionalGan("XS"), 2)).toThrow("packing does not go with labels");
    expect(() => packed(pointGan(), 0)).toThrow("packing must be a whole number from 1, got 0");
  });
});

describe("withSpectralNorm(gan), withMinibatchDeviation(gan, group)", () => {
  it("change D alone; layers keep their names, and weights of the same shape their start", () => {
    const plain = initialise(compactDcgan().discriminator, 1);
    const spectral = withSpectralNorm(compactDcgan());
    expect(spectral.generator).toEqual(compactDcgan().generator);
    const start = initialise(spectral.discriminator, 1);
    for (const name of Object.keys(plain)) expect(start[name]).toEqual(plain[name]);
    const added = Object.keys(start).filter((name) => !(name in plain));
    expect(added).toEqual(["conv1/direction", "conv2/direction", "dense1/direction"]);
    const direction = start["conv2/direction"].values;
    expect(Math.hypot(...direction)).toBeCloseTo(1, 6);

    const deviating = withMinibatchDeviation(compactDcgan(), 4);
    expect(deviating.discriminator.layers.at(-2)).toMatchObject({kind: "minibatchDeviation", group: 4, outputShape: [3137]});
    expect(outputShapeOf(deviating.discriminator)).toEqual([1]);
  });
  it("may be combined", () => {
    const gan = withSpectralNorm(withMinibatchDeviation(packed(pointGan(), 2)));
    expect(gan.discriminator.layers.map(({kind}) => kind)).toEqual([
      "dense", "leakyRelu", "dense", "leakyRelu", "minibatchDeviation", "dense"
    ]); // prettier-ignore
  });
});

describe("mixingLayer(discriminator)", () => {
  it("finds the layer that a gradient penalty cannot go with", () => {
    expect(mixingLayer(pointGan().discriminator)).toBeUndefined();
    const {generator, discriminator} = withMinibatchDeviation(pointGan());
    const rate = {learningRate: 1e-3};
    const settings = {loss: "wasserstein", generator: rate, discriminator: rate, gradientPenalty: 10} as const;
    expect(() => checkSettings(settings, {generator, discriminator})).toThrow(
      'D\'s layer "minibatchDeviation1" mixes the examples of a batch'
    );
  });
});

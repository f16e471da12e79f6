import {describe, expect, it} from "vitest";
import {conditionalGan} from "../../../lib/models/conditional.ts";
import {initialise} from "../../../lib/nn/network/initialise.ts";
import {plainForward} from "../../../lib/nn/network/plain-forward.ts";
import {projectionParts} from "../../../lib/nn/network/projection-parts.ts";
import {random} from "../../../lib/random.ts";

const {discriminator} = conditionalGan("XS");
const weights = initialise(discriminator, 3, "he");
const source = random(4);
const example = {shape: [1, 28, 28, 1], values: Float32Array.from({length: 784}, () => source.uniform(-1, 1))};

describe("projectionParts(network, weights, example)", () => {
  it("gives what the whole network gives for each class, as a sum of two", () => {
    const {alone, added} = projectionParts(discriminator, weights, example);
    const labels = [...added.keys()];
    const ten = {shape: [10, 28, 28, 1], values: Float32Array.from({length: 7840}, (_, i) => example.values[i % 784]!)};
    const whole = plainForward(discriminator, weights, ten, {labels}).values;
    expect(added.length).toBe(10);
    labels.forEach((label) => expect(alone + added[label]!).toBeCloseTo(whole[label]!, 4));
    expect(Math.max(...added) - Math.min(...added)).toBeGreaterThan(0.1);
  });

  it("refuses a network without such a head, and an example that does not fit", () => {
    const other = conditionalGan("XS", "concatenation").discriminator;
    expect(() => projectionParts(other, weights, example)).toThrow('must be a projection, this one is "dense2" (dense)');
    expect(() => projectionParts(discriminator, weights, {shape: [1, 3], values: new Float32Array(3)})).toThrow("[n, 28, 28, 1]");
  });
});

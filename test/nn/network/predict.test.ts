import {describe, expect, it} from "vitest";
import {batchNorm, concatLabel, dense, relu} from "../../../lib/nn/network/layers.ts";
import {forward} from "../../../lib/nn/network/forward.ts";
import {initialise} from "../../../lib/nn/network/initialise.ts";
import {disposeTensors, toTensors} from "../../../lib/nn/network/network-weights.ts";
import {network} from "../../../lib/nn/network/network.ts";
import {predict} from "../../../lib/nn/network/predict.ts";
import {numbers} from "../../fixtures/gan.ts";
import {tf} from "../tfjs.ts";

const plain = network({input: [3]}, [dense(4), batchNorm(), relu({name: "features"}), dense(2)]);
const labelled = network({input: [3], label: 3}, [concatLabel(), dense(2)]);

describe("predict(network, weights, examples, {labels, layer, chunk, between})", () => {
  const examples = {shape: [7, 3], values: numbers(1, 21, 1)};

  it("gives what one forward pass gives, whatever the chunk, and leaves no tensor", async () => {
    const weights = toTensors(initialise(plain, 1, "he"));
    const input = tf.tensor(examples.values, [7, 3]);
    const whole = forward(plain, weights, input).output;
    const before = tf.memory().numTensors;
    for (const chunk of [1, 3, 7, 250]) {
      const {shape, values} = await predict(plain, weights, examples, {chunk});
      expect(shape).toEqual([7, 2]);
      whole.dataSync().forEach((value, i) => expect(values[i]).toBeCloseTo(value, 6));
    }
    expect(tf.memory().numTensors).toBe(before);
    disposeTensors(weights);
    tf.dispose([input, whole]);
  });

  it("gives the output of a layer by its name, and tells how far it is", async () => {
    const weights = toTensors(initialise(plain, 1, "he"));
    const shares: number[] = [];
    const {shape, values} = await predict(plain, weights, examples, {
      layer: "features",
      chunk: 3,
      between: (share) => void shares.push(share)
    });
    expect(shape).toEqual([7, 4]);
    expect(Math.min(...values)).toBe(0);
    expect(shares).toEqual([3 / 7, 6 / 7, 1]);
    disposeTensors(weights);
  });

  it("gives each example its label", async () => {
    const weights = toTensors(initialise(labelled, 1, "he"));
    const labels = [0, 1, 2, 0, 1, 2, 0];
    const chunked = await predict(labelled, weights, examples, {labels, chunk: 2});
    expect(chunked).toEqual(await predict(labelled, weights, examples, {labels}));
    expect(chunked).not.toEqual(await predict(labelled, weights, examples, {labels: [...labels].reverse()}));
    await expect(predict(labelled, weights, examples, {labels: [0, 1, 3, 0, 0, 0, 0]})).rejects.toThrow(
      "label 2 must be a whole number from 0 to 2, got 3"
    );
    await expect(predict(labelled, weights, examples)).rejects.toThrow(
      "label 0 must be a whole number from 0 to 2, got undefined"
    );
    disposeTensors(weights);
  });

  it("refuses examples of another size, and a layer that is not there", async () => {
    await expect(predict(plain, {}, {shape: [2, 4], values: new Float32Array(8)})).rejects.toThrow(
      "the network takes examples of [3]"
    );
    await expect(predict(plain, {}, examples, {layer: "last"})).rejects.toThrow(
      'there is no layer "last"; the layers are dense1, batchNorm1, features, dense2'
    );
  });
});

import * as layers from "@tensorflow/tfjs";
import {beforeAll, describe, expect, it} from "vitest";
import {layersModel} from "../../lib/export/layers-model.ts";
import type {LayersModel} from "../../lib/export/layers-model.ts";
import {compactDcgan, kerasGan} from "../../lib/models/dcgan.ts";
import {conditionalGan} from "../../lib/models/conditional.ts";
import {tinymlCnn} from "../../lib/models/published-cnns.ts";
import {forward} from "../../lib/nn/network/forward.ts";
import {initialise} from "../../lib/nn/network/initialise.ts";
import {
  averagePool,
  concatLabel,
  conv,
  convTranspose,
  dense,
  dropout,
  flatten,
  globalAverage,
  glu,
  leakyRelu,
  maxPool,
  relu,
  sigmoid,
  zeroPad
} from "../../lib/nn/network/layers.ts";
import {toTensors} from "../../lib/nn/network/network-weights.ts";
import type {Weights} from "../../lib/nn/network/network-weights.ts";
import {network} from "../../lib/nn/network/network.ts";
import type {Network} from "../../lib/nn/network/network.ts";
import {numbers} from "../fixtures/gan.ts";
import {tf} from "../training/wasm.ts";

/** The two files as `tf.loadLayersModel` reads them from a server. */
async function load(files: LayersModel): Promise<layers.LayersModel> {
  const {modelTopology, weightsManifest} = JSON.parse(new TextDecoder().decode(files["model.json"])) as {
    modelTopology: object;
    weightsManifest: {paths: string[]; weights: layers.io.WeightsManifestEntry[]}[];
  };
  expect(weightsManifest.map(({paths}) => paths)).toEqual([["weights.bin"]]);
  const {buffer} = files["weights.bin"].slice();
  return layers.loadLayersModel({
    load: async () => ({modelTopology, weightSpecs: weightsManifest[0].weights, weightData: buffer})
  });
}

/** Starting weights, with running statistics as after training. */
function trained(net: Network): Weights {
  const weights = initialise(net, 5, "he");
  for (const [name, {values}] of Object.entries(weights)) {
    if (/mean$|beta$|bias$/.test(name)) values.set(numbers(7, values.length, 0.3));
    if (/variance$|gamma$/.test(name)) values.set(numbers(8, values.length, 0.4, 1));
  }
  return weights;
}

const gan = compactDcgan();
const keras = kerasGan();
const cgan = conditionalGan("XS");
const networks: Record<string, Network> = {
  "compact DCGAN, generator": gan.generator,
  "compact DCGAN, discriminator": gan.discriminator,
  "Keras-GAN, generator": keras.generator,
  "Keras-GAN, discriminator": keras.discriminator,
  "conditional GAN, generator": cgan.generator,
  "conditional GAN, discriminator": cgan.discriminator,
  "TinyML CNN": tinymlCnn(),
  "everything else": network({input: [9, 9, 2], label: 3}, [
    concatLabel(),
    conv(4, {kernel: [3, 2], stride: [2, 1], padding: 1}),
    averagePool(3, {stride: 2, padding: "same"}),
    convTranspose(3, {kernel: 4, stride: 2, padding: 1}),
    convTranspose(2, {kernel: [3, 4], stride: [1, 2], padding: 1}),
    maxPool([2, 1], {stride: 1, padding: "same"}),
    zeroPad([1, 0, 0, 2]),
    leakyRelu(0.1),
    convTranspose(3, {kernel: 3, padding: "valid", bias: false}),
    dropout(0.5),
    globalAverage(),
    dense(5, {bias: false}),
    sigmoid()
  ])
};

describe("layersModel(network, weights, name)", () => {
  beforeAll(() => expect(tf.getBackend()).toBe("wasm"));

  for (const [what, net] of Object.entries(networks)) {
    it(`loads in tf.loadLayersModel and gives the same within 1e-5: ${what}`, async () => {
      const weights = trained(net);
      const model = await load(layersModel(net, weights));
      const batch = 3;
      const input = tf.tensor(numbers(1, batch * net.input.reduce((a, b) => a * b), 1), [batch, ...net.input]);
      const label =
        net.label === undefined
          ? undefined
          : tf.tensor(
              Array.from({length: batch * net.label}, (_, i) =>
                i % net.label! === Math.floor(i / net.label!) % net.label! ? 1 : 0
              ),
              [batch, net.label]
            );
      const ours = forward(net, toTensors(weights), input, {label}).output;
      const theirs = model.predict(label ? [input, label] : input) as layers.Tensor;
      expect(theirs.shape).toEqual(ours.shape);
      const [a, b] = [ours.dataSync<"float32">(), theirs.dataSync<"float32">()];
      const off = a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
      expect(off).toBeLessThan(1e-5 * Math.max(1, ...a.map(Math.abs)));
      expect(new Set(a).size).toBeGreaterThan(1);
    });
  }

  it("names the layer that tf.layers does not have, and the weight that does not fit", () => {
    const gated = network({input: [4]}, [dense(4), glu()]);
    expect(() => layersModel(gated, initialise(gated, 1))).toThrow(
      'layer "glu1" (glu) cannot be written for tf.layers, which has no such layer'
    );
    expect(() => layersModel(gan.generator, {})).toThrow('the weight "dense1/kernel" [100, 3136] is missing');
    const net = network({input: [2]}, [flatten(), relu()]);
    expect(() => layersModel(net, {"dense1/bias": {shape: [1], values: new Float32Array(1)}})).toThrow(
      "belongs to no layer of the network"
    );
  });
});

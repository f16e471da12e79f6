import * as tf from "@tensorflow/tfjs-core";
import {beforeAll, describe, expect, it} from "vitest";
import {startCpu} from "../../../lib/backend/cpu.ts";
import {startWasm} from "../../../lib/backend/wasm.ts";
import {lower} from "../../../lib/export/graph/lower.ts";
import {runGraph} from "../../../lib/export/graph/run-float.ts";
import {conditionalGan} from "../../../lib/models/conditional.ts";
import {kerasGan} from "../../../lib/models/dcgan.ts";
import {conv, convTranspose, dense, flatten, maxPool, relu, sigmoid} from "../../../lib/nn/network/layers.ts";
import {network} from "../../../lib/nn/network/network.ts";
import {exampleInputs, livelyWeights, reference} from "../networks.ts";

beforeAll(async () => {
  await startWasm({files: `${import.meta.dirname}/../../../node_modules/@tensorflow/tfjs-backend-wasm/dist/`});
  await startCpu();
});

const small = network({input: [7, 6, 3]}, [
  conv(5, {kernel: 3, stride: 2}),
  relu(),
  convTranspose(4, {kernel: 4, stride: 2}),
  maxPool(2),
  flatten(),
  dense(9),
  relu(),
  dense(3),
  sigmoid()
]);

describe("runGraph(graph, inputs)", () => {
  it.each([
    ["a small network", small],
    ["conditional XS generator", conditionalGan("XS").generator],
    ["conditional XS discriminator", conditionalGan("XS").discriminator],
    ["Keras-GAN generator", kerasGan().generator]
  ])("gives on the WASM backend what the network gives on the cpu backend, for a batch too: %s", async (_, net) => {
    const weights = livelyWeights(net, 1);
    const {graph} = lower(net, weights);
    const examples = [2, 3, 4].map((seed) => exampleInputs(net, seed));
    await tf.setBackend("cpu");
    const expected = examples.flatMap((inputs) => reference(net, weights, inputs));
    await tf.setBackend("wasm");
    const inputs = graph.inputs.map((place, i) => {
      const values = examples.flatMap((example) => Array.from(example[i]));
      return tf.tensor(values, [3, ...graph.tensors[place].shape.slice(1)]);
    });
    const [output] = runGraph(graph, inputs);
    const values = await output.data();
    tf.dispose([output, ...inputs]);
    const scale = Math.max(1, ...expected.map(Math.abs));
    expect(values.length).toBe(expected.length);
    expect(Math.max(...expected.map((value, i) => Math.abs(values[i] - value)))).toBeLessThan(1e-5 * scale);
    expect(tf.memory().numTensors).toBe(0);
  });
});

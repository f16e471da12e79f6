import * as tf from "@tensorflow/tfjs-core";
import {beforeAll, describe, expect, it} from "vitest";
import {startCpu} from "../../../lib/backend/cpu.ts";
import type {Graph} from "../../../lib/export/graph/graph.ts";
import {lower} from "../../../lib/export/graph/lower.ts";
import {raise} from "../../../lib/export/graph/raise.ts";
import {halveWeights} from "../../../lib/export/int8/quantise.ts";
import {readTflite} from "../../../lib/export/tflite/read.ts";
import {writeTflite} from "../../../lib/export/tflite/write.ts";
import {compactDcgan, distyleGenerator, kerasGan} from "../../../lib/models/dcgan.ts";
import {conditionalGan} from "../../../lib/models/conditional.ts";
import {tinymlCnn} from "../../../lib/models/published-cnns.ts";
import {dense, flatten, relu} from "../../../lib/nn/network/layers.ts";
import {network} from "../../../lib/nn/network/network.ts";
import type {Network} from "../../../lib/nn/network/network.ts";
import {exampleInputs, livelyWeights, otherLayers, reference} from "../networks.ts";
import {quantised} from "../quantised.ts";

beforeAll(startCpu);

const others = otherLayers(4);

const kinds = ({layers}: Network) => layers.map(({kind}) => kind).filter((kind) => kind !== "dropout" && kind !== "batchNorm");

describe("raise(readTflite(file).graph)", () => {
  it.each([
    ["compact generator", compactDcgan().generator],
    ["compact discriminator", compactDcgan().discriminator],
    ["Keras-GAN generator", kerasGan().generator],
    ["Keras-GAN discriminator", kerasGan().discriminator],
    ["conditional XS generator", conditionalGan("XS").generator],
    ["conditional S discriminator", conditionalGan("S").discriminator],
    ["DiStyleGAN generator", distyleGenerator()],
    ["TinyML CNN", tinymlCnn()],
    ["the other layers", others]
  ])("is the network that was written, and gives its numbers within 1e-5: %s", (_, net) => {
    const weights = livelyWeights(net, 1);
    const back = raise(readTflite(writeTflite(lower(net, weights).graph)).graph);
    const padded = net === others ? ["zeroPad"] : [];
    expect(kinds(back.network).filter((kind) => !padded.includes(kind))).toEqual(
      kinds(net).filter((kind) => !padded.includes(kind))
    );
    expect([back.network.input, back.network.label]).toEqual([net.input, net.label]);
    const inputs = exampleInputs(net, 2);
    const expected = reference(net, weights, inputs);
    const scale = Math.max(1, ...expected.map(Math.abs));
    reference(back.network, back.weights, inputs).forEach((value, i) => {
      expect(Math.abs(value - expected[i]) / scale).toBeLessThan(1e-5);
    });
    expect(tf.memory().numTensors).toBe(0);
  });

  it("takes whole numbers and half precision for real ones", async () => {
    const net = conditionalGan("XS").generator;
    const weights = livelyWeights(net, 1);
    const {graph} = lower(net, weights);
    const inputs = exampleInputs(net, 2);
    const expected = reference(net, weights, inputs);
    const forms = [await quantised(net, weights), await quantised(net, weights, "int8"), halveWeights(graph)];
    for (const [i, form] of forms.entries()) {
      const back = raise(readTflite(writeTflite(form)).graph);
      expect(kinds(back.network)).toEqual(kinds(net));
      const worst = Math.max(...reference(back.network, back.weights, inputs).map((value, j) => Math.abs(value - expected[j])));
      // The weights alone are rounded: activations are real again.
      expect(worst).toBeLessThan(i === 2 ? 0.01 : 0.15);
    }
  });
});

describe("raise(graph) of what is no row of layers", () => {
  const tiny = (): Graph => lower(tinymlCnn(), livelyWeights(tinymlCnn(), 1)).graph;
  const simple = network({input: [4]}, [dense(4), relu(), dense(4)]);

  it("names the operator", () => {
    const {graph} = lower(
      network({input: [2, 2, 3]}, [flatten(), dense(12)]),
      livelyWeights(network({input: [2, 2, 3]}, [flatten(), dense(12)]), 1)
    );
    graph.ops[1].inputs[1] = graph.outputs[0];
    expect(() => raise(graph)).toThrow('dense "output" must have constant weights');
    const two = lower(simple, livelyWeights(simple, 1)).graph;
    const [first, second] = two.ops;
    const place = two.tensors.push({name: "sum", shape: [1, 4], type: "float32"}) - 1;
    two.ops.push({kind: "add", inputs: [first.outputs[0], second.outputs[0]], outputs: [place]});
    two.outputs = [place];
    expect(() => raise(two)).toThrow('"relu1" goes two ways: a network is one row of layers');
    const add = lower(simple, livelyWeights(simple, 1)).graph;
    const twice = add.tensors.push({name: "twice", shape: [1, 4], type: "float32"}) - 1;
    add.ops.push({kind: "add", inputs: [add.outputs[0], add.outputs[0]], outputs: [twice]});
    add.outputs = [twice];
    expect(() => raise(add)).toThrow('add "twice" must have a number for each channel to be a layer');
  });

  it("counts inputs and outputs", () => {
    const graph = tiny();
    expect(() => raise({...graph, outputs: [...graph.outputs, 3]})).toThrow("a network has one output, the graph has 2");
    expect(() => raise({...graph, inputs: []})).toThrow("the graph has no input");
  });
});

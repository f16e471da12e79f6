import fc from "fast-check";
import * as ort from "onnxruntime-web";
import protobuf from "protobufjs";
import {beforeAll, describe, expect, it} from "vitest";
import {startCpu} from "../../../lib/backend/cpu.ts";
import {lower} from "../../../lib/export/graph/lower.ts";
import {runGraph} from "../../../lib/export/graph/run-float.ts";
import {halveWeights, shrinkWeights} from "../../../lib/export/int8/quantise.ts";
import {message, varint} from "../../../lib/export/onnx/protobuf.ts";
import {onnxOpset, writeOnnx} from "../../../lib/export/onnx/write.ts";
import {compactDcgan, distyleGenerator, kerasGan} from "../../../lib/models/dcgan.ts";
import {conditionalGan} from "../../../lib/models/conditional.ts";
import {tinymlCnn} from "../../../lib/models/published-cnns.ts";
import {
  averagePool, batchNorm, conv, convTranspose, dense, globalAverage, leakyRelu, maxPool, relu, sigmoid, upsample, zeroPad
} from "../../../lib/nn/network/layers.ts"; // prettier-ignore
import {network} from "../../../lib/nn/network/network.ts";
import type {Network} from "../../../lib/nn/network/network.ts";
import {exampleInputs, livelyWeights, reference} from "../networks.ts";
import {quantised} from "../quantised.ts";
import * as tf from "@tensorflow/tfjs-core";

beforeAll(async () => {
  ort.env.wasm.numThreads = 1;
  await startCpu();
});

/** What ONNX Runtime makes of a file, for a batch of examples. */
async function run(file: Uint8Array, shapes: number[][], inputs: Float32Array[]): Promise<number[]> {
  const session = await ort.InferenceSession.create(file, {executionProviders: ["wasm"]});
  const feeds = Object.fromEntries(session.inputNames.map((name, i) => [name, new ort.Tensor("float32", inputs[i], shapes[i])]));
  const results = await session.run(feeds);
  const output = Array.from(results[session.outputNames[0]].data as Float32Array);
  await session.release();
  return output;
}

const shapesOf = (net: Network, batch = 1): number[][] => [
  [batch, ...net.input],
  ...(net.label === undefined ? [] : [[batch, net.label]])
];

function close(output: number[], expected: number[], within = 1e-5): void {
  const scale = Math.max(1, ...expected.map(Math.abs));
  expect(output.length).toBe(expected.length);
  const error = Math.max(...output.map((value, i) => Math.abs(value - expected[i]) / scale));
  expect(error).toBeLessThan(within);
}

const odd = network({input: [9, 7, 2]}, [
  zeroPad([1, 0, 2, 1]), conv(4, {kernel: [3, 2], stride: 2}), leakyRelu(0.2), batchNorm(), averagePool(2, {stride: 1, padding: "same"}), convTranspose(3, {kernel: 3, stride: 2}), relu(), batchNorm(), maxPool(3, {stride: 2, padding: "same"}), convTranspose(5, {kernel: [2, 5], stride: [3, 2], padding: "valid"}), upsample(3), conv(6, {kernel: 4, stride: 3, padding: 1}), globalAverage(), dense(4), sigmoid()
]); // prettier-ignore

describe("writeOnnx(lower(network, weights).graph) in ONNX Runtime", () => {
  it.each([
    ["compact generator", compactDcgan().generator],
    ["compact discriminator", compactDcgan().discriminator],
    ["Keras-GAN generator (NXP's)", kerasGan().generator],
    ["Keras-GAN discriminator", kerasGan().discriminator],
    ["conditional XS generator", conditionalGan("XS").generator],
    ["conditional S generator", conditionalGan("S").generator],
    ["conditional S discriminator, which projects", conditionalGan("S").discriminator],
    ["conditional XS discriminator that concatenates", conditionalGan("XS", "concatenation").discriminator],
    ["conditional XS discriminator that names classes", conditionalGan("XS", "auxiliary").discriminator],
    ["DiStyleGAN generator", distyleGenerator()],
    ["TinyML CNN", tinymlCnn()],
    ["odd sizes, strides and paddings", odd]
  ])("gives the numbers of the network within 1e-5: %s", async (_, net) => {
    const weights = livelyWeights(net, 1);
    const inputs = exampleInputs(net, 2);
    close(await run(writeOnnx(lower(net, weights).graph), shapesOf(net), inputs), reference(net, weights, inputs));
  });

  it("takes any number of examples", async () => {
    const net = conditionalGan("XS").generator;
    const weights = livelyWeights(net, 1);
    const examples = [1, 2, 3].map((seed) => exampleInputs(net, seed));
    const together = [0, 1].map((i) => Float32Array.from(examples.flatMap((example) => [...example[i]])));
    const output = await run(writeOnnx(lower(net, weights).graph), shapesOf(net, 3), together);
    close(
      output,
      examples.flatMap((example) => reference(net, weights, example))
    );
  });

  it.each([
    ["float16", halveWeights, 0.52],
    ["int8", shrinkWeights, 0.28]
  ])("writes %s weights as they are, and a node that decodes them", async (_, change, share) => {
    const net = conditionalGan("S").generator;
    const {graph} = lower(net, livelyWeights(net, 1));
    const small = change(graph);
    const inputs = exampleInputs(net, 2);
    const file = writeOnnx(small);
    expect(file.length / writeOnnx(graph).length).toBeLessThan(share);
    const expected = tf.tidy(() => Array.from(runGraph(small, inputs.map((values, i) => tf.tensor(values, shapesOf(net)[i])))[0].dataSync())); // prettier-ignore
    close(await run(file, shapesOf(net), inputs), expected);
  });

  it("refuses what is computed in whole numbers, and names the tensor", async () => {
    const graph = await quantised(tinymlCnn(), livelyWeights(tinymlCnn(), 1));
    expect(() => writeOnnx(graph)).toThrow(
      '"input/int8" is computed as int8: ONNX is written of networks that compute in float32'
    );
  });
});

describe("message(), read by protobuf.js", () => {
  const root = protobuf.parse(`syntax = "proto3";
    message Part { string text = 1; float real = 2; }
    message Whole { uint64 number = 1; bytes data = 2; repeated Part parts = 16; repeated uint64 many = 2000; }`).root;
  const whole = root.lookupType("Whole");

  it("gives back what was written", () => {
    const anyPart = fc.record({text: fc.string({unit: "grapheme"}), real: fc.float({noNaN: true})});
    const anything = fc.record({number: fc.maxSafeNat(), data: fc.uint8Array(), parts: fc.array(anyPart), many: fc.array(fc.maxSafeNat())}); // prettier-ignore
    fc.assert(
      fc.property(anything, ({number, data, parts, many}) => {
        const made = message().whole(1, number).bytes(2, data);
        for (const {text, real} of parts) made.message(16, message().text(1, text).float(2, real));
        made.wholes(2000, many);
        expect(made.length).toBe(made.finish().length);
        const read = whole.toObject(whole.decode(made.finish()), {longs: Number, bytes: Array, defaults: true});
        expect(read).toEqual({number, data: [...data], parts, many});
      }),
      {numRuns: 200}
    );
  });

  it("refuses numbers that a field cannot hold", () => {
    for (const value of [-1, 0.5, 2 ** 53, NaN]) expect(() => varint(value)).toThrow("a whole number from 0 to 2⁵³ − 1");
  });
});

describe("onnxOpset", () => {
  it("is the version that the file names", async () => {
    const file = writeOnnx(lower(tinymlCnn(), livelyWeights(tinymlCnn(), 1)).graph);
    const ends = [...file.subarray(file.length - 6)];
    expect(ends).toEqual([66, 4, 10, 0, 16, onnxOpset]);
  });
});

import * as tf from "@tensorflow/tfjs-core";
import {beforeAll, describe, expect, it} from "vitest";
import {startCpu} from "../../../lib/backend/cpu.ts";
import type {Graph} from "../../../lib/export/graph/graph.ts";
import {lower} from "../../../lib/export/graph/lower.ts";
import {calibrate} from "../../../lib/export/int8/calibrate.ts";
import {activationParameters, quantiseBias, quantiseWeights} from "../../../lib/export/int8/parameters.ts";
import {halveWeights, quantise, shrinkWeights} from "../../../lib/export/int8/quantise.ts";
import {writeTflite} from "../../../lib/export/tflite/write.ts";
import {conditionalGan} from "../../../lib/models/conditional.ts";
import {tinymlCnn} from "../../../lib/models/published-cnns.ts";
import type {Network} from "../../../lib/nn/network/network.ts";
import {exampleInputs, livelyWeights, reference} from "../networks.ts";
import {openTflite} from "../tflite/interpreter.ts";

beforeAll(startCpu);

const networks: [string, Network][] = [
  ["conditional XS generator", conditionalGan("XS").generator],
  ["TinyML CNN", tinymlCnn()]
];

/** A graph with its ranges over forty examples. */
async function calibrated(net: Network): Promise<{graph: Graph; ranges: Awaited<ReturnType<typeof calibrate>>}> {
  const {graph} = lower(net, livelyWeights(net, 1));
  const examples = Array.from({length: 40}, (_, seed) => exampleInputs(net, seed));
  const inputs = graph.inputs.map((place, i) => {
    const values = examples.flatMap((example) => Array.from(example[i]));
    return tf.tensor(values, [examples.length, ...graph.tensors[place].shape.slice(1)]);
  });
  const ranges = await calibrate(graph, [inputs]);
  tf.dispose(inputs);
  return {graph, ranges};
}

/** Root mean square difference over the largest size of what is expected. */
async function error(file: Uint8Array, net: Network): Promise<number> {
  const interpreter = await openTflite(file);
  let sum = 0;
  let largest = 0;
  let count = 0;
  for (let seed = 50; seed < 60; seed++) {
    const inputs = exampleInputs(net, seed);
    const expected = reference(net, livelyWeights(net, 1), inputs);
    const [output] = interpreter.run(...inputs);
    expected.forEach((value, i) => {
      sum += (output[i] - value) ** 2;
      largest = Math.max(largest, Math.abs(value));
      count++;
    });
  }
  interpreter.close();
  return Math.sqrt(sum / count) / largest;
}

describe("quantise(graph, ranges) in TensorFlow Lite's interpreter", () => {
  it.each(networks)("is within three per cent of the float numbers, with a quarter of the weights' bytes: %s", async (_, net) => {
    const {graph, ranges} = await calibrated(net);
    const file = writeTflite(quantise(graph, ranges));
    expect(await error(file, net)).toBeLessThan(0.03);
    if (net.label !== undefined) expect(file.length / writeTflite(graph).length).toBeLessThan(0.3);
    expect(tf.memory().numTensors).toBe(0);
  });

  it("takes and gives int8 when asked to", async () => {
    const {graph, ranges} = await calibrated(tinymlCnn());
    const interpreter = await openTflite(writeTflite(quantise(graph, ranges, "int8")));
    expect([...interpreter.inputs, ...interpreter.outputs].map(({type}) => type)).toEqual(["int8", "int8"]);
    interpreter.close();
  });

  it("names a tensor that was not seen in calibration", async () => {
    const {graph, ranges} = await calibrated(tinymlCnn());
    ranges.delete(graph.inputs[0]);
    expect(() => quantise(graph, ranges)).toThrow('"input" was not seen in calibration');
    await expect(calibrate(graph, [])).rejects.toThrow("at least one batch");
  });
});

describe("halveWeights(graph), shrinkWeights(graph)", () => {
  it.each(networks)("keep the numbers within a thousandth and a fiftieth: %s", async (_, net) => {
    const {graph} = lower(net, livelyWeights(net, 1));
    expect(await error(writeTflite(halveWeights(graph)), net)).toBeLessThan(0.001);
    expect(await error(writeTflite(shrinkWeights(graph)), net)).toBeLessThan(0.02);
  });
});

describe("activationParameters({min, max}), quantiseWeights(values, channels), quantiseBias(values, input, weights)", () => {
  it("holds 0 exactly, and the ends of the range at −128 and 127", () => {
    expect(activationParameters({min: 0, max: 2.55})).toEqual({scales: [Math.fround(0.01)], zeroPoints: [-128], axis: 0});
    expect(activationParameters({min: -1, max: 1}).zeroPoints).toEqual([-1]);
    expect(activationParameters({min: 1, max: 2})).toEqual({scales: [Math.fround(2 / 255)], zeroPoints: [-128], axis: 0});
    expect(activationParameters({min: 0, max: 0}).scales).toEqual([1]);
  });

  it("gives each channel its own scale, symmetric, never −128", () => {
    const {data, quantisation} = quantiseWeights(Float32Array.of(-2, 1, 0.5, 0, 0, 0), 3);
    expect([...data]).toEqual([-127, 64, 127, 0, 0, 0]);
    const scales = [Math.fround(2 / 127), Math.fround(0.5 / 127), Math.fround(2 / 127)];
    expect(quantisation).toEqual({scales, zeroPoints: [0, 0, 0], axis: 0});
    expect(quantiseWeights(new Float32Array(2), 1).quantisation.scales).toEqual([1]);
  });

  it("gives biases the scale of the products", () => {
    const input = {scales: [0.5], zeroPoints: [3], axis: 0};
    const weights = {scales: [0.25, 0.125], zeroPoints: [0, 0], axis: 0};
    const {data, quantisation} = quantiseBias(Float32Array.of(1, -1), input, weights);
    expect([...data]).toEqual([8, -16]);
    expect(quantisation.scales).toEqual([0.125, 0.0625]);
  });
});

import * as tf from "@tensorflow/tfjs-core";
import {beforeAll, describe, expect, it} from "vitest";
import {startWasm} from "../../../lib/backend/wasm.ts";
import type {Graph} from "../../../lib/export/graph/graph.ts";
import {integerProgram} from "../../../lib/export/int8/integer-program.ts";
import {writeTflite} from "../../../lib/export/tflite/write.ts";
import {compactDcgan, distyleGenerator, kerasGan} from "../../../lib/models/dcgan.ts";
import {conditionalGan} from "../../../lib/models/conditional.ts";
import type {Weights} from "../../../lib/nn/network/network-weights.ts";
import type {Network} from "../../../lib/nn/network/network.ts";
import {loadWeights} from "../../../lib/weights/load.ts";
import {compareRoundings} from "./compare-roundings.ts";
import {exampleInputs, livelyWeights, otherLayers} from "../networks.ts";
import {quantised} from "../quantised.ts";
import {openTflite} from "../tflite/interpreter.ts";

beforeAll(() => startWasm({files: `${import.meta.dirname}/../../../node_modules/@tensorflow/tfjs-backend-wasm/dist/`}));

const shipped = async (file: Parameters<typeof loadWeights>[0], name: string) => {
  const {network: net, weights} = (await loadWeights(file)).networks[name];
  return [net, weights] as const;
};
const seeded = (net: Network) => async (): Promise<readonly [Network, Weights]> => [net, livelyWeights(net, 1)];

const others = otherLayers();

const networks: [string, () => Promise<readonly [Network, Weights]>][] = [
  ["compact generator", () => shipped("compact-dcgan", "generator")],
  ["compact discriminator", () => shipped("compact-dcgan", "discriminator")],
  ["conditional XS generator", () => shipped("cgan-xs", "generator")],
  ["conditional S generator", () => shipped("cgan-s", "generator")],
  ["conditional S discriminator", () => shipped("cgan-s", "discriminator")],
  ["TinyML CNN", () => shipped("tinyml-cnn", "classifier")],
  ["MNIST classifier", () => shipped("mnist-classifier", "classifier")],
  ["Keras-GAN generator", seeded(kerasGan().generator)],
  ["Keras-GAN discriminator", seeded(kerasGan().discriminator)],
  ["compact generator, seeded", seeded(compactDcgan().generator)],
  ["conditional XS discriminator", seeded(conditionalGan("XS").discriminator)],
  ["DiStyleGAN generator", seeded(distyleGenerator())],
  ["the other layers", seeded(others)]
];

describe('integerProgram(graph, "xnnpack").run(inputs)', () => {
  it.each(networks)("gives TensorFlow Lite's numbers bit for bit: %s", async (_, load) => {
    const [net, weights] = await load();
    const graph = await quantised(net, weights);
    const interpreter = await openTflite(writeTflite(graph));
    const program = integerProgram(graph, "xnnpack");
    for (let seed = 0; seed < 3; seed++) {
      const inputs = exampleInputs(net, seed);
      expect(program.run(inputs).map((numbers) => Array.from(numbers))).toEqual(interpreter.run(...inputs));
    }
    interpreter.close();
    expect(tf.memory().numTensors).toBe(0);
  });

  it("takes and gives int8 where the graph's ends are int8", async () => {
    const [net, weights] = await shipped("cgan-xs", "generator");
    const graph = await quantised(net, weights, "int8");
    const interpreter = await openTflite(writeTflite(graph));
    const inputs = exampleInputs(net, 3).map((values) => Int8Array.from(values, (value) => Math.round(40 * value)));
    const [image] = integerProgram(graph, "xnnpack").run(inputs);
    expect(image).toBeInstanceOf(Int8Array);
    expect([Array.from(image)]).toEqual(interpreter.run(...inputs));
    interpreter.close();
  });

  it("shows the numbers between, and needs every input whole", async () => {
    const graph = await quantised(...(await shipped("tinyml-cnn", "classifier")));
    const program = integerProgram(graph);
    const seen: string[] = [];
    program.run([new Float32Array(64)], (place) => seen.push(graph.tensors[place].name));
    expect(seen).toEqual(["input", "input/int8", "relu1", "maxPool1", "flatten1", "output/int8", "output"]);
    expect(() => program.run([])).toThrow("the graph has 1 inputs, got 0");
    expect(() => program.run([new Float32Array(63)])).toThrow('"input" must have 64 numbers, got 63');
  });
});

describe("compareRoundings(graph, examples)", () => {
  it("finds that the rules differ by one step in an operator alone, seldom, and that it adds up", async () => {
    const [net, weights] = await shipped("cgan-s", "generator");
    const graph = await quantised(net, weights);
    const differences = compareRoundings(
      graph,
      Array.from({length: 10}, (_, seed) => exampleInputs(net, seed))
    );
    const of = (kind: string) => differences.filter((entry) => entry.kind === kind);
    for (const {alone} of [...of("conv"), ...of("dense")]) {
      expect(alone.largest).toBeLessThanOrEqual(1);
      expect(alone.different / alone.count).toBeLessThan(0.01);
    }
    expect(of("conv").some(({alone}) => alone.different > 0)).toBe(true);
    for (const kind of ["reshape", "resize", "tanh"]) for (const {alone} of of(kind)) expect(alone.different).toBe(0);
    const image = differences[differences.length - 1];
    expect(image).toMatchObject({name: "output/int8", kind: "tanh", count: 7840});
    expect(image.different).toBeGreaterThan(image.alone.different);
    expect(() => compareRoundings(graph, [])).toThrow("at least one example");
  });
});

describe("integerProgram(graph)", () => {
  it("names what it cannot run in whole numbers", () => {
    const x = {name: "x", shape: [1, 2], type: "int8", quantisation: {scales: [0.5], zeroPoints: [0], axis: 0}} as const;
    const twoOps = (kind: "tanh" | "reshape", other: Graph["tensors"][number]): Graph =>
      ({
        name: "g",
        tensors: [structuredClone(x), other],
        ops: [{kind, inputs: [0], outputs: [1]}],
        inputs: [0],
        outputs: [1]
      }) as Graph;
    const y = {name: "y", shape: [1, 2]};
    expect(() => integerProgram(twoOps("tanh", {...y, type: "float32"}))).toThrow('"y" must be int8 to be run in whole numbers');
    expect(() => integerProgram(twoOps("tanh", {...y, type: "int8"}))).toThrow('"y" is int8, but has no scale');
    const finer = {scales: [0.25], zeroPoints: [0], axis: 0};
    expect(() => integerProgram(twoOps("reshape", {...y, type: "int8", quantisation: finer}))).toThrow(
      'reshape moves numbers as they are: "x" and "y" must have the same scale and zero point'
    );
    expect(() =>
      integerProgram(twoOps("tanh", {...y, type: "int8", quantisation: {scales: [1, 2], zeroPoints: [0, 0], axis: 1}}))
    ).toThrow('"y" must have one scale, it has 2');
  });
});

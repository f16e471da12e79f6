import * as tf from "@tensorflow/tfjs-core";
import {unzipSync} from "fflate";
import {describe, expect, it} from "vitest";
import {exporter} from "../../lib/deployment/exporter.ts";
import {exportForms} from "../../lib/deployment/types.ts";
import type {ExportForm, ExportWish} from "../../lib/deployment/types.ts";
import {integerProgram} from "../../lib/export/int8/integer-program.ts";
import {readTflite} from "../../lib/export/tflite/read.ts";
import {conditionalGan} from "../../lib/models/conditional.ts";
import {tinymlCnn} from "../../lib/models/published-cnns.ts";
import {readWeights} from "../../lib/nn/files/weights-file.ts";
import {exampleInputs, livelyWeights} from "../export/networks.ts";
import {openTflite} from "../export/tflite/interpreter.ts";

const network = conditionalGan("XS").generator;
const weights = livelyWeights(network, 1);
const wish = (forms: readonly ExportForm[], more: Partial<ExportWish> = {}): ExportWish => ({
  network,
  weights,
  name: "generator",
  forms,
  ...more
});

describe("exporter().export(wish)", () => {
  it("writes every form, and says what was folded and fused", async () => {
    const stages = new Set<string>();
    let last = 0;
    const progress = ({stage, share}: {stage: string; share: number}) => {
      stages.add(stage);
      expect(share).toBeGreaterThanOrEqual(last);
      last = share;
    };
    const {files, changes, saving, graph, quantised} = await exporter().export(wish(exportForms), {progress});
    expect(files.map(({form, name}) => [form, name])).toEqual([
      ["float32", "generator-float32.tflite"],
      ["float16", "generator-float16.tflite"],
      ["small", "generator-small.tflite"],
      ["int8", "generator-int8.tflite"],
      ["array", "generator-int8.h"],
      ["c-float32", "generator_float32.h"],
      ["c-float32", "generator_float32.c"],
      ["c-int8", "generator_int8.h"],
      ["c-int8", "generator_int8.c"],
      ["onnx", "generator.onnx"],
      ["safetensors", "generator.safetensors"],
      ["zip", "generator.zip"]
    ]);
    expect(stages).toContain("calibrating");
    expect(stages).toContain("writing int8");
    expect(last).toBeLessThan(1);
    expect(changes).toContainEqual({kind: "folded", layer: "batchNorm1", into: "dense1"});
    expect(saving.parameters.after).toBeLessThan(saving.parameters.before);
    const bytes = (form: ExportForm) => files.find((file) => file.form === form)!.bytes;
    expect(bytes("int8").length / bytes("float32").length).toBeLessThan(0.3);
    expect(bytes("float16").length / bytes("float32").length).toBeLessThan(0.55);
    expect(readTflite(bytes("float32")).graph.ops).toEqual(graph.ops);
    expect(readTflite(bytes("int8")).graph.ops).toEqual(quantised?.ops);
    expect(Object.keys(readWeights(bytes("safetensors")).networks)).toEqual(["generator"]);
    const zip = unzipSync(bytes("zip"));
    expect(Buffer.from(zip["generator/tflite/generator-float32.tflite"]).equals(Buffer.from(bytes("float32")))).toBe(true);
    expect(new TextDecoder().decode(zip["generator/README.md"])).toContain("# generator\n");
    // The C array is the file itself.
    const array = new TextDecoder().decode(bytes("array"));
    const numbers = [...array.matchAll(/0x([0-9a-f]{2})/g)].map(([, hex]) => parseInt(hex, 16));
    expect(numbers).toEqual(Array.from(bytes("int8")));
    const interpreter = await openTflite(bytes("int8"));
    const inputs = exampleInputs(network, 5);
    expect(interpreter.run(...inputs)).toEqual([Array.from(integerProgram(quantised!, "xnnpack").run(inputs)[0])]);
    interpreter.close();
    expect(tf.memory().numTensors).toBe(0);
  });

  it("gives the same bytes for the same seed of calibration, others for another", async () => {
    const int8 = async (seed: number) => {
      const {files} = await exporter().export(wish(["int8"], {calibration: {kind: "noise", count: 10, seed}}));
      return Buffer.from(files[0].bytes);
    };
    const [first, again, other] = [await int8(1), await int8(1), await int8(2)];
    expect(first.equals(again)).toBe(true);
    expect(first.equals(other)).toBe(false);
  });

  it("calibrates with given examples, and gives int8 ends when asked to", async () => {
    const net = tinymlCnn();
    const examples = {inputs: {shape: [20, 8, 8, 1], values: Float32Array.from({length: 1280}, (_, i) => (i % 17) / 16)}};
    const tiny: ExportWish = {network: net, weights: livelyWeights(net, 1), name: "tiny", forms: ["int8"], calibration: {kind: "examples", examples}, ends: "int8"}; // prettier-ignore
    const {quantised} = await exporter().export(tiny);
    const [input] = quantised!.inputs;
    expect(quantised!.tensors[input]).toMatchObject({
      type: "int8",
      quantisation: {scales: [Math.fround(1 / 255)], zeroPoints: [-128]}
    });
  });

  it("names what is wrong with a wish", async () => {
    const {export: make} = exporter();
    await expect(make(wish([]))).rejects.toThrow("name at least one form to export: float32");
    await expect(make(wish(["gif" as ExportForm]))).rejects.toThrow('there is no form "gif"; there are float32');
    await expect(make(wish(["float32"], {name: "../x"}))).rejects.toThrow('"../x" is no name for files');
    await expect(make(wish(["int8"], {calibration: {kind: "noise", count: 0}}))).rejects.toThrow(
      "examples must number 1 to 4096, got 0"
    );
    const flat = {inputs: {shape: [2, 63], values: new Float32Array(126)}, labels: Uint8Array.of(0, 1)};
    await expect(make(wish(["int8"], {calibration: {kind: "examples", examples: flat}}))).rejects.toThrow(
      "the network takes inputs of [64], the examples are [63]"
    );
    const inputs = {shape: [2, 64], values: new Float32Array(128)};
    await expect(make(wish(["int8"], {calibration: {kind: "examples", examples: {inputs}}}))).rejects.toThrow(
      "2 examples need as many labels, got none"
    );
    const labels = Uint8Array.of(0, 10);
    await expect(make(wish(["int8"], {calibration: {kind: "examples", examples: {inputs, labels}}}))).rejects.toThrow(
      "labels must be below 10, got 10"
    );
    const broken = {...weights, "dense1/bias": {shape: [784], values: new Float32Array(784).fill(NaN)}};
    await expect(make(wish(["int8"], {weights: broken}))).rejects.toThrow("is not finite during calibration");
    expect(tf.memory().numTensors).toBe(0);
  });

  it("stops when it is given up, and can be asked again", async () => {
    const stop = new AbortController();
    const making = exporter();
    const given = making.export(wish(["float32", "int8"]), {signal: stop.signal, progress: () => stop.abort(new Error("Stop"))});
    await expect(given).rejects.toThrow("Stop");
    expect((await making.export(wish(["float32"]))).files).toHaveLength(1);
    making.dispose();
    await expect(making.export(wish(["float32"]))).rejects.toThrow("the exporter has ended");
    expect(tf.memory().numTensors).toBe(0);
  });
});

describe("exporter().compare(wish)", () => {
  it("gives the error of every layer in its own steps, and both outputs", async () => {
    const making = exporter();
    const {graph, quantised} = await making.export(wish(["int8"]));
    const examples = {kind: "noise", count: 5, seed: 7} as const;
    const {tensors, float, int8} = await making.compare({network, graph, quantised: quantised!, examples});
    expect(tensors.map(({name, kind}) => `${name} ${kind}`)).toEqual([
      "input null",
      "label null",
      "concatLabel1 concat",
      "dense1 dense",
      "reshape1 reshape",
      "relu1 relu",
      "upsample1 resize",
      "relu2 conv",
      "upsample2 resize",
      "conv2 conv",
      "output tanh"
    ]);
    // Noise is rounded to the nearest step, unless it is beyond what calibration saw.
    expect(tensors[0].rms).toBeLessThan(tensors[0].scale);
    for (const {decibels, rms, largest} of tensors) {
      expect(decibels).toBeGreaterThan(20);
      expect(rms).toBeLessThanOrEqual(largest);
    }
    expect([float.length, int8.length]).toEqual([5 * 784, 5 * 784]);
    const rms = Math.sqrt(float.reduce((sum, value, i) => sum + (value - int8[i]) ** 2, 0) / float.length);
    expect(rms).toBeCloseTo(tensors[tensors.length - 1].rms, 6);
    expect(tf.memory().numTensors).toBe(0);
  });
});

import {beforeAll, describe, expect, it} from "vitest";
import {startWasm} from "../../lib/backend/wasm.ts";
import {integerProgram} from "../../lib/export/int8/integer-program.ts";
import {readTflite} from "../../lib/export/tflite/read.ts";
import {toTensors} from "../../lib/nn/network/network-weights.ts";
import {classify} from "../../lib/training/classifier/classify.ts";
import {loadWeights} from "../../lib/weights/load.ts";
import {noMnist} from "../data/real-mnist.ts";
import {accuracyInTflite, accuracyOf, tinyDigits, tinyFiles} from "./tinyml.ts";

beforeAll(() => startWasm({files: `${import.meta.dirname}/../../node_modules/@tensorflow/tfjs-backend-wasm/dist/`}));

describe("the TinyML CNN in whole numbers", () => {
  const kinds = noMnist === undefined ? (["MNIST", "procedural"] as const) : (["procedural"] as const);

  it.each(kinds)("names digits as the float network does, but for one in a hundred: %s", async (which) => {
    const digits = await tinyDigits(which);
    const {network, files} = await tinyFiles(digits);
    const {weights} = (await loadWeights("tinyml-cnn")).networks.classifier;
    const {predicted} = await classify(network, toTensors(weights), digits.test.inputs);
    const own = predicted.reduce((sum, label, i) => sum + (label === digits.test.labels[i] ? 1 : 0), 0) / predicted.length;
    const float = await accuracyInTflite(files.get("float32")!, network, digits.test);
    const int8 = await accuracyInTflite(files.get("int8")!, network, digits.test);
    expect(float.accuracy).toBeCloseTo(own, 10);
    expect(int8.accuracy).toBeGreaterThan(float.accuracy - 0.01);
    const {graph} = readTflite(files.get("int8")!);
    for (const rounding of ["xnnpack", "reference"] as const) {
      const program = integerProgram(graph, rounding);
      const accuracy = accuracyOf(network, digits.test, (image) => program.run([image])[0]);
      if (rounding === "xnnpack") expect(accuracy).toBe(int8.accuracy);
      expect(accuracy).toBeGreaterThan(float.accuracy - 0.01);
    }
  });

  it.skipIf(noMnist !== undefined)("was recorded with the accuracy that it has here", async () => {
    const {networks, record} = await loadWeights("tinyml-cnn");
    const {test} = await tinyDigits("MNIST");
    const {network, weights} = networks.classifier;
    const {predicted} = await classify(network, toTensors(weights), test.inputs);
    const right = predicted.reduce((sum, label, i) => sum + (label === test.labels[i] ? 1 : 0), 0);
    expect(right / predicted.length).toBeCloseTo(record.metrics.accuracyTest as number, 10);
  });

  it("takes fewer bytes than the article's files", async () => {
    const {files} = await tinyFiles(await tinyDigits("procedural"));
    expect(files.get("float32")!.length).toBeLessThan(5360);
    expect(files.get("int8")!.length).toBeLessThan(3800);
  });
});

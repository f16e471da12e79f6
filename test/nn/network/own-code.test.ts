import {describe, expect, it} from "vitest";
import {exporter} from "../../../lib/deployment/exporter.ts";
import {readSafetensors, writeSafetensors} from "../../../lib/nn/files/safetensors.ts";
import {readWeights, writeWeights} from "../../../lib/nn/files/weights-file.ts";
import {forward} from "../../../lib/nn/network/forward.ts";
import {initialise} from "../../../lib/nn/network/initialise.ts";
import {dense} from "../../../lib/nn/network/layers.ts";
import {toTensors} from "../../../lib/nn/network/network-weights.ts";
import {network} from "../../../lib/nn/network/network.ts";
import {settled, withCode, withoutCode} from "../../../lib/nn/network/own-code.ts";
import {plainRunner} from "../../../lib/nn/runner/runner.ts";
import {tf} from "../tfjs.ts";
import {ownDense, ownNorm} from "./own-layers.ts";

const whole = network({input: [3]}, [
  ownDense({units: 4, name: "mine"}),
  ownNorm({kind: "batchNorm", momentum: 0.9, epsilon: 1e-5, name: "norm"}),
  dense(1)
]);
const weights = initialise(whole, 1);
const file = () => writeWeights({networks: {it: {network: whole, weights}}});

describe("the code of layers of one's own", () => {
  it("is the one thing of a settled network that is no data, and is not in what is stored", () => {
    const functions = (value: unknown): number =>
      typeof value === "function" ? 1 : typeof value === "object" && value ? Object.values(value).reduce((sum: number, each) => sum + functions(each), 0) : 0; // prettier-ignore
    expect([whole, settled(whole), withoutCode(whole)].map(functions)).toEqual([4, 2, 0]);
    expect(structuredClone(withoutCode(whole))).toEqual(withoutCode(whole));
    expect(initialise(withoutCode(whole), 1)).toEqual(weights);
    expect(network(withoutCode(whole), withoutCode(whole).layers)).toEqual(withoutCode(whole));
  });

  it("changes nothing of a network without such layers", () => {
    const plain = network({input: [3]}, [dense(1)]);
    expect([settled(plain), withoutCode(plain), withCode(plain, whole, "it")].every((each) => each === plain)).toBe(true);
  });

  it("is found again by the names of the layers", () => {
    const again = withCode(readWeights(file()).networks.it.network, whole, "it");
    const x = tf.tensor([[1, 2, 3]]);
    const tensors = toTensors(weights);
    expect([...forward(again, tensors, x).output.dataSync()]).toEqual([...forward(whole, tensors, x).output.dataSync()]);
  });

  it("is missed where it would be run", async () => {
    const stored = readWeights(file()).networks.it;
    expect(() => forward(stored.network, toTensors(stored.weights), tf.zeros([1, 3]))).toThrow(
      new RangeError('layer "mine" is one of your own, and its code is not known here: no file holds code')
    );
    const runner = plainRunner({network: whole, weights}, {where: "here"});
    await expect(runner.run({shape: [1, 3], values: new Float32Array(3)})).rejects.toThrow(
      'layer "mine" is one of your own, which plainForward does not run: forward does'
    );
    runner.dispose();
    const made = exporter({where: "here"});
    await expect(made.export({network: whole, weights, name: "it", forms: ["float32"]})).rejects.toThrow(
      'layer "mine" is one of your own, and no operator is known that does what it does'
    );
    made.dispose();
  });

  it.each([
    ["code", {forward: "(x) => x"}, 'forward must be a function of a batch and the weights, got "(x) => x"'],
    ["other shapes than its weights have", {weights: {kernel: [3, 5]}}, /"it.mine.kernel" has shape \[3, 4\]/],
    ["no weights", {weights: 3}, "weights must be shapes by name"]
  ])("is not taken from a file: one with %s is refused", (_, change, message) => {
    const {metadata, tensors} = readSafetensors(file());
    const stored = JSON.parse(metadata["network.it"]) as typeof whole;
    Object.assign(stored.layers[0], change);
    metadata["network.it"] = JSON.stringify(stored);
    expect(() => readWeights(writeSafetensors({metadata, tensors}))).toThrow(message);
  });
});

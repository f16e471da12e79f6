import {describe, expect, it} from "vitest";
import {lower} from "../../../lib/export/graph/lower.ts";
import {layersModel} from "../../../lib/export/layers-model.ts";
import {networkBlocks} from "../../../lib/figures/networks/network-figure.ts";
import {kindWords, layerWords} from "../../../lib/figures/networks/network-words.ts";
import {readWeights, writeWeights} from "../../../lib/nn/files/weights-file.ts";
import {forward} from "../../../lib/nn/network/forward.ts";
import {initialise} from "../../../lib/nn/network/initialise.ts";
import * as layers from "../../../lib/nn/network/layers.ts";
import type {Layer, LayerKind} from "../../../lib/nn/network/layers.ts";
import {checkWeights, disposeTensors, toTensors} from "../../../lib/nn/network/network-weights.ts";
import {network} from "../../../lib/nn/network/network.ts";
import type {Network} from "../../../lib/nn/network/network.ts";
import {withoutCode} from "../../../lib/nn/network/own-code.ts";
import {plainForward} from "../../../lib/nn/network/plain-forward.ts";
import {summary, summaryText} from "../../../lib/nn/network/summary.ts";
import {tapeOf} from "../../../lib/training/step/memory.ts";
import {numbers} from "../../fixtures/gan.ts";
import {tf} from "../tfjs.ts";

const {branch, choose, dense} = layers;
const own = layers.ownLayer({name: "mine", weights: {scale: [2]}, forward: (x, {scale}) => tf.mul(x, scale)});

/** A network with each kind of layer, of which it is the first, the last or the only one. */
const networks: Record<LayerKind, {input: number[]; label?: number; of: Layer[]}> = {
  dense: {input: [3], of: [dense(2)]},
  conv: {input: [4, 4, 2], of: [layers.conv(3, {kernel: 3})]},
  convTranspose: {input: [4, 4, 2], of: [layers.convTranspose(3, {kernel: 4, stride: 2})]},
  batchNorm: {input: [4, 4, 2], of: [layers.batchNorm()]},
  minibatchDeviation: {input: [4], of: [layers.minibatchDeviation()]},
  dropout: {input: [4], of: [layers.dropout(0.5)]},
  maxPool: {input: [4, 4, 2], of: [layers.maxPool()]},
  averagePool: {input: [4, 4, 2], of: [layers.averagePool()]},
  projection: {input: [4], label: 3, of: [layers.projection()]},
  auxiliary: {input: [4], of: [layers.auxiliary(3)]},
  own: {input: [4, 4, 2], of: [own]},
  relu: {input: [4], of: [layers.relu()]},
  leakyRelu: {input: [4], of: [layers.leakyRelu()]},
  tanh: {input: [4], of: [layers.tanh()]},
  sigmoid: {input: [4], of: [layers.sigmoid()]},
  glu: {input: [4], of: [layers.glu()]},
  flatten: {input: [4, 4, 2], of: [layers.flatten()]},
  reshape: {input: [8], of: [layers.reshape([2, 2, 2])]},
  globalAverage: {input: [4, 4, 2], of: [layers.globalAverage()]},
  upsample: {input: [4, 4, 2], of: [layers.upsample()]},
  zeroPad: {input: [4, 4, 2], of: [layers.zeroPad(1)]},
  concatLabel: {input: [4], label: 3, of: [layers.concatLabel()]},
  branch: {input: [3], of: [branch(), dense(2), branch(), dense(2), choose()]},
  choose: {input: [3], of: [branch(), dense(2), branch(), dense(2), choose()]}
};

/** What does something with every kind of layer: it does it, or names the layer that it cannot take. */
const treatments: Record<string, (whole: Network, weights: ReturnType<typeof initialise>) => unknown> = {
  plainForward: (whole, weights) => plainForward(whole, weights, inputOf(whole), whole.label ? {labels: [1, 2]} : {}),
  "lower, for TFLite, ONNX and C": lower,
  "layersModel, for tf.layers": (whole, weights) => layersModel(whole, weights)
};

const inputOf = ({input}: Network) => {
  const size = input.reduce((product, side) => product * side, 1);
  return {shape: [2, ...input], values: Float32Array.from(numbers(1, 2 * size, 1))};
};

describe.each(Object.entries(networks))("a layer of kind %s", (kind, {input, label, of}) => {
  const whole = network({input, ...(label && {label})}, of);
  const weights = initialise(whole, 1);
  const layer = whole.layers.find((each) => each.kind === kind)!;

  it("has a shape, weights that start finite, and an output of that shape", () => {
    const tensors = toTensors(weights);
    checkWeights(whole, tensors);
    expect(Object.values(weights).every(({values}) => values.every(Number.isFinite))).toBe(true);
    const {shape, values} = inputOf(whole);
    const labels = label ? {label: tf.cast(tf.oneHot([1, 2], label), "float32")} : {};
    const given = forward(whole, tensors, tf.tensor(values, shape), labels).output;
    expect(given.shape).toEqual([2, ...whole.layers[whole.layers.length - 1].outputShape]);
    expect(given.dataSync().every(Number.isFinite)).toBe(true);
    disposeTensors(tensors);
  });

  it("is counted, or said to be uncounted, in the summary and the memory of a step", () => {
    const {rows, multiplyAdds} = summary(whole);
    const row = rows[whole.layers.indexOf(layer)];
    expect([row.kind, row.parameters]).toEqual([kind, Object.keys(weights).filter((name) => name.startsWith(`${layer.name}/`))
      .reduce((sum, name) => sum + weights[name].values.length, 0)]); // prettier-ignore
    expect(Number.isNaN(row.multiplyAdds)).toBe(kind === "own");
    expect(Number.isNaN(multiplyAdds)).toBe(kind === "own");
    expect(summaryText(summary(whole)).includes("unknown")).toBe(kind === "own");
    expect(tapeOf(layer)).toBeGreaterThan(0);
  });

  it("has words in the figures, and a place among their blocks", () => {
    expect(layerWords(layer)).toMatch(/\w{3}/);
    expect(kindWords(layer.kind)).toMatch(/\w{2}/);
    expect(networkBlocks(whole).flatMap((block) => block.layers)).toEqual(whole.layers.map((_, index) => index));
  });

  it("stands in a file of weights, and comes back", () => {
    const {networks} = readWeights(writeWeights({networks: {it: {network: whole, weights}}}));
    expect(networks.it).toEqual({network: withoutCode(whole), weights});
  });

  it.each(Object.entries(treatments))("%s takes it, or names it", (_, treat) => {
    let refused: Error | null = null;
    try {
      treat(whole, weights);
    } catch (error) {
      refused = error as Error;
    }
    if (kind === "own") expect(refused?.message).toMatch(/^layer "mine" is one of your own/);
    if (refused)
      expect([refused.name, whole.layers.some(({name}) => refused.message.includes(`"${name}"`))]).toEqual(["RangeError", true]);
  });
});

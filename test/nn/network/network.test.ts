import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {
  auxiliary,
  averagePool,
  batchNorm,
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
  minibatchDeviation,
  projection,
  relu,
  reshape,
  sigmoid,
  tanh,
  upsample,
  zeroPad
} from "../../../lib/nn/network/layers.ts";
import type {Layer} from "../../../lib/nn/network/layers.ts";
import {network, outputShapeOf, weightSpecs} from "../../../lib/nn/network/network.ts";

describe("network({input, label}, layers)", () => {
  it("works out the shape after each layer", () => {
    const shapes = (input: number[], ...layers: Layer[]): number[][] =>
      network({input, label: 10}, layers).layers.map(({outputShape}) => outputShape);
    expect(shapes([100], dense(98), relu(), reshape([7, 7, 2]), upsample(), upsample(3))).toEqual([
      [98],
      [98],
      [7, 7, 2],
      [14, 14, 2],
      [42, 42, 2]
    ]);
    expect(shapes([28, 27, 3], conv(8, {kernel: 4, stride: 2}), leakyRelu(), maxPool(2), averagePool(3, {stride: 1}))).toEqual([
      [14, 14, 8],
      [14, 14, 8],
      [7, 7, 8],
      [5, 5, 8]
    ]);
    expect(shapes([7, 7, 6], glu(), zeroPad([0, 1, 2, 3]), globalAverage(), concatLabel(), tanh(), projection())).toEqual([
      [7, 7, 3],
      [8, 12, 3],
      [3],
      [13],
      [13],
      [1]
    ]);
    expect(shapes([4, 4, 2], concatLabel(), dropout(0.5), batchNorm(), sigmoid(), flatten())).toEqual([
      [4, 4, 12],
      [4, 4, 12],
      [4, 4, 12],
      [4, 4, 12],
      [192]
    ]);
  });

  it("gives convolutions the sizes of TensorFlow (same, valid) and PyTorch (a number of rows)", () => {
    const size = (layer: Layer): number[] => outputShapeOf(network({input: [9, 12, 1]}, [layer]));
    expect(size(conv(5, {kernel: 3, stride: 2}))).toEqual([5, 6, 5]);
    expect(size(conv(5, {kernel: [3, 5], stride: [2, 1], padding: "valid"}))).toEqual([4, 8, 5]);
    expect(size(conv(5, {kernel: 4, stride: 2, padding: 1}))).toEqual([4, 6, 5]);
    expect(size(convTranspose(5, {kernel: 5, stride: 2}))).toEqual([18, 24, 5]);
    expect(size(convTranspose(5, {kernel: 4, padding: "valid"}))).toEqual([12, 15, 5]);
    expect(size(convTranspose(5, {kernel: 4, stride: 2, padding: 1}))).toEqual([18, 24, 5]);
  });

  it("doubles with a transposed convolution what a convolution of the same kernel halves", () => {
    const even = fc.integer({min: 1, max: 20}).map((half) => 2 * half);
    fc.assert(
      fc.property(even, even, fc.integer({min: 2, max: 7}), (height, width, kernel) => {
        const {layers} = network({input: [height, width, 1]}, [
          conv(1, {kernel, stride: 2}),
          convTranspose(1, {kernel, stride: 2})
        ]);
        expect(layers[1].outputShape).toEqual([height, width, 1]);
      })
    );
  });

  it("names layers by kind and count, or as told", () => {
    const {layers} = network({input: [4]}, [dense(4), relu(), dense(3, {name: "middle"}), relu(), dense(2)]);
    expect(layers.map(({name}) => name)).toEqual(["dense1", "relu1", "middle", "relu2", "dense3"]);
  });

  it("is plain data, which gives the same network when it is read again", () => {
    const first = network({input: [8], label: 3}, [concatLabel(), dense(4), batchNorm({momentum: 0.8}), leakyRelu(0.1)]);
    const again = JSON.parse(JSON.stringify(first)) as typeof first;
    expect(again).toEqual(first);
    expect(network(again, again.layers)).toEqual(first);
  });

  it.each<[string, number[], Layer[], string]>([
    [
      "a dense layer on a map",
      [7, 7, 2],
      [relu(), dense(1)],
      "layer 1 (dense): needs a row of features [n], was given [7, 7, 2]: put flatten() before it"
    ],
    [
      "a convolution on a row",
      [98],
      [conv(1, {kernel: 3})],
      "layer 0 (conv): needs a map [height, width, channels], was given [98]"
    ],
    [
      "a shape of another size",
      [98],
      [reshape([7, 7, 3])],
      "layer 0 (reshape): cannot give 98 numbers ([98]) the shape [7, 7, 3], which holds 147"
    ],
    [
      "a kernel that does not fit",
      [3, 9, 1],
      [conv(1, {kernel: 4, padding: "valid"})],
      "layer 0 (conv): a kernel of 4 × 4 does not fit in [3, 9, 1] with padding valid: needs at least 4 rows"
    ],
    ["a window that does not fit", [1, 1, 1], [maxPool(2)], "layer 0 (maxPool): a kernel of 2 × 2 does not fit in [1, 1, 1]"],
    [
      "holes",
      [7, 7, 1],
      [convTranspose(1, {kernel: 2, stride: 3})],
      "layer 0 (convTranspose): a kernel of 2 × 2 leaves holes between outputs 3 × 3 apart: needs kernel ≥ stride"
    ],
    [
      "nothing left",
      [1, 1, 1],
      [convTranspose(1, {kernel: 2, padding: 1})],
      "layer 0 (convTranspose): padding 1 cuts away all of the output of [1, 1, 1]"
    ],
    ["odd channels", [2, 2, 3], [glu()], "layer 0 (glu): needs an even number of channels to halve, was given [2, 2, 3]"],
    ["no label", [3], [concatLabel()], "layer 0 (concatLabel): needs a label, but the network has none"],
    ["no label", [3], [projection()], "layer 0 (projection): needs a label, but the network has none"],
    ["units", [3], [dense(0)], "layer 0 (dense): units must be a whole number from 1, got 0"],
    ["filters", [3, 3, 1], [conv(1.5, {kernel: 1})], "layer 0 (conv): filters must be a whole number from 1, got 1.5"],
    ["stride", [3, 3, 1], [conv(1, {kernel: 1, stride: 0})], "layer 0 (conv): stride must be a whole number from 1, got 0"],
    ["padding", [3, 3, 1], [conv(1, {kernel: 1, padding: -1})], "layer 0 (conv): padding must be a whole number from 0, got -1"],
    ["rate", [3], [dropout(1)], "layer 0 (dropout): rate 1 is out of range: 0 ≤ rate < 1"],
    ["momentum", [3], [batchNorm({momentum: 1})], "layer 0 (batchNorm): momentum 1 is out of range: 0 ≤ momentum < 1"],
    ["names", [3], [relu({name: "a"}), relu({name: "a"})], 'layer 1 (relu): there is already a layer named "a"'],
    ["names", [3], [relu({name: "a/b"})], 'layer 0 (relu): "a/b" cannot be a layer\'s name'],
    ["no layers", [3], [], "a network needs at least one layer"],
    ["input", [3, 0], [relu()], "the input of a network needs a shape of whole numbers from 1, got [3, 0]"]
  ])("refuses %s (%j): says layer, kind, what was given, what is needed", (_, input, layers, message) => {
    expect(() => network({input}, layers)).toThrow(RangeError);
    expect(() => network({input}, layers)).toThrow(message);
  });
});

describe("minibatchDeviation, spectralNorm, auxiliary", () => {
  it("add a channel; add a direction that is not trained; give the verdict and the classes", () => {
    const net = network({input: [4, 4, 2]}, [
      conv(3, {kernel: 3, spectralNorm: true}),
      minibatchDeviation({group: 4}),
      flatten(),
      dense(5, {spectralNorm: true, bias: false}),
      auxiliary(10)
    ]);
    expect(net.layers.map(({outputShape}) => outputShape)).toEqual([[4, 4, 3], [4, 4, 4], [64], [5], [11]]);
    expect(weightSpecs(net).map(({name, shape, trainable}) => [name, shape, trainable])).toEqual([
      ["conv1/kernel", [3, 3, 2, 3], true],
      ["conv1/bias", [3], true],
      ["conv1/direction", [3], false],
      ["minibatchDeviation1/mean", [1], false],
      ["dense1/kernel", [64, 5], true],
      ["dense1/direction", [5], false],
      ["auxiliary1/kernel", [5, 11], true],
      ["auxiliary1/bias", [11], true]
    ]);
    expect(network(net, JSON.parse(JSON.stringify(net.layers)) as Layer[])).toEqual(net);
    expect(dense(5)).toEqual({kind: "dense", units: 5, bias: true});
  });
  it("refuse options out of range, and layers that they are not for", () => {
    const one = (layer: Layer) => () => network({input: [4, 4, 2]}, [layer]);
    expect(one(minibatchDeviation({group: 1}))).toThrow("group must be a whole number from 2, got 1");
    expect(one(minibatchDeviation({momentum: 1}))).toThrow("momentum 1 is out of range");
    expect(one({...convTranspose(2, {kernel: 2}), spectralNorm: true} as Layer)).toThrow(
      "spectralNorm is for dense and conv layers"
    );
    expect(one(auxiliary(10))).toThrow("put flatten() before it");
    expect(() => network({input: [4]}, [auxiliary(1)])).toThrow("classes must be a whole number from 2, got 1");
  });
});

describe("weightSpecs(network)", () => {
  it("lists each weight with the axes of TensorFlow", () => {
    const specs = weightSpecs(
      network({input: [2, 2, 3], label: 5}, [
        conv(4, {kernel: [3, 5]}),
        convTranspose(6, {kernel: 4, stride: 2, bias: false}),
        batchNorm(),
        flatten(),
        dense(7),
        projection()
      ])
    );
    expect(specs.map(({name, shape, trainable}) => `${name} ${shape.join("×")}${trainable ? "" : " fixed"}`)).toEqual([
      "conv1/kernel 3×5×3×4",
      "conv1/bias 4",
      "convTranspose1/kernel 4×4×6×4",
      "batchNorm1/gamma 6",
      "batchNorm1/beta 6",
      "batchNorm1/mean 6 fixed",
      "batchNorm1/variance 6 fixed",
      "dense1/kernel 96×7",
      "dense1/bias 7",
      "projection1/kernel 7×1",
      "projection1/bias 1",
      "projection1/embedding 5×7"
    ]);
    expect(specs.filter(({fanIn}) => fanIn > 0).map(({fanIn, fanOut}) => [fanIn, fanOut])).toEqual([
      [45, 60],
      [16, 96],
      [96, 7],
      [7, 1],
      [7, 1]
    ]);
  });
});

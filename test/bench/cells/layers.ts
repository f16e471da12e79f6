import * as tf from "@tensorflow/tfjs-core";
import {forward} from "../../../lib/nn/network/forward.ts";
import {initialise} from "../../../lib/nn/network/initialise.ts";
import {batchNorm, concatLabel, minibatchDeviation, projection} from "../../../lib/nn/network/layers.ts";
import type {Layer} from "../../../lib/nn/network/layers.ts";
import {toTensors} from "../../../lib/nn/network/network-weights.ts";
import {network} from "../../../lib/nn/network/network.ts";
import {chapterCells} from "../../notebooks/chapter-cells.ts";
import type {Pair} from "./pair.ts";

type Tensors = Record<string, tf.Tensor>;

/** A layer alone, as a network of lib's runs it in training, on what a cell is given too. Both give their numbers. */
function layerPair(layer: Layer, x: tf.Tensor, cell: (labels: tf.Tensor2D, weights: Tensors) => tf.Tensor, label?: number): Pair {
  const net = network({input: x.shape.slice(1), ...(label && {label})}, [layer]);
  const weights = toTensors(initialise(net, 1, "he"));
  const classes = Int32Array.from({length: x.shape[0]!}, (_, i) => i % 10);
  const labels = tf.tidy(() => tf.cast(tf.oneHot(classes, 10), "float32")) as tf.Tensor2D;
  // What tidy gives back is gone through for tensors: numbers are read outside of it.
  const numbers = (of: () => tf.Tensor) => () => {
    const output = tf.tidy(of);
    output.dataSync();
    output.dispose();
  };
  return {
    cell: numbers(() => cell(labels, weights)),
    lib: numbers(() => tf.tidy(() => forward(net, weights, x, {training: true, ...(label && {label: labels})}).output)),
    close: () => tf.dispose([x, labels, weights])
  };
}

/** The features of D's second layer for 64 pictures: 64 channels of 7 × 7. The cell is given them channel by channel. */
export async function batchNormPair(): Promise<Pair> {
  const {normalise} = (await chapterCells("dcgan")("normalise")).names as {normalise: (x: number[]) => number[]};
  const x = tf.randomNormal([64, 7, 7, 64], 0, 1, "float32", 1);
  const values = x.dataSync();
  const channels = Array.from({length: 64}, (_, c) => Array.from({length: 3136}, (_, i) => values[64 * i + c]!));
  const {lib, close} = layerPair(batchNorm(), x, () => x);
  return {cell: () => channels.map((channel) => normalise(channel)), lib, close};
}

/** Features of 64 pictures, 784 each. */
export async function deviationPair(): Promise<Pair> {
  const sheetOf = () => ({shape: [2, 784], values: new Float32Array(1568)});
  const {withDeviation} = (await chapterCells("mode-collapse")("minibatch-deviation", {sheetOf})).names as {
    withDeviation: (h: tf.Tensor) => tf.Tensor;
  };
  const x = tf.randomNormal([64, 784], 0, 1, "float32", 1);
  return layerPair(minibatchDeviation(), x, () => withDeviation(x));
}

/** Noise of 64 and labels of 10, for 64 pictures. */
export async function joinedPair(): Promise<Pair> {
  const {joined} = (await chapterCells("cgan")("joined")).names as {joined: (x: tf.Tensor, labels: tf.Tensor) => tf.Tensor};
  const x = tf.randomNormal([64, 64], 0, 1, "float32", 1);
  return layerPair(concatLabel(), x, (labels) => joined(x, labels), 10);
}

/** The last 64 features of 64 pictures. */
export async function projectedPair(): Promise<Pair> {
  const {projected} = (await chapterCells("cgan")("projected")).names as {
    projected: (h: tf.Tensor, labels: tf.Tensor, weights: Tensors) => tf.Tensor;
  };
  const x = tf.randomNormal([64, 64], 0, 1, "float32", 1);
  return layerPair(
    projection(),
    x,
    (labels, weights) => {
      const [w, b, e] = ["kernel", "bias", "embedding"].map((role) => weights[`projection1/${role}`]!);
      return projected(x, labels, {w: w!, b: b!, e: e!});
    },
    10
  );
}

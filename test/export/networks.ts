import * as tf from "@tensorflow/tfjs-core";
import {forward} from "../../lib/nn/network/forward.ts";
import {
  averagePool,
  batchNorm,
  concatLabel,
  conv,
  dense,
  globalAverage,
  maxPool,
  relu,
  sigmoid,
  zeroPad
} from "../../lib/nn/network/layers.ts";
import {initialise} from "../../lib/nn/network/initialise.ts";
import {disposeTensors, toTensors} from "../../lib/nn/network/network-weights.ts";
import type {Weights} from "../../lib/nn/network/network-weights.ts";
import {network, weightSpecs} from "../../lib/nn/network/network.ts";
import type {Network} from "../../lib/nn/network/network.ts";
import {random} from "../../lib/random.ts";
import {sizeOf} from "../../lib/nn/arithmetic/values.ts";

/** Every layer that has an operator and is in no network of the book, with a label in front if asked for. */
export function otherLayers(label?: number): Network {
  return network({input: [9, 9, 3], ...(label && {label})}, [
    ...(label ? [concatLabel()] : []),
    zeroPad([1, 0, 2, 1]),
    batchNorm(),
    relu(),
    conv(5, {kernel: [3, 2], stride: 2, padding: 1}),
    averagePool(2, {padding: "same"}),
    maxPool(3, {stride: 1, padding: "same"}),
    conv(6, {kernel: 3}),
    globalAverage(),
    dense(7),
    sigmoid()
  ]);
}

/** Weights as after some training: He's kernels, and biases, gammas, betas and running statistics that are not 0 and 1. */
export function livelyWeights(net: Network, seed: number): Weights {
  const weights = initialise(net, seed, "he");
  const source = random(seed).split("lively");
  for (const {name, role} of weightSpecs(net)) {
    const draw = source.split(name);
    const {values} = weights[name];
    if (role === "gamma" || role === "variance") values.forEach((_, i) => (values[i] = draw.uniform(0.5, 1.5)));
    if (role === "bias" || role === "beta" || role === "mean") values.forEach((_, i) => (values[i] = draw.normal(0, 0.2)));
  }
  return weights;
}

/** Numbers for a network's inputs: N(0, 1), and a one-hot label. */
export function exampleInputs(net: Network, seed: number): Float32Array[] {
  const source = random(seed);
  const input = Float32Array.from({length: sizeOf(net.input)}, () => source.normal());
  if (net.label === undefined) return [input];
  const label = new Float32Array(net.label);
  label[source.integer(0, net.label - 1)] = 1;
  return [input, label];
}

/** What the network itself gives, on the current backend. */
export function reference(net: Network, weights: Weights, [input, label]: Float32Array[]): number[] {
  const tensors = toTensors(weights);
  const output = tf.tidy(() =>
    forward(net, tensors, tf.tensor(input, [1, ...net.input]), {
      label: label && tf.tensor(label, [1, label.length])
    }).output.dataSync()
  );
  disposeTensors(tensors);
  return Array.from(output);
}

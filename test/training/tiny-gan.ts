import type {Gan} from "../../lib/models/gan.ts";
import {
  batchNorm,
  concatLabel,
  conv,
  dense,
  dropout,
  flatten,
  leakyRelu,
  projection,
  relu,
  reshape,
  tanh,
  upsample
} from "../../lib/nn/network/layers.ts";
import {network} from "../../lib/nn/network/network.ts";
import type {Network} from "../../lib/nn/network/network.ts";

/** Three numbers, and one of so many classes, to 4 × 4 pixels. */
export function tinyGenerator(label?: number): Network {
  return network({input: [3], ...(label && {label})}, [
    ...(label ? [concatLabel()] : []),
    dense(16),
    reshape([2, 2, 4]),
    batchNorm(),
    relu(),
    upsample(),
    conv(1, {kernel: 3}),
    tanh()
  ]);
}

/** 4 × 4 pixels without labels; D without batch normalisation unless asked for, which WGAN-GP does not allow. */
export function tiny({norm = false}: {norm?: boolean} = {}): Gan {
  return {
    name: "tiny",
    source: "this test",
    generator: tinyGenerator(),
    discriminator: network({input: [4, 4, 1]}, [
      conv(4, {kernel: 3, stride: 2}),
      ...(norm ? [batchNorm()] : []),
      leakyRelu(),
      dropout(0.25),
      flatten(),
      dense(1)
    ])
  };
}

/** 4 × 4 pixels of three classes: labels, statistics, every kind of weight. */
export function labelled({rate = 0}: {rate?: number} = {}): Gan {
  return {
    name: "labelled",
    source: "this test",
    generator: tinyGenerator(3),
    discriminator: network({input: [4, 4, 1], label: 3}, [
      conv(4, {kernel: 3, stride: 2, bias: false}),
      batchNorm(),
      leakyRelu(),
      ...(rate > 0 ? [dropout(rate)] : []),
      flatten(),
      projection()
    ])
  };
}

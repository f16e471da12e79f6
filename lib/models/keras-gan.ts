import {
  batchNorm,
  conv,
  dense,
  dropout,
  flatten,
  leakyRelu,
  relu,
  reshape,
  tanh,
  upsample,
  zeroPad
} from "../nn/network/layers.ts";
import type {BatchNorm} from "../nn/network/layers.ts";
import {network} from "../nn/network/network.ts";
import type {Gan} from "./gan.ts";

/**
 * The DCGAN of Keras-GAN (E. Linder-Norén, `dcgan/dcgan.py`, 2017), which NXP's AN12954 (2020) takes to a microcontroller.
 * Parameters: generator 856,193 (855,809 trained), discriminator 393,729 (392,833 trained). Its epsilon of 1e-3 is the default of
 * Keras.
 * @param options.dropout share dropped after each convolution of the discriminator; 0.25 as published.
 */
export function kerasGan({dropout: rate = 0.25}: {dropout?: number} = {}): Gan {
  const norm = (): BatchNorm => batchNorm({momentum: 0.8, epsilon: 1e-3});
  return {
    name: "Keras-GAN DCGAN",
    source: "E. Linder-Norén, Keras-GAN, dcgan/dcgan.py, 2017; NXP AN12954, 2020",
    generator: network({input: [100]}, [
      dense(7 * 7 * 128),
      relu(),
      reshape([7, 7, 128]),
      upsample(),
      conv(128, {kernel: 3}),
      norm(),
      relu(),
      upsample(),
      conv(64, {kernel: 3}),
      norm(),
      relu(),
      conv(1, {kernel: 3}),
      tanh()
    ]),
    discriminator: network({input: [28, 28, 1]}, [
      conv(32, {kernel: 3, stride: 2}),
      leakyRelu(0.2),
      dropout(rate),
      conv(64, {kernel: 3, stride: 2}),
      zeroPad([0, 1, 0, 1]),
      norm(),
      leakyRelu(0.2),
      dropout(rate),
      conv(128, {kernel: 3, stride: 2}),
      norm(),
      leakyRelu(0.2),
      dropout(rate),
      conv(256, {kernel: 3}),
      norm(),
      leakyRelu(0.2),
      dropout(rate),
      flatten(),
      dense(1)
    ])
  };
}

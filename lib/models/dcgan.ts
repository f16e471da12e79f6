import type {Gan} from "./gan.ts";
import type {BatchNorm} from "../nn/network/layers.ts";
import {
  batchNorm,
  concatLabel,
  conv,
  convTranspose,
  dense,
  dropout,
  flatten,
  glu,
  leakyRelu,
  relu,
  reshape,
  tanh,
  upsample,
  zeroPad
} from "../nn/network/layers.ts";
import type {Network} from "../nn/network/network.ts";
import {network} from "../nn/network/network.ts";

/**
 * The compact DCGAN, the default of this book: 28×28 digits, learned by a laptop's processor. It keeps the rules of Radford, Metz
 * and Chintala (2016) with two strided layers. One step with batch 64 is about 1.4 G multiply-adds.
 * `channels`: 3 for stacked digits.
 */
export function compactDcgan({channels = 1}: {channels?: number} = {}): Gan {
  return {
    name: "Compact DCGAN",
    source: "this book, after Radford, Metz and Chintala, 2016",
    generator: network({input: [100]}, [
      dense(7 * 7 * 64, {bias: false}),
      batchNorm(),
      relu(),
      reshape([7, 7, 64]),
      convTranspose(32, {kernel: 4, stride: 2, bias: false}),
      batchNorm(),
      relu(),
      convTranspose(channels, {kernel: 4, stride: 2}),
      tanh()
    ]),
    discriminator: network({input: [28, 28, channels]}, [
      conv(32, {kernel: 4, stride: 2}),
      leakyRelu(0.2),
      conv(64, {kernel: 4, stride: 2, bias: false}),
      batchNorm(),
      leakyRelu(0.2),
      flatten(),
      dense(1)
    ])
  };
}

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

/**
 * The DCGAN for 256×256 colour pictures of the CNTK article. Trained parameters: generator 19,104,035, discriminator 6,306,561.
 * Its text gives the first transposed convolution stride 2; its code, followed here, stride 1 without padding.
 */
export function cntkDcgan(): Gan {
  return {
    name: "CNTK DCGAN, 256 × 256",
    source: "Microsoft CNTK, DCGAN for 256 × 256 images",
    generator: network({input: [100]}, [
      reshape([1, 1, 100]),
      convTranspose(1024, {kernel: 4, padding: "valid", bias: false}),
      batchNorm(),
      relu(),
      ...[512, 256, 128, 64, 32].flatMap((filters) => [
        convTranspose(filters, {kernel: 5, stride: 2, bias: false}),
        batchNorm(),
        relu()
      ]),
      convTranspose(3, {kernel: 5, stride: 2}),
      tanh()
    ]),
    discriminator: network({input: [256, 256, 3]}, [
      conv(32, {kernel: 3, stride: 2}),
      leakyRelu(0.2),
      ...[64, 128, 256, 512, 1024].flatMap((filters) => [
        conv(filters, {kernel: 3, stride: 2, bias: false}),
        batchNorm(),
        leakyRelu(0.2)
      ]),
      conv(1, {kernel: 4, padding: "valid"}),
      flatten()
    ])
  };
}

/**
 * The generator of DiStyleGAN, the student of a black-box teacher: 512 random numbers and one of ten classes to a 32×32 colour
 * picture, 2,054,368 trained parameters, no bias anywhere. Published with orthogonal start and Adam 2e-4 (0.5, 0.999), batch 128.
 */
export function distyleGenerator(): Network {
  return network({input: [512], label: 10}, [
    dense(256, {bias: false}),
    batchNorm(),
    glu(),
    concatLabel(),
    dense(4 * 4 * 512, {bias: false}),
    batchNorm(),
    glu(),
    reshape([4, 4, 256]),
    ...[128, 64, 32].flatMap((channels) => [upsample(), conv(2 * channels, {kernel: 3, bias: false}), batchNorm(), glu()]),
    conv(3, {kernel: 3, bias: false}),
    tanh()
  ]);
}

/**
 * A GAN that collapses on 28 × 28 digits: a small generator without convolutions, [16] to [28, 28, 1], against a discriminator that
 * has them and is far ahead. What it draws is one digit at a time, for every noise; when D has seen through it, another. An unequal
 * match of the same kind, a recurrent generator, is in Metz et al., Unrolled GANs, 2017, section 3.2.
 */
export function lopsidedGan(): Gan {
  const down = {kernel: 5, stride: 2, padding: 2};
  return {
    name: "Lopsided GAN",
    source: "this book, measured; an unequal match after Metz et al., 2017",
    generator: network({input: [16]}, [dense(64), relu(), dense(128), relu(), dense(28 * 28), reshape([28, 28, 1]), tanh()]),
    discriminator: network({input: [28, 28, 1]}, [
      conv(16, down),
      leakyRelu(0.2),
      conv(32, down),
      leakyRelu(0.2),
      flatten(),
      dense(1)
    ])
  };
}

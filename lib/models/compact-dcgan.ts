import {batchNorm, conv, convTranspose, dense, flatten, leakyRelu, relu, reshape, tanh} from "../nn/network/layers.ts";
import {network} from "../nn/network/network.ts";
import type {Gan} from "./gan.ts";

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

import {conv, dense, flatten, leakyRelu, relu, reshape, tanh} from "../nn/network/layers.ts";
import {network} from "../nn/network/network.ts";
import type {Gan} from "./gan.ts";

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

import {conv, dense, flatten, maxPool, relu} from "../nn/network/layers.ts";
import {network} from "../nn/network/network.ts";
import type {Network} from "../nn/network/network.ts";

/**
 * The TinyML classifier: 8×8 digits in [0, 1] to ten logits, 810 parameters (80 in the convolution, 730 in the dense layer). It
 * was published with Adam, sparse cross-entropy from logits, 50 epochs, batch 16, and 95.82 % of 359 test digits right.
 */
export function tinymlCnn(): Network {
  return network({input: [8, 8, 1]}, [conv(8, {kernel: 3, padding: "valid"}), relu(), maxPool(2), flatten(), dense(10)]);
}

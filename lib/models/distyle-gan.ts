import {batchNorm, concatLabel, conv, dense, glu, reshape, tanh, upsample} from "../nn/network/layers.ts";
import {network} from "../nn/network/network.ts";
import type {Network} from "../nn/network/network.ts";

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

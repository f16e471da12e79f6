import {
  batchNorm,
  concatLabel,
  conv,
  dense,
  flatten,
  leakyRelu,
  projection,
  relu,
  reshape,
  tanh,
  upsample
} from "../nn/layers.ts";
import {network} from "../nn/network.ts";
import type {Gan} from "./gan.ts";

/** Channels after the first and the second layer of the generator; the discriminator has them the other way round. */
const CHANNELS = {XS: [16, 8], S: [32, 16]} as const;

/** Sizes of the conditional GAN. */
export type ConditionalSize = keyof typeof CHANNELS;

/**
 * The conditional GAN that learns digits with the least work: the label joins the noise, and the discriminator projects it
 * (Miyato and Koyama 2018). Trained parameters, generator / discriminator: XS 60,073 / 53,145; S 122,449 / 109,617. Made for:
 * non-saturating loss, He start, Adam β1 0.5, learning rates 2e-3 / 1e-3, batch 32.
 */
export function conditionalGan(size: ConditionalSize): Gan {
  if (!Object.hasOwn(CHANNELS, size)) throw new RangeError(`the conditional GAN comes in XS and S, got ${String(size)}`);
  const [first, second] = CHANNELS[size];
  return {
    name: `Conditional GAN ${size}`,
    source: "this book; projection after Miyato and Koyama, 2018",
    generator: network({input: [64], label: 10}, [
      concatLabel(),
      dense(7 * 7 * first),
      reshape([7, 7, first]),
      batchNorm(),
      relu(),
      upsample(),
      conv(second, {kernel: 3, bias: false}),
      batchNorm(),
      relu(),
      upsample(),
      conv(1, {kernel: 3}),
      tanh()
    ]),
    discriminator: network({input: [28, 28, 1], label: 10}, [
      conv(second, {kernel: 4, stride: 2}),
      leakyRelu(0.2),
      conv(first, {kernel: 4, stride: 2}),
      leakyRelu(0.2),
      flatten(),
      dense(64),
      leakyRelu(0.2),
      projection()
    ])
  };
}

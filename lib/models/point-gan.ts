import {dense, leakyRelu, relu, tanh} from "../nn/network/layers.ts";
import {network} from "../nn/network/network.ts";
import type {Gan} from "./gan.ts";

/** Sizes of a GAN for points. */
export interface PointGanOptions {
  /** Numbers of noise; default 2. */
  latent?: number;
  /** Units of each hidden layer of the generator; default [64, 64]. */
  generatorHidden?: readonly number[];
  /** Units of each hidden layer of the discriminator; default [64, 64]. */
  discriminatorHidden?: readonly number[];
  /** Samples that the discriminator sees at once, side by side (PacGAN, Lin et al. 2018); default 1. */
  packing?: number;
  /** Slope of the discriminator's rectifiers below zero; default 0.2, 0 for plain ReLU. */
  slope?: number;
  /** Tanh in place of ReLU in the generator's first hidden layer, whose units then cannot die; default false. */
  bounded?: boolean;
}

/**
 * A GAN of fully connected layers for points of the plane. The default, 2-64-64, draws a ring of eight. GAN Lab's ring preset
 * (Kahng et al. 2018) is `{generatorHidden: [10], discriminatorHidden: [9, 9]}`.
 * @throws RangeError when a size is not a whole number from 1.
 */
export function pointGan(options: PointGanOptions = {}): Gan {
  const {
    latent = 2,
    generatorHidden = [64, 64],
    discriminatorHidden = [64, 64],
    packing = 1,
    slope = 0.2,
    bounded = false
  } = options;
  return {
    name: `Point GAN ${[latent, ...generatorHidden].join("-")}`,
    source: "this book; packing after Lin et al., 2018",
    generator: network({input: [latent]}, [
      ...generatorHidden.flatMap((units, order) => [dense(units), bounded && order === 0 ? tanh() : relu()]),
      dense(2)
    ]),
    discriminator: network({input: [2 * packing]}, [
      ...discriminatorHidden.flatMap((units) => [dense(units), slope === 0 ? relu() : leakyRelu(slope)]),
      dense(1)
    ])
  };
}

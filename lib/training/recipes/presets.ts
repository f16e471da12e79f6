import {cntkDcgan, compactDcgan, kerasGan} from "../../models/dcgan.ts";
import {conditionalGan} from "../../models/conditional.ts";
import type {Gan} from "../../models/gan.ts";
import {pointGan} from "../../models/point-gan.ts";
import type {PointGanOptions} from "../../models/point-gan.ts";
import type {Scheme} from "../../nn/network/initialise.ts";
import type {StepSettings} from "../step/settings.ts";

/** A GAN and how it was trained, in one value that spreads into a plan: `{...preset("compact DCGAN"), data, seed: 1}`. */
export interface Preset {
  gan: Gan;
  settings: StepSettings;
  /** Real examples in a step. */
  batch: number;
  scheme: Scheme;
  /** Where the settings come from. */
  source: string;
}

/** Names of the presets, in the order in which the book meets them. */
export const PRESET_NAMES = [
  "points",
  "GAN Lab ring",
  "collapsing ring",
  "packed ring",
  "compact DCGAN",
  "Keras-GAN",
  "conditional XS",
  "conditional S",
  "CNTK"
] as const;

/** One of `PRESET_NAMES`. */
export type PresetName = (typeof PRESET_NAMES)[number];

/**
 * The settings of the book, each as it was published or measured:
 * - `points`: a ring of eight that does not collapse (no momentum, a G twice as fast as D, averaged weights); `collapsing ring`: rate 1e-2, β1 0.9, β2 0.99, a D of plain
 *   ReLUs and a G whose first layer is bounded; G's weights are averaged, which takes its jumping about out of the count; `packed ring`: that again
 *   with a D that sees four points at once, the batch as large;
 * - `GAN Lab ring`: plain descent, three turns of D for one of G;
 * - `compact DCGAN`: one-sided smoothing, and a G that learns twice as fast as D; `Keras-GAN`: the network and loop of NXP's AN12954; `CNTK`: 256 × 256 pixels;
 * - `conditional XS` and `S`: the least work for digits of a chosen class.
 * @throws RangeError for another name.
 */
export function preset(name: PresetName): Preset {
  switch (name) {
    case "points":
      return {
        gan: pointGan(),
        settings: {
          loss: "nonSaturating",
          generator: {learningRate: 2e-3, beta1: 0},
          discriminator: {learningRate: 1e-3, beta1: 0},
          average: 0.99
        },
        batch: 128,
        scheme: "he",
        source: "this book, measured: 8 of 8 modes and 82 to 90 % of the points within 3 σ after 4,000 steps, five seeds of five"
      };
    case "collapsing ring":
      return collapsingRing("this book, measured: too large a rate, too much momentum", FALLS);
    case "packed ring":
      return collapsingRing("packing after Lin et al., PacGAN, 2018", {...FALLS, packing: 4});
    case "GAN Lab ring":
      return {
        gan: pointGan({generatorHidden: [10], discriminatorHidden: [9, 9]}),
        settings: {
          loss: "nonSaturating",
          generator: {optimiser: "sgd", learningRate: 0.03},
          discriminator: {optimiser: "sgd", learningRate: 0.1},
          discriminatorSteps: 3
        },
        batch: 150,
        scheme: "he",
        source: 'Kahng et al., GAN Lab, 2018, preset "ring"'
      };
    case "compact DCGAN":
      return {
        gan: compactDcgan(),
        settings: {
          loss: "nonSaturating",
          targets: {real: 0.9},
          generator: {learningRate: 2e-3, beta1: 0.5},
          discriminator: {learningRate: 1e-3, beta1: 0.5}
        },
        batch: 64,
        scheme: "dcgan",
        source: "this book, measured; two rates after Heusel et al., 2017, smoothing after Salimans et al., 2016"
      };
    case "Keras-GAN":
      return {
        gan: kerasGan(),
        settings: {
          loss: "nonSaturating",
          ...both({learningRate: 2e-4, beta1: 0.5, epsilon: 1e-7, form: "keras"}),
          reuseNoise: true
        },
        batch: 32,
        scheme: "glorot",
        source: "E. Linder-Norén, Keras-GAN, dcgan/dcgan.py, 2017; NXP AN12954, 2020"
      };
    case "conditional XS":
      // Four times the rates of the published recipe, and averaged weights: 87 % read as asked after 500 steps in place of 55 %.
      return conditional("XS", {generator: 8e-3, discriminator: 6e-3}, 0.98);
    case "conditional S":
      return conditional("S", {generator: 2e-3, discriminator: 1e-3});
    case "CNTK":
      return {
        gan: cntkDcgan(),
        settings: {loss: "nonSaturating", ...both({learningRate: 1e-4, beta1: 0.5})},
        batch: 16,
        scheme: "dcgan",
        source: "Microsoft CNTK, DCGAN for 256 × 256 images"
      };
    default:
      throw new RangeError(`there is no preset ${JSON.stringify(name)}; there are ${PRESET_NAMES.join(", ")}`);
  }
}

type Adam = {learningRate: number; beta1: number; beta2?: number; epsilon?: number; form?: "keras"};

/** What makes the ring collapse. The short memory of squares keeps the updates small enough to see where it goes. */
const HASTY: Adam = {learningRate: 1e-2, beta1: 0.9, beta2: 0.99};

/**
 * The networks that go with it. With ReLUs all through, G's units die at this rate, and packing saves 8 runs of 10; with tanh all
 * through, nothing collapses.
 */
const FALLS: PointGanOptions = {bounded: true, slope: 0};

function both(adam: Adam): Pick<StepSettings, "generator" | "discriminator"> {
  return {generator: {...adam}, discriminator: {...adam}};
}

function collapsingRing(source: string, networks: PointGanOptions): Preset {
  const gan = pointGan(networks);
  const settings: StepSettings = {loss: "nonSaturating", ...both(HASTY), average: 0.99};
  return {gan, settings, batch: 128, scheme: "he", source};
}

function conditional(size: "XS" | "S", rates: Record<"generator" | "discriminator", number>, average?: number): Preset {
  return {
    gan: conditionalGan(size),
    settings: {
      loss: "nonSaturating",
      generator: {learningRate: rates.generator, beta1: 0.5},
      discriminator: {learningRate: rates.discriminator, beta1: 0.5},
      ...(average !== undefined && {average})
    },
    batch: 32,
    scheme: "he",
    source: "this book, measured; projection after Miyato and Koyama, 2018"
  };
}

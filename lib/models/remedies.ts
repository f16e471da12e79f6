import {minibatchDeviation} from "../nn/layers.ts";
import type {Layer} from "../nn/layers.ts";
import {network} from "../nn/network.ts";
import type {Network, PlacedLayer} from "../nn/network.ts";
import type {Gan} from "./gan.ts";

/**
 * The same GAN with a D that sees so many examples at once, side by side on the last axis (PacGAN, Lin, Khetan, Fanti and Oh 2018):
 * only the input of its first layer grows.
 * @throws RangeError when the packing is not a whole number from 1, or the GAN has labels, which do not go with it.
 */
export function packed(gan: Gan, packing: number): Gan {
  if (!Number.isSafeInteger(packing) || packing < 1)
    throw new RangeError(`packing must be a whole number from 1, got ${packing}`);
  const {generator, discriminator} = gan;
  if (packing > 1 && (generator.label ?? discriminator.label) !== undefined)
    throw new RangeError("packing does not go with labels: the examples of a pack may be of several classes");
  const {input} = discriminator;
  const wide = [...input.slice(0, -1), input[input.length - 1] * packing];
  return {...gan, discriminator: network({...discriminator, input: wide}, discriminator.layers.map(bare))};
}

/** The same GAN with spectral normalisation in all of D's dense and convolutional layers (Miyato and others 2018). */
export function withSpectralNorm(gan: Gan): Gan {
  const normalised = gan.discriminator.layers.map(bare).map((layer): Layer => {
    return layer.kind === "dense" || layer.kind === "conv" ? {...layer, spectralNorm: true} : layer;
  });
  return {...gan, discriminator: network(gan.discriminator, normalised)};
}

/** The same GAN with a D that is told, before its last layer, how much the examples of a batch differ (Karras and others 2018). */
export function withMinibatchDeviation(gan: Gan, group?: number): Gan {
  const layers = gan.discriminator.layers.map(bare);
  layers.splice(-1, 0, minibatchDeviation(group === undefined ? {} : {group}));
  return {...gan, discriminator: network(gan.discriminator, layers)};
}

/** A layer without its place; it keeps its name, and so its weights their start. */
function bare({inputShape: _, outputShape: __, ...layer}: PlacedLayer): Layer {
  return layer as Layer;
}

/** Layers of D that mix the examples of a batch: no gradient is one example's own. */
export function mixingLayer({layers}: Network): PlacedLayer | undefined {
  return layers.find(({kind}) => kind === "batchNorm" || kind === "minibatchDeviation");
}

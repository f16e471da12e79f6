import {branchesOf} from "../nn/network/branches.ts";
import {branch, choose, minibatchDeviation} from "../nn/network/layers.ts";
import type {Layer} from "../nn/network/layers.ts";
import type {Values} from "../nn/network/network-weights.ts";
import {network, weightSpecs} from "../nn/network/network.ts";
import type {Network, PlacedLayer} from "../nn/network/network.ts";
import type {StoredNetwork} from "../nn/files/weights-file.ts";
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

/**
 * The same GAN with so many generators that share one D: "several generators" as the Metropolia thesis may be read. One more number
 * of noise, the last, says which of them makes an example; each is as likely, and learns from its own examples alone.
 * @throws RangeError when count is not a whole number from 2 to 16.
 */
export function severalGenerators(gan: Gan, count: number): Gan {
  if (!Number.isSafeInteger(count) || count < 2 || count > 16)
    throw new RangeError(`several generators are a whole number from 2 to 16, got ${count}`);
  return {
    ...gan,
    name: `${gan.name}, ${count} generators`,
    generator: sideBySide(Array.from({length: count}, () => gan.generator))
  };
}

/**
 * Generators that were trained apart, each against a D of its own, as one: "several GANs" as that thesis may also be read. Their
 * weights stay as they are.
 * @throws RangeError for fewer than two, or when they differ in what they take or make.
 */
export function mixtureOf(generators: readonly StoredNetwork[]): StoredNetwork {
  const network = sideBySide(generators.map((each) => each.network));
  const weights = generators.flatMap(({weights}, order) =>
    Object.entries(weights).map(([name, values]): [string, Values] => [`${prefix(order)}${name}`, values])
  );
  return {network, weights: Object.fromEntries(weights)};
}

/**
 * One of the generators of a network of several, from 0, by itself.
 * @throws RangeError when there is no such generator.
 */
export function generatorOf({network: several, weights}: StoredNetwork, order: number): StoredNetwork {
  const {branches, after} = branchesOf(several.layers);
  const branch = branches[order];
  if (!branch) throw new RangeError(`there is no generator ${order}; the network has ${branches.length}, from 0`);
  const layers = [...branch.slice(1), ...after];
  const alone = network({...several, input: branch[0].outputShape}, layers.map(bare));
  return {network: alone, weights: Object.fromEntries(weightSpecs(alone).map(({name}) => [name, weights[name]]))};
}

/** Networks that take and make the same, as branches of one. */
function sideBySide(networks: readonly Network[]): Network {
  const [first] = networks;
  if (networks.length < 2) throw new RangeError(`several generators are two or more, got ${networks.length}`);
  const odd = networks.find(({input, label}) => String(input) !== String(first.input) || label !== first.label);
  if (odd)
    throw new RangeError(`generators side by side take the same noise and labels, got [${first.input}] and [${odd.input}]`);
  if (first.input.length !== 1) throw new RangeError(`generators side by side take a row of noise, got [${first.input}]`);
  const layers = networks.flatMap(({layers}, order) => [
    branch({name: `${prefix(order)}branch`}),
    ...layers.map((layer) => ({...bare(layer), name: `${prefix(order)}${layer.name}`}))
  ]);
  return network({...first, input: [first.input[0] + 1]}, [...layers, choose()]);
}

function prefix(order: number): string {
  return `g${order + 1}-`;
}

/** A layer without its place; it keeps its name, and so its weights their start. */
function bare({inputShape: _, outputShape: __, ...layer}: PlacedLayer): Layer {
  return layer as Layer;
}

/** Layers of D that mix the examples of a batch: no gradient is one example's own. */
export function mixingLayer({layers}: Network): PlacedLayer | undefined {
  return layers.find(({kind}) => kind === "batchNorm" || kind === "minibatchDeviation");
}

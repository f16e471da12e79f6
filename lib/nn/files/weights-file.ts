import {fromHalf, toHalf} from "./float16.ts";
import type {FileTensor} from "./safetensors.ts";
import {
  FileError,
  float16Tensor,
  float32Tensor,
  floats,
  integerTensor,
  readSafetensors,
  writeSafetensors
} from "./safetensors.ts";
import type {WeightSpec} from "../network/layer-shapes.ts";
import type {Values, Weights} from "../network/network-weights.ts";
import {checkWeights} from "../network/network-weights.ts";
import type {Network} from "../network/network.ts";
import {network, weightSpecs} from "../network/network.ts";
import {withoutCode} from "../network/own-code.ts";
import {shapeText, sizeOf} from "../arithmetic/values.ts";

/** A network with its weights, as plain data. */
export interface StoredNetwork {
  network: Network;
  weights: Weights;
}

/** Networks in a safetensors file. */
export interface WeightsFile {
  /** By what they are: "generator", "classifier". A weight is called "generator.conv1.kernel" in the file. */
  networks: Record<string, StoredNetwork>;
  /** Whatever else the file holds, under names that begin otherwise. */
  others: Map<string, FileTensor>;
  /** What the file says of itself. */
  metadata: Record<string, string>;
}

/** The version of the form in which networks stand in a file; its place in the metadata. */
const VERSION = "1";
const VERSION_KEY = "gantry";
const NETWORK_KEY = "network.";

/**
 * The bytes of a file with networks, their weights and what else is given.
 * @param options.compact large kernels as bytes, everything else as halves: for shipping. Default: 32-bit floats.
 * Of a layer of one's own the weights are in it, and not the code.
 * @throws RangeError when weights do not fit their network, or two things have one name.
 */
export function writeWeights(file: Partial<WeightsFile>, {compact = false}: {compact?: boolean} = {}): Uint8Array {
  const {networks = {}, others = new Map<string, FileTensor>(), metadata = {}} = file;
  const tensors = new Map<string, FileTensor>();
  const add = (name: string, tensor: FileTensor): void => {
    if (tensors.has(name)) throw new RangeError(`"${name}" cannot be in the file twice`);
    tensors.set(name, tensor);
  };
  const described: [string, string][] = [];
  for (const [part, {network, weights}] of Object.entries(networks)) {
    if (part === "" || part.includes(".")) throw new RangeError(`a network in a file cannot be called "${part}"`);
    checkWeights(network, weights);
    const axisOf = outputAxes(network);
    described.push([`${NETWORK_KEY}${part}`, JSON.stringify(withoutCode(network))]);
    for (const spec of weightSpecs(network)) {
      const name = nameInFile(part, spec.name);
      const {shape, values} = weights[spec.name];
      if (compact) {
        const {tensor, scale} = compactTensor(weights[spec.name], axisOf(spec));
        add(name, tensor);
        if (scale) add(scaleOf(name), scale);
      } else add(name, float32Tensor(shape, values));
    }
  }
  for (const [name, tensor] of others) add(name, tensor);
  return writeSafetensors({metadata: {...metadata, [VERSION_KEY]: VERSION, ...Object.fromEntries(described)}, tensors});
}

/**
 * The networks in a file.
 * @throws FileError as `readSafetensors`; when the file is not of this book or of another version, when a network is none, a weight
 *   is missing or has another shape than its network needs, or one belongs to no layer.
 */
export function readWeights(file: Uint8Array): WeightsFile {
  const {metadata: all, tensors} = readSafetensors(file);
  if (!Object.hasOwn(all, VERSION_KEY))
    throw new FileError("the file holds tensors, but was not written by Gantry: its header does not describe their networks");
  if (all[VERSION_KEY] !== VERSION)
    throw new FileError(`the file is of version ${JSON.stringify(all[VERSION_KEY])}; version ${VERSION} can be read`);
  const others = new Map(tensors);
  const metadata: [string, string][] = [];
  const networks: [string, StoredNetwork][] = [];
  for (const [key, text] of Object.entries(all)) {
    if (key === VERSION_KEY) continue;
    if (!key.startsWith(NETWORK_KEY)) metadata.push([key, text]);
    else {
      const part = key.slice(NETWORK_KEY.length);
      networks.push([part, takeNetwork(part, text, others)]);
    }
  }
  const odd = firstWithin(
    [...others.keys()],
    networks.map(([part]) => `${part}.`)
  );
  if (odd !== undefined) throw new FileError(`the weight "${odd}" belongs to no layer of its network`);
  return {networks: Object.fromEntries(networks), others, metadata: Object.fromEntries(metadata)};
}

/** A name that begins with one of the beginnings, or undefined: sorted, those with one beginning stand together. */
function firstWithin(names: string[], beginnings: readonly string[]): string | undefined {
  names.sort((a, b) => (a < b ? -1 : 1));
  for (const beginning of beginnings) {
    let [low, high] = [0, names.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (names[middle] < beginning) low = middle + 1;
      else high = middle;
    }
    if (low < names.length && names[low].startsWith(beginning)) return names[low];
  }
  return undefined;
}

/** "conv1/kernel" of the generator as PyTorch users would call it: "generator.conv1.kernel". */
export function nameInFile(part: string, weight: string): string {
  return `${part}.${weight.replace("/", ".")}`;
}

/**
 * Takes a tensor with the shape that a weight must have out of those left.
 * @throws FileError when it is missing or has another shape.
 */
export function takeTensor(name: string, shape: readonly number[], left: Map<string, FileTensor>): FileTensor {
  const tensor = left.get(name);
  if (!tensor) throw new FileError(`the tensor "${name}" ${shapeText(shape)} is missing`);
  if (shapeText(tensor.shape) !== shapeText(shape))
    throw new FileError(`the tensor "${name}" has shape ${shapeText(tensor.shape)}, ${shapeText(shape)} is needed`);
  left.delete(name);
  return tensor;
}

function takeNetwork(part: string, text: string, left: Map<string, FileTensor>): StoredNetwork {
  let checked: Network;
  try {
    const stored = JSON.parse(text) as Network;
    checked = network(stored, stored.layers);
  } catch (error) {
    throw new FileError(`the ${part} in the file is no network: ${(error as Error).message}`, {cause: error});
  }
  const axisOf = outputAxes(checked);
  const weights = weightSpecs(checked).map((spec): [string, Values] => {
    const name = nameInFile(part, spec.name);
    const tensor = takeTensor(name, spec.shape, left);
    const scale = left.get(scaleOf(name));
    left.delete(scaleOf(name));
    return [spec.name, expandTensor(name, {tensor, scale}, axisOf(spec))];
  });
  return {network: checked, weights: Object.fromEntries(weights)};
}

function scaleOf(name: string): string {
  return `${name}.scale`;
}

/** Where the output channels of each weight are: the last axis, but the third of a transposed convolution's kernel. */
function outputAxes({layers}: Network): (spec: WeightSpec) => number {
  const kinds = new Map(layers.map(({name, kind}) => [name, kind]));
  return ({name, shape}) => {
    const kind = kinds.get(name.slice(0, name.indexOf("/")));
    return kind === "convTranspose" && shape.length === 4 ? 2 : shape.length - 1;
  };
}

/** Matrices and kernels from this size are stored as bytes. */
const LARGE = 2048;

/** What a tensor is stored as: itself, and for bytes the scale of each output channel. */
interface CompactTensor {
  tensor: FileTensor;
  scale?: FileTensor;
}

/**
 * A weight in about a quarter of its size: a large kernel as whole numbers from −127 to 127 times a scale for each output channel,
 * everything else as halves, or as 32-bit floats where halves would overflow.
 * @param axis the axis of the output channels
 */
export function compactTensor({shape, values}: Values, axis: number): CompactTensor {
  if (shape.length < 2 || values.length < LARGE) {
    const fits = values.every((value) => Number.isFinite(fromHalf(toHalf(value))));
    return {tensor: fits ? float16Tensor(shape, values) : float32Tensor(shape, values)};
  }
  const scales = new Float32Array(shape[axis]);
  const channel = channelOf(shape, axis);
  values.forEach((value, i) => (scales[channel(i)] = Math.max(scales[channel(i)], Math.abs(value) / 127)));
  const levels = Int8Array.from(values, (value, i) => {
    const scale = scales[channel(i)];
    return scale === 0 ? 0 : Math.max(-127, Math.min(127, Math.round(value / scale)));
  });
  return {tensor: integerTensor(shape, levels), scale: float32Tensor([shape[axis]], scales)};
}

/**
 * A stored weight as 32-bit floats.
 * @throws FileError naming the weight when bytes have no scale for each channel.
 */
export function expandTensor(name: string, {tensor, scale}: CompactTensor, axis: number): Values {
  const shape = [...tensor.shape];
  const values = floats(tensor);
  if (tensor.dtype !== "I8") return {shape, values};
  if (!scale || scale.shape.length !== 1 || scale.shape[0] !== shape[axis])
    throw new FileError(`"${name}" is stored as bytes, but has no scale for each of its ${shape[axis]} channels`);
  const scales = floats(scale);
  const channel = channelOf(shape, axis);
  return {shape, values: values.map((value, i) => value * scales[channel(i)])};
}

/** The output channel of the number at a place. */
function channelOf(shape: readonly number[], axis: number): (place: number) => number {
  const inner = sizeOf(shape.slice(axis + 1));
  return (place) => Math.floor(place / inner) % shape[axis];
}

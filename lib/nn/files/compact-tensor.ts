import {count} from "../network/layers-shape.ts";
import {fromHalf, toHalf} from "./float16.ts";
import {FileError, float16Tensor, float32Tensor, floats, integerTensor} from "./safetensors.ts";
import type {FileTensor} from "./safetensors.ts";
import type {Values} from "../network/network-weights.ts";

/** Matrices and kernels from this size are stored as bytes. */
const LARGE = 2048;

/** What a tensor is stored as: itself, and for bytes the scale of each output channel. */
export interface CompactTensor {
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
  const inner = count(shape.slice(axis + 1));
  return (place) => Math.floor(place / inner) % shape[axis];
}

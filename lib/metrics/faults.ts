import type {Values} from "../nn/network/network-weights.ts";
import {random} from "../random.ts";

/** Images [n, height, width, channels] in [−1, 1] with the class of each. */
export interface Labelled {
  images: Values;
  labels: Uint8Array;
}

/** A way to break samples, with how much of it: what a metric should notice. */
export type Fault =
  | {kind: "none"}
  /** Softens every image by a Gaussian of this standard deviation, in pixels. */
  | {kind: "blur"; pixels: number}
  /** Adds normal noise of this standard deviation to every pixel, and clips to [−1, 1]. */
  | {kind: "noise"; deviation: number}
  /** Puts other samples in the place of all of one class. */
  | {kind: "drop class"; label: number}
  /** Repeats the first few samples until there are as many as before. */
  | {kind: "duplicate"; distinct: number}
  /** One sample of each class, over and over. */
  | {kind: "one per class"};

/** What is wrong with samples, in a few words: "blurred by 1 pixel". */
export function faultWords(fault: Fault): string {
  switch (fault.kind) {
    case "none":
      return "unbroken";
    case "blur":
      return `blurred by ${fault.pixels} ${fault.pixels === 1 ? "pixel" : "pixels"}`;
    case "noise":
      return `noise of ${fault.deviation}`;
    case "drop class":
      return `no ${fault.label}`;
    case "duplicate":
      return `${fault.distinct} images, repeated`;
    case "one per class":
      return "one image of each class";
  }
}

/**
 * Samples broken on purpose; as many as before, the given ones stay as they are.
 * @throws RangeError for blur or noise below 0, a label that no sample has or that all have, or fewer than 1 distinct sample.
 */
export function breakSamples(samples: Labelled, fault: Fault, seed: number | string = 1): Labelled {
  const {images, labels} = samples;
  if (images.shape[0] !== labels.length) throw new RangeError(`there are ${images.shape[0]} images but ${labels.length} labels`);
  switch (fault.kind) {
    case "none":
      return samples;
    case "blur":
      return {labels, images: blurred(images, fault.pixels)};
    case "noise":
      return {labels, images: noisy(images, fault.deviation, seed)};
    case "drop class":
      return choose(samples, withoutClass(labels, fault.label, seed));
    case "duplicate":
      if (!Number.isInteger(fault.distinct) || fault.distinct < 1 || fault.distinct > labels.length)
        throw new RangeError(`from 1 to ${labels.length} samples can be repeated, got ${fault.distinct}`);
      return choose(
        samples,
        Array.from(labels, (_, i) => i % fault.distinct)
      );
    case "one per class": {
      const first = [...new Set(labels)].sort((a, b) => a - b).map((label) => labels.indexOf(label));
      return choose(
        samples,
        Array.from(labels, (_, i) => first[i % first.length])
      );
    }
  }
}

function choose({images, labels}: Labelled, places: readonly number[]): Labelled {
  const area = images.values.length / labels.length;
  const values = new Float32Array(places.length * area);
  places.forEach((place, i) => values.set(images.values.subarray(place * area, (place + 1) * area), i * area));
  return {images: {shape: images.shape, values}, labels: Uint8Array.from(places, (place) => labels[place])};
}

function withoutClass(labels: Uint8Array, label: number, seed: number | string): number[] {
  const others = Array.from(labels.keys()).filter((i) => labels[i] !== label);
  if (others.length === labels.length || others.length === 0)
    throw new RangeError(`${others.length === 0 ? "all" : "none"} of the samples is a ${label}: that class cannot be dropped`);
  const source = random(seed);
  return Array.from(labels, (own, i) => (own === label ? source.choose(others) : i));
}

function noisy({shape, values}: Values, deviation: number, seed: number | string): Values {
  if (!(deviation >= 0)) throw new RangeError(`noise has a deviation of 0 or more, got ${deviation}`);
  const source = random(seed);
  return {shape, values: values.map((value) => Math.max(-1, Math.min(1, value + source.normal(0, deviation))))};
}

/** Along rows, then along columns; beyond the edge is black. */
function blurred({shape, values}: Values, sigma: number): Values {
  if (!(sigma >= 0)) throw new RangeError(`a blur has a deviation of 0 pixels or more, got ${sigma}`);
  if (sigma === 0) return {shape, values};
  const [count, height, width, channels = 1] = shape;
  const reach = Math.ceil(3 * sigma);
  const weights = Array.from({length: 2 * reach + 1}, (_, i) => Math.exp(-((i - reach) ** 2) / (2 * sigma * sigma)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const pass = (from: Float32Array, length: number, stride: number): Float32Array => {
    const to = new Float32Array(from.length);
    for (let i = 0; i < from.length; i++) {
      const at = Math.floor(i / stride) % length;
      let sum = 0;
      for (let k = -reach; k <= reach; k++) {
        const inside = at + k >= 0 && at + k < length;
        sum += (weights[k + reach] / total) * (inside ? from[i + k * stride] : -1);
      }
      to[i] = sum;
    }
    return to;
  };
  const across = pass(values, width, channels);
  return {shape: [count, height, width, channels], values: pass(across, height, width * channels)};
}

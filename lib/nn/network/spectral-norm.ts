import type {Network, PlacedLayer} from "./network.ts";
import {checkWeights} from "./network-weights.ts";
import type {Values, Weights} from "./network-weights.ts";

/** A network without spectral normalisation, whose kernels are divided already: for running and shipping it. */
export interface Baked {
  network: Network;
  weights: Weights;
  /** Names of the layers that had it. */
  layers: string[];
}

/**
 * Divides every kernel with spectral normalisation by its norm, as at inference, once and for all. A network without any comes back
 * as it is.
 * @throws RangeError when the weights do not fit.
 */
export function bakeSpectralNorm(network: Network, weights: Weights): Baked {
  const normalised = network.layers.filter((layer) => "spectralNorm" in layer).map(({name}) => name);
  if (normalised.length === 0) return {network, weights, layers: []};
  checkWeights(network, weights);
  const baked = {...weights};
  for (const name of normalised) {
    const kernel = weights[`${name}/kernel`];
    const sigma = largestSingularValue(kernel, weights[`${name}/direction`].values);
    baked[`${name}/kernel`] = {...kernel, values: kernel.values.map((value) => value / sigma)};
    delete baked[`${name}/direction`];
  }
  return {network: {...network, layers: network.layers.map(plain)}, weights: baked, layers: normalised};
}

/** vᵀWu with v = Wu / ‖Wu‖, which is ‖Wu‖: the norm of a kernel along the direction that training has reached. */
function largestSingularValue({shape, values}: Values, direction: Float32Array): number {
  const outputs = shape[shape.length - 1];
  let square = 0;
  for (let row = 0; row < values.length; row += outputs) {
    let sum = 0;
    for (let o = 0; o < outputs; o++) sum += values[row + o] * direction[o];
    square += sum * sum;
  }
  return Math.sqrt(square);
}

function plain(layer: PlacedLayer): PlacedLayer {
  if (layer.kind !== "dense" && layer.kind !== "conv") return layer;
  const {spectralNorm: _, ...rest} = layer;
  return rest;
}

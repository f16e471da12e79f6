import {random} from "../../random.ts";
import type {Random} from "../../random.ts";
import {count} from "./layers-shape.ts";
import type {WeightSpec} from "./layers-weights.ts";
import type {Weights} from "./network-weights.ts";
import {weightSpecs} from "./network.ts";
import type {Network} from "./network.ts";
import {orthogonalMatrix} from "./orthogonal.ts";

/**
 * How kernels start:
 * - `dcgan`: N(0, 0.02), and N(1, 0.02) for the gamma of batch normalisation (Radford et al. 2016);
 * - `he`: N(0, √(2 / fan in)) (He et al. 2015), right before ReLU;
 * - `glorot`: uniform within ±√(6 / (fan in + fan out)) (Glorot and Bengio 2010), the default of Keras;
 * - `orthogonal`: orthonormal rows or columns of the kernel as a matrix [all else, last axis] (Saxe et al. 2014).
 *
 * Biases, beta and running means start at 0; running variances, and gamma in the other schemes, at 1; directions of spectral
 * normalisation anywhere, with length 1.
 */
export type Scheme = "dcgan" | "he" | "glorot" | "orthogonal";

/** Standard deviation of the normal distributions of `dcgan`. */
const DCGAN_DEVIATION = 0.02;

/**
 * Starting weights of a network. Each weight depends on the seed and its name alone: another layer does not change it.
 * @throws RangeError for a seed that is not finite.
 */
export function initialise(network: Network, seed: number | string, scheme: Scheme = "dcgan"): Weights {
  const source = random(seed);
  return Object.fromEntries(
    weightSpecs(network).map((spec) => [
      spec.name,
      {shape: [...spec.shape], values: start(spec, source.split(spec.name), scheme)}
    ])
  );
}

function start(spec: WeightSpec, source: Random, scheme: Scheme): Float32Array {
  const values = new Float32Array(count(spec.shape));
  switch (spec.role) {
    case "kernel":
    case "embedding":
      return kernel(spec, values, source, scheme);
    case "gamma":
      return scheme === "dcgan" ? values.map(() => source.normal(1, DCGAN_DEVIATION)) : values.fill(1);
    case "variance":
      return values.fill(1);
    case "direction": {
      const drawn = values.map(() => source.normal());
      const length = Math.hypot(...drawn);
      return drawn.map((value) => value / length);
    }
    case "bias":
    case "beta":
    case "mean":
      return values;
  }
}

function kernel({fanIn, fanOut, shape}: WeightSpec, values: Float32Array, source: Random, scheme: Scheme): Float32Array {
  switch (scheme) {
    case "dcgan":
      return values.map(() => source.normal(0, DCGAN_DEVIATION));
    case "he": {
      const deviation = Math.sqrt(2 / fanIn);
      return values.map(() => source.normal(0, deviation));
    }
    case "glorot": {
      const limit = Math.sqrt(6 / (fanIn + fanOut));
      return values.map(() => source.uniform(-limit, limit));
    }
    case "orthogonal": {
      const columns = shape[shape.length - 1];
      return orthogonalMatrix(values.length / columns, columns, source);
    }
  }
}

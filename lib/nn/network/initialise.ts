import type {WeightSpec} from "./layer-shapes.ts";
import type {Weights} from "./network-weights.ts";
import type {Network} from "./network.ts";
import {weightSpecs} from "./network.ts";
import {sizeOf} from "../arithmetic/values.ts";
import type {Random} from "../../random.ts";
import {random} from "../../random.ts";

/**
 * How kernels start:
 * - `dcgan`: N(0, 0.02), and N(1, 0.02) for the gamma of batch normalisation (Radford et al. 2016);
 * - `he`: N(0, √(2 / fan in)) (He et al. 2015), right before ReLU;
 * - `glorot`: uniform within ±√(6 / (fan in + fan out)) (Glorot and Bengio 2010), the default of Keras;
 * - `orthogonal`: orthonormal rows or columns of the kernel as a matrix [all else, last axis] (Saxe et al. 2014).
 *
 * Biases, beta and running means start at 0; running variances, and gamma in the other schemes, at 1; directions of spectral
 * normalisation anywhere, with length 1; weights of one's own as they say.
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
  const values = new Float32Array(sizeOf(spec.shape));
  switch (spec.role) {
    case "kernel":
    case "embedding":
      return kernel(spec, values, source, scheme);
    case "own": {
      const begin = spec.start ?? (spec.shape.length > 1 ? scheme : 0);
      if (typeof begin === "number") return values.fill(begin);
      return begin === "gamma" ? gamma(values, source, scheme) : kernel(spec, values, source, begin);
    }
    case "gamma":
      return gamma(values, source, scheme);
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

function gamma(values: Float32Array, source: Random, scheme: Scheme): Float32Array {
  return scheme === "dcgan" ? values.map(() => source.normal(1, DCGAN_DEVIATION)) : values.fill(1);
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

/**
 * A random matrix, row by row, whose columns (when it is tall) or rows (when it is wide) are orthonormal, evenly distributed over
 * all such matrices: normal numbers made orthonormal one vector after the other (Gram–Schmidt, twice, so that rounding does not
 * add up).
 */
function orthogonalMatrix(rows: number, columns: number, source: Random): Float32Array {
  const length = Math.max(rows, columns);
  const vectors: Float64Array[] = [];
  while (vectors.length < Math.min(rows, columns)) {
    const vector = Float64Array.from({length}, () => source.normal());
    for (let pass = 0; pass < 2; pass++) {
      for (const other of vectors) subtract(vector, other, dot(vector, other));
    }
    const norm = Math.sqrt(dot(vector, vector));
    vectors.push(vector.map((value) => value / norm));
  }
  const tall = rows >= columns;
  return Float32Array.from({length: rows * columns}, (_, index) => {
    const row = Math.floor(index / columns);
    const column = index % columns;
    return tall ? vectors[column][row] : vectors[row][column];
  });
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function subtract(vector: Float64Array, other: Float64Array, factor: number): void {
  for (let i = 0; i < vector.length; i++) vector[i] -= factor * other[i];
}

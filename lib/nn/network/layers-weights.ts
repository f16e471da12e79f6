import type {Layer} from "./layers.ts";

/**
 * What a weight is for. `mean` and `variance` are running statistics, `direction` is where spectral normalisation has got to: not
 * trained, but kept with the network.
 */
export type WeightRole = "kernel" | "embedding" | "bias" | "gamma" | "beta" | "mean" | "variance" | "direction";

/** The roles that training does not change by a gradient. */
const STATISTICS: ReadonlySet<WeightRole> = new Set<WeightRole>(["mean", "variance", "direction"]);

/** One weight tensor of a layer. */
export interface WeightSpec {
  /** Name of the layer, a slash, the role: "conv1/kernel". */
  name: string;
  role: WeightRole;
  /**
   * dense [in, out]; conv [rows, columns, in, out]; convTranspose [rows, columns, out, in]; embedding [classes, features]; the
   * others [channels]. These are the orders of TensorFlow.
   */
  shape: number[];
  /** False for running statistics and directions. */
  trainable: boolean;
  /**
   * Products that are summed into one output value; on average, for a transposed convolution: kernel² · in / stride². 0 for
   * vectors.
   */
  fanIn: number;
  /** kernel² · out. 0 for vectors. */
  fanOut: number;
}

/**
 * The weights that a layer has for an input shape (without the batch) and so many classes, in the order in which they are stored.
 */
export function layerWeights(layer: Layer, name: string, input: number[], labels: number): WeightSpec[] {
  const channels = input[input.length - 1];
  const matrix = (role: "kernel" | "embedding", shape: number[], fanIn: number, fanOut: number): WeightSpec => {
    return {name: `${name}/${role}`, role, shape, trainable: true, fanIn, fanOut};
  };
  const vector = (role: WeightRole, size: number): WeightSpec => {
    return {name: `${name}/${role}`, role, shape: [size], trainable: !STATISTICS.has(role), fanIn: 0, fanOut: 0};
  };
  const around = (
    kernel: WeightSpec,
    units: number,
    {bias, spectralNorm}: {bias: boolean; spectralNorm?: true}
  ): WeightSpec[] => {
    return [kernel, ...(bias ? [vector("bias", units)] : []), ...(spectralNorm ? [vector("direction", units)] : [])];
  };
  switch (layer.kind) {
    case "dense": {
      const kernel = matrix("kernel", [channels, layer.units], channels, layer.units);
      return around(kernel, layer.units, layer);
    }
    case "conv":
    case "convTranspose": {
      const {filters, kernel: size, stride, kind} = layer;
      const area = size[0] * size[1];
      const kernel =
        kind === "conv"
          ? matrix("kernel", [...size, channels, filters], area * channels, area * filters)
          : matrix("kernel", [...size, filters, channels], (area * channels) / (stride[0] * stride[1]), area * filters);
      return around(kernel, filters, layer);
    }
    case "batchNorm":
      return (["gamma", "beta", "mean", "variance"] as const).map((role) => vector(role, channels));
    case "minibatchDeviation":
      return [vector("mean", 1)];
    case "projection":
      return [
        matrix("kernel", [channels, 1], channels, 1),
        vector("bias", 1),
        matrix("embedding", [labels, channels], channels, 1)
      ];
    case "auxiliary":
      return [matrix("kernel", [channels, 1 + layer.classes], channels, 1 + layer.classes), vector("bias", 1 + layer.classes)];
    default:
      return [];
  }
}

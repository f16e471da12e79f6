import {checkWhole, pair} from "../arithmetic/matrix.ts";
import type {Pair} from "../arithmetic/matrix.ts";
import {outputShape} from "../arithmetic/convolution.ts";
import {transposedShape} from "../arithmetic/transposed-convolution.ts";
import type {TransposedOptions} from "../arithmetic/transposed-convolution.ts";
import type {WindowOptions} from "../arithmetic/window.ts";

/** Shape of a map: [height, width, channels]. */
export type MapShape = [height: number, width: number, channels: number];

/** What a layer costs for one example. Products with padding count, as is the custom; additions of biases do not. */
export interface Cost {
  /** Shape of the output: [height, width, channels], or [units]. */
  output: number[];
  /** Learned numbers, biases included. */
  parameters: number;
  /** Multiplications that are each followed by an addition; "MACs". A FLOP count is twice this. */
  multiplyAdds: number;
  /** Comparisons or additions without a product: what pooling does. */
  otherOperations: number;
}

/** A convolutional layer. */
export interface ConvolutionLayer extends WindowOptions {
  input: MapShape;
  /** Number of kernels = output channels. */
  filters: number;
  kernel: number | Pair;
  /** Whether each filter has a bias; default true. */
  bias?: boolean;
  /** Channels are split into so many groups that do not see each other; default 1. */
  groups?: number;
}

/** A transposed convolutional layer. */
export interface TransposedConvolutionLayer extends TransposedOptions {
  input: MapShape;
  filters: number;
  kernel: number | Pair;
  bias?: boolean;
}

/**
 * A convolution: (kernel height · kernel width · channels in / groups + bias) · filters parameters.
 * @throws RangeError when channels or filters do not divide by groups, and as `outputShape`.
 */
export function convolutionCost({input, filters, kernel, bias = true, groups = 1, ...options}: ConvolutionLayer): Cost {
  const [height, width, channels] = checkMap(input);
  checkWhole(filters, "filters", 1);
  checkWhole(groups, "groups", 1);
  if (channels % groups !== 0 || filters % groups !== 0) {
    throw new RangeError(`${channels} channels and ${filters} filters must both divide by ${groups} groups`);
  }
  const [rows, columns] = outputShape([height, width], kernel, options);
  const [kernelRows, kernelColumns] = pair(kernel, "kernel size");
  const weights = kernelRows * kernelColumns * (channels / groups) * filters;
  return {
    output: [rows, columns, filters],
    parameters: weights + (bias ? filters : 0),
    multiplyAdds: rows * columns * weights,
    otherOperations: 0
  };
}

/**
 * A transposed convolution: the parameters of the convolution; the multiply-adds of stamping the whole kernel for every
 * input, cropped products included.
 */
export function transposedConvolutionCost({input, filters, kernel, bias = true, ...options}: TransposedConvolutionLayer): Cost {
  const [height, width, channels] = checkMap(input);
  checkWhole(filters, "filters", 1);
  const [rows, columns] = transposedShape([height, width], kernel, options);
  const [kernelRows, kernelColumns] = pair(kernel, "kernel size");
  const weights = kernelRows * kernelColumns * channels * filters;
  return {
    output: [rows, columns, filters],
    parameters: weights + (bias ? filters : 0),
    multiplyAdds: height * width * weights,
    otherOperations: 0
  };
}

/** A dense layer: (inputs + bias) · units parameters, inputs · units multiply-adds. */
export function denseCost({input, units, bias = true}: {input: number; units: number; bias?: boolean}): Cost {
  const weights = checkWhole(input, "input size", 1) * checkWhole(units, "units", 1);
  return {output: [units], parameters: weights + (bias ? units : 0), multiplyAdds: weights, otherOperations: 0};
}

/** Pooling: nothing to learn, one operation per value in each window. Stride defaults to size. */
export function poolingCost({
  input,
  size = 2,
  stride = size,
  padding = 0
}: {input: MapShape; size?: number | Pair} & Pick<WindowOptions, "stride" | "padding">): Cost {
  const [height, width, channels] = checkMap(input);
  const [rows, columns] = outputShape([height, width], size, {stride, padding});
  const [windowRows, windowColumns] = pair(size, "size");
  return {
    output: [rows, columns, channels],
    parameters: 0,
    multiplyAdds: 0,
    otherOperations: rows * columns * channels * windowRows * windowColumns
  };
}

/** The costs of several layers added up; the output is the last one's. */
export function totalCost(costs: Cost[]): Cost {
  return costs.reduce(
    (total, cost) => ({
      output: cost.output,
      parameters: total.parameters + cost.parameters,
      multiplyAdds: total.multiplyAdds + cost.multiplyAdds,
      otherOperations: total.otherOperations + cost.otherOperations
    }),
    {output: [], parameters: 0, multiplyAdds: 0, otherOperations: 0}
  );
}

function checkMap(input: MapShape): MapShape {
  if (input.length !== 3) throw new RangeError(`input must be [height, width, channels], got [${input.join(", ")}]`);
  ["height", "width", "channels"].forEach((name, axis) => checkWhole(input[axis], name, 1));
  return input;
}

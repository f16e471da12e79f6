import {matrixProduct, matrixTranspose, runCopy} from "./vector-matrix.ts";
import {columnSums, elementwise} from "./vector-loops.ts";
import type {WasmFunction} from "./wasm-code.ts";
import {f32x4, zero} from "./wasm-code.ts";

/** A loop over the heap: addresses in bytes first, then numbers; see `vectorKernels` and lib/backend/kernels/vector-matrix.ts. */
export type HeapKernel = (...parameters: number[]) => void;

/** The loops that are there on every machine, fast or slow. */
export type MoveName = "product" | "transpose" | "copyRuns" | "addRuns";

/** Those that are only there with SIMD; without it tfjs's own operations take their place. */
export type VectorName =
  "rectifierGradient" | "adam" | "mix" | "sum" | "squares" | "normalise" | "gradientSums" | "normaliseGradient";

const {add, sub, mul, div, sqrt, greater, select} = f32x4;

/** Our loops over the heap, four numbers at a time. */
export const vectorKernels: readonly WasmFunction[] = [
  /** The gradient through a rectifier: dy where x is positive, else dy · slope. */
  elementwise(
    "rectifierGradient",
    {elements: ["x", "dy"], scalars: ["slope"]},
    {
      dx: ({x, dy, slope}) => select(dy, mul(dy, slope), greater(x, zero))
    }
  ),

  /** Adam's update in one pass (Kingma and Ba 2015, algorithm 1 with its corrections in `rate` and `floor`). */
  elementwise(
    "adam",
    {elements: ["weight", "mean", "square", "gradient"], scalars: ["beta1", "rest1", "beta2", "rest2", "rate", "floor"]},
    {
      newMean: ({mean, beta1, gradient, rest1}) => add(mul(mean, beta1), mul(gradient, rest1)),
      newSquare: ({square, beta2, gradient, rest2}) => add(mul(square, beta2), mul(mul(gradient, gradient), rest2)),
      newWeight: ({weight, newMean, newSquare, rate, floor}) => sub(weight, div(mul(newMean, rate), add(sqrt(newSquare), floor)))
    }
  ),

  /** old · keep + now · take: a moving average. */
  elementwise(
    "mix",
    {elements: ["old", "now"], scalars: ["keep", "take"]},
    {
      mixed: ({old, now, keep, take}) => add(mul(old, keep), mul(now, take))
    }
  ),

  /** The sum of each channel. */
  columnSums("sum", {elements: ["x"]}, {total: ({x}) => x}),

  /** The sum of squared distances from each channel's mean. */
  columnSums(
    "squares",
    {elements: ["x"], channels: ["mean"]},
    {
      total: ({x, mean}) => mul(sub(x, mean), sub(x, mean))
    }
  ),

  /** (x − mean) · factor + offset, by channel. */
  elementwise(
    "normalise",
    {elements: ["x"], channels: ["mean", "factor", "offset"]},
    {
      y: ({x, mean, factor, offset}) => add(mul(sub(x, mean), factor), offset)
    }
  ),

  /** For the gradient of batch normalisation: the sums of dy and of dy · (x − mean) · inverse, by channel. */
  columnSums(
    "gradientSums",
    {elements: ["x", "dy"], channels: ["mean", "inverse"]},
    {
      sum: ({dy}) => dy,
      product: ({x, dy, mean, inverse}) => mul(dy, mul(sub(x, mean), inverse))
    }
  ),

  /** And that gradient itself: (dy − meanGradient − (x − mean) · slope) · factor. */
  elementwise(
    "normaliseGradient",
    {elements: ["x", "dy"], channels: ["mean", "meanGradient", "slope", "factor"]},
    {
      dx: ({x, dy, mean, meanGradient, slope, factor}) => mul(sub(sub(dy, meanGradient), mul(sub(x, mean), slope)), factor)
    }
  ),

  matrixProduct("product"),
  matrixTranspose("transpose"),
  runCopy("copyRuns", {adds: false}),
  runCopy("addRuns", {adds: true})
];

import type {Figure, FigureOptions} from "./figure.ts";

/** Options of `upsamplingCompare`. */
export interface UpsamplingOptions extends FigureOptions {
  /** Kernel of the transposed convolution: all the same, or random around it. Default "constant". */
  weights?: "constant" | "random";
  /** Seed of the random weights. Default 1. */
  seed?: number;
  /** Kernel width of the transposed convolution. Default 3. */
  kernel?: number;
}

/** One map `[height][width]` made twice as large by transposed convolution, by resize-then-convolve and by pixel shuffle, side by side. */
export function upsamplingCompare(map: number[][], options: UpsamplingOptions = {}): Figure<{kernel: number; weights: "constant" | "random"}> {
  throw new Error("not drawn yet");
}

import type {Figure, FigureOptions} from "./figure.ts";

/** `.value` of `overlapFigure`. */
export interface OverlapValue {
  kernel: number;
  stride: number;
  /** How many inputs write into each output, `[height][width]`. */
  overlap: number[][];
}

/** Heat map of how many inputs write into each output of a transposed convolution, with its profile; sliders for kernel (1…8) and stride (1…4). */
export function overlapFigure(start: {kernel?: number; stride?: number} = {}, options: FigureOptions = {}): Figure<OverlapValue> {
  throw new Error("not drawn yet");
}

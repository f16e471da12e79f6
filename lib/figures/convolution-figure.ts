import type {Figure, FigureOptions} from "./figure.ts";
import type {ScaleKind} from "./matrix-figure.ts";

/** What `convolutionFigure` draws. */
export interface ConvolutionData {
  /** `[height][width]` */
  input: number[][];
  /** `[kernel height][kernel width]` */
  kernel: number[][];
}

/** Options of `convolutionFigure`. */
export interface ConvolutionFigureOptions extends FigureOptions {
  /** Default 1. */
  stride?: number;
  /** Zeros added on every side, or a padding by name. Default 0. */
  padding?: number | "same" | "valid" | "full";
  /** Distance between taps. Default 1. */
  dilation?: number;
  /** Input and kernel can be edited. Default false. */
  editable?: boolean;
  /** Step and Play buttons that walk the window. Default true. */
  player?: boolean;
  /** Colours of the input. Default: as in `matrixFigure`. */
  scale?: ScaleKind;
}

/** `.value` of `convolutionFigure`. */
export interface ConvolutionValue extends ConvolutionData {
  /** `[output height][output width]` */
  output: number[][];
}

/**
 * The sliding window: input, kernel and output side by side, and the sum of products of the output value that is pointed at
 * written beside them. Point at an input instead: all the outputs that it feeds. Fires "input" when input or kernel are edited.
 */
export function convolutionFigure(data: ConvolutionData, options: ConvolutionFigureOptions = {}): Figure<ConvolutionValue> {
  throw new Error("not drawn yet");
}

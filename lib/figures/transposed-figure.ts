import type {Figure, FigureOptions} from "./figure.ts";
import type {ConvolutionData, ConvolutionValue} from "./convolution-figure.ts";

/** Options of `transposedFigure`. */
export interface TransposedFigureOptions extends FigureOptions {
  /** Default 2. */
  stride?: number;
  /** Cropped from every side of the output. Default 0. */
  padding?: number;
  /** Input and kernel can be edited. Default false. */
  editable?: boolean;
}

/**
 * Transposed convolution as a scatter: point at an input for the patch that it writes into the output, at an output for the inputs
 * that wrote into it; Step adds the patches up one by one. Fires "input" when input or kernel are edited.
 */
export function transposedFigure(data: ConvolutionData, options: TransposedFigureOptions = {}): Figure<ConvolutionValue> {
  throw new Error("not drawn yet");
}

import type {Figure, FigureOptions} from "./figure.ts";

/** How numbers become colour. grey: 0 black … 1 white; signed: blue … white … red around zero; magnitude: viridis from 0. */
export type ScaleKind = "grey" | "signed" | "magnitude";

/** Options of `matrixFigure`. */
export interface MatrixFigureOptions extends FigureOptions {
  /** Names the matrix above it, and to screen readers. Default "matrix". */
  title?: string;
  /** Default: grey when every value lies in 0…1, else signed when one is negative, else magnitude. */
  scale?: ScaleKind;
  /** The values at both ends of the scale. Default: those of the data (signed: symmetric; grey: 0 and 1). */
  domain?: [number, number];
  /** Writes numbers into the cells. Default: when there are at most 10 columns. */
  numbers?: boolean;
  /** Numbers can be changed: Enter, double click or typing edits; Page Up and Page Down step; dragging up and down too. Default false. */
  editable?: boolean;
  /** What one step adds when editing. Default 1, for grey 0.1. */
  step?: number;
  /** Limits of an edited value. */
  min?: number;
  max?: number;
}

/**
 * One matrix as a grid of coloured cells, `[height][width]`, up to 64 × 64. `.value` is the matrix (a copy); editing fires "input".
 */
export function matrixFigure(matrix: number[][], options: MatrixFigureOptions = {}): Figure<number[][]> {
  throw new Error("not drawn yet");
}

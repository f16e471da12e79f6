import type {Figure, FigureOptions} from "./figure.ts";

/** `.value` of `shiftFigure`. */
export interface ShiftValue {
  /** Pixels to the right and down. */
  shift: {right: number; down: number};
  /** Share of values that changed by more than 0.05, by name of the reduction; 0…1. */
  changed: Record<string, number>;
}

/** Shifts an image `[height][width]` (0…1) by a few pixels and counts what changes after max pooling, average pooling and a strided convolution. */
export function shiftFigure(image: number[][], options: FigureOptions = {}): Figure<ShiftValue> {
  throw new Error("not drawn yet");
}

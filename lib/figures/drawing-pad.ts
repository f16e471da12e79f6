import type {Figure, FigureOptions} from "./figure.ts";

/** Options of `drawingPad`. */
export interface DrawingPadOptions extends FigureOptions {
  /** Side of the picture in pixels. Default 28. */
  size?: number;
  /** The sample digit that is there at first, 0…9; null starts empty. Default 3. */
  start?: number | null;
}

/** A pad to draw on with mouse, touch, pen or keys (arrows move, Space draws), with Undo and Clear. `.value`: `[size][size]`, 0 (black) … 1 (white ink). */
export function drawingPad(options: DrawingPadOptions = {}): Figure<number[][]> {
  throw new Error("not drawn yet");
}

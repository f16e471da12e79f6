import type {Figure, FigureOptions} from "./figure.ts";

/** Options of `pictureInput`. */
export interface PictureInputOptions extends FigureOptions {
  /** Side of the picture in pixels. Default 28. */
  size?: number;
  /** The sample digit that is there at first, 0…9. Default 3. */
  start?: number;
}

/** Draw, choose a sample or bring a picture, in three tabs: `const picture = view(pictureInput())`. `.value`: `[size][size]`, 0…1, never null. */
export function pictureInput(options: PictureInputOptions = {}): Figure<number[][]> {
  throw new Error("not drawn yet");
}

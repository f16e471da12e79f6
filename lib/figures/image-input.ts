import type {Figure, FigureOptions} from "./figure.ts";

/** Options of `imageInput`. */
export interface ImageInputOptions extends FigureOptions {
  /** Height and width of the result in pixels: the picture is cropped to a square and resized. Default 28. */
  size?: number;
}

/**
 * A picture from a file: chosen, dropped or pasted. `.value`: grey `[size][size]`, 0…1, or null before the first. What is not a picture, is larger than 10 MB
 * or 40 megapixels, or has no pixels is refused in place with the reason, and the last good picture stays.
 */
export function imageInput(options: ImageInputOptions = {}): Figure<number[][] | null> {
  throw new Error("not drawn yet");
}

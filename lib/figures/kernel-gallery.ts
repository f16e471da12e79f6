import type {Figure, FigureOptions} from "./figure.ts";

/** Options of `kernelGallery`. */
export interface KernelGalleryOptions extends FigureOptions {
  /** Name of the kernel chosen at first. Default: the first. */
  selected?: string;
}

/** Thumbnails of an image `[height][width]` (0…1) under each kernel of lib/nn/kernels; the chosen one is `.value`: its kernel `[f][f]`. */
export function kernelGallery(image: number[][], options: KernelGalleryOptions = {}): Figure<number[][]> {
  throw new Error("not drawn yet");
}

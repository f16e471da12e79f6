import type {Pixels} from "../image.ts";
import {fitWithin} from "../image.ts";

/**
 * A browser's decoder of one picture, in a page or in a worker, at a size that is enough to make squares of `side` of it. For
 * `readFiles`; Node has none.
 */
export function pictureDecoder(side: number): (bytes: Uint8Array, type: string) => Promise<Pixels> {
  return async (bytes, type) => {
    const bitmap = await createImageBitmap(new Blob([bytes as Uint8Array<ArrayBuffer>], {type}));
    const [long, short] = [Math.max(bitmap.width, bitmap.height), Math.min(bitmap.width, bitmap.height)];
    const {width, height} = fitWithin(bitmap.width, bitmap.height, Math.round((4 * side * long) / short));
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext("2d", {willReadFrequently: true})!;
    context.imageSmoothingQuality = "high";
    context.drawImage(bitmap, 0, 0, width, height);
    bitmap.close();
    return context.getImageData(0, 0, width, height);
  };
}

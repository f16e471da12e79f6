import type {Values} from "../../nn/network/network-weights.ts";
import type {PlainOptions} from "../../nn/network/plain-forward.ts";
import {unfitSamples} from "../samples/sample-image.ts";

/** A conditional generator: noise [n, latentDim] and a class (or a weight for every class) for each, to images in [−1, 1]. */
export type GenerateAs = (noise: Values, options: PlainOptions) => Promise<Values>;

/** What stands on a board: each row is one noise, each column one label. */
export interface Rows {
  generate: GenerateAs;
  /** The noise of each row. */
  noises: readonly Float32Array[];
  labels: NonNullable<PlainOptions["labels"]>;
  /** False: something newer is wanted, and this ends. */
  going: () => boolean;
}

/**
 * Makes the pictures of a board row by row, so that the page has its turn between two; `show` gets all of them after each row, black
 * where there is none yet. Resolves with what is wrong with the pictures, as a sentence, or null.
 */
export async function fillRows({generate, noises, labels, going}: Rows, show: (images: Values) => void): Promise<string | null> {
  const columns = labels.length;
  let images: Values | null = null;
  for (const [row, noise] of noises.entries()) {
    const values = new Float32Array(columns * noise.length);
    for (let column = 0; column < columns; column++) values.set(noise, column * noise.length);
    const part = await generate({shape: [columns, noise.length], values}, {labels});
    const wrong = unfitSamples(part, "images");
    if (wrong) return wrong;
    if (!going()) return null;
    const size = part.values.length;
    images ??= {
      shape: [noises.length * columns, ...part.shape.slice(1)],
      values: new Float32Array(noises.length * size).fill(-1)
    };
    images.values.set(part.values, row * size);
    show(images);
    await new Promise((done) => setTimeout(done));
  }
  return null;
}

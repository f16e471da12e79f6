import type {Dataset} from "./dataset.ts";

/** A data set whose values stand in another range. */
export interface Rescaled extends Dataset {
  readonly of: Dataset;
  /** What −1 and 1 have become. */
  readonly low: number;
  readonly high: number;
}

/**
 * A data set with −1 and 1 moved to `low` and `high`, and all between in proportion: what happens to a GAN whose pictures are in
 * [0, 1] while tanh paints in [−1, 1]?
 * @throws RangeError when `low` and `high` are not two finite numbers in this order.
 */
export function rescaled(of: Dataset, {low, high}: {low: number; high: number}): Rescaled {
  if (!(low < high && Number.isFinite(high - low))) throw new RangeError(`low must be below high, got ${low} and ${high}`);
  const {name, shape, classes, size} = of;
  return {
    ...{name: `${name} in [${low}, ${high}]`, shape, classes, size, of, low, high},
    batch(count, random) {
      const {images, labels} = of.batch(count, random);
      return {images: images.map((value) => low + ((value + 1) / 2) * (high - low)), labels};
    }
  };
}

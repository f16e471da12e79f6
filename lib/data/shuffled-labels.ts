import type {Random} from "../random.ts";
import type {Dataset} from "./dataset.ts";

/** A data set some of whose labels are wrong. */
export interface ShuffledLabels extends Dataset {
  readonly of: Dataset;
  /** The share of the labels that are drawn anew, 0 to 1. */
  readonly share: number;
}

/**
 * The images of a data set, a share of them with a label drawn at random, each class alike: what a labelled data set becomes when its
 * labels have slipped. A batch has the same images as the set's own from the same generator.
 * @param share 1 by default: labels say nothing.
 * @throws RangeError when the share is not from 0 to 1, or the set has no classes.
 */
export function shuffledLabels(of: Dataset, share = 1): ShuffledLabels {
  if (!(share >= 0 && share <= 1)) throw new RangeError(`the share of shuffled labels is from 0 to 1, got ${share}`);
  if (of.classes < 2) throw new RangeError(`${of.name} has no classes whose labels could be shuffled`);
  const {shape, classes, size} = of;
  return {
    name: `${of.name}, ${Math.round(100 * share)} % of the labels shuffled`,
    shape,
    classes,
    size,
    of,
    share,
    batch(count: number, random: Random) {
      const {images, labels} = of.batch(count, random);
      const source = random.split("shuffled labels");
      return {images, labels: labels.map((label) => (source.uniform() < share ? source.integer(0, classes - 1) : label))};
    }
  };
}

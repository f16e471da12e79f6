import {klToUniform} from "./modes.ts";

/** How often each class was seen. */
export interface ClassHistogram {
  counts: number[];
  /** Counts over their sum. */
  shares: number[];
  /** Classes that never came. */
  missing: number[];
  /** KL(shares ‖ uniform) in nats: 0 for all classes alike, log(classes) for one alone. */
  klToUniform: number;
}

/**
 * The classes that a classifier saw in samples.
 * @throws RangeError for no labels, or a label that is not a whole number below `classes`.
 */
export function classHistogram(labels: ArrayLike<number>, classes = 10): ClassHistogram {
  if (labels.length === 0) throw new RangeError("a histogram needs at least one label");
  const counts = Array<number>(classes).fill(0);
  for (let i = 0; i < labels.length; i++) {
    if (!Number.isInteger(labels[i]) || labels[i] < 0 || labels[i] >= classes) {
      throw new RangeError(`label ${i} is ${labels[i]}, but labels are whole numbers from 0 to ${classes - 1}`);
    }
    counts[labels[i]] += 1;
  }
  const missing = counts.flatMap((count, label) => (count === 0 ? [label] : []));
  return {counts, shares: counts.map((count) => count / labels.length), missing, klToUniform: klToUniform(counts)};
}

/**
 * How many of the thousand numbers of stacked digits were made, and how evenly (Srivastava et al. 2017, section 5): the classes
 * of the three channels, read as hundreds, tens and ones.
 * @param channels labels 0 … 9 of each channel, equally many
 * @throws RangeError when there are not three, they differ in length, or a label is no digit.
 */
export function stackedModes(channels: readonly ArrayLike<number>[]): {captured: number; modes: 1000; klToUniform: number} {
  if (channels.length !== 3) throw new RangeError(`stacked digits have 3 channels, got labels of ${channels.length}`);
  const [hundreds, tens, ones] = channels;
  if (tens.length !== hundreds.length || ones.length !== hundreds.length) {
    throw new RangeError(
      `the channels have ${channels.map(({length}) => length).join(", ")} labels; they must have equally many`
    );
  }
  for (const labels of channels) classHistogram(labels);
  const codes = Uint16Array.from({length: hundreds.length}, (_, i) => 100 * hundreds[i] + 10 * tens[i] + ones[i]);
  const {missing, klToUniform} = classHistogram(codes, 1000);
  return {captured: 1000 - missing.length, modes: 1000, klToUniform};
}

/** How many numbers a shape holds: 1 for the shape of one number, []. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** A shape as it is written: "[7, 7, 64]". */
export function shapeText(shape: readonly number[]): string {
  return `[${shape.join(", ")}]`;
}

/**
 * Labels as rows [to − from, classes] that are 1 in the column of the class and 0 elsewhere.
 * @param from the first label, and `to` the one after the last; default all
 * @throws RangeError naming a label that is not a whole number from 0 to classes − 1.
 */
export function oneHot(labels: ArrayLike<number>, classes: number, from = 0, to = labels.length): Float32Array {
  const rows = new Float32Array((to - from) * classes);
  for (let i = from; i < to; i++) {
    const label = labels[i];
    if (!Number.isInteger(label) || label < 0 || label >= classes)
      throw new RangeError(`label ${i} must be a whole number from 0 to ${classes - 1}, got ${String(label)}`);
    rows[(i - from) * classes + label] = 1;
  }
  return rows;
}

/** The place of the largest number, the first of several: the class that logits name. 0 for no numbers. */
export function argmax(numbers: Float32Array): number {
  return numbers.reduce((best, value, place) => (value > numbers[best] ? place : best), 0);
}

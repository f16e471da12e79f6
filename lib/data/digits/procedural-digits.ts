import {random as seeded} from "../../random.ts";
import type {Random} from "../../random.ts";
import type {Batch, Dataset} from "../dataset.ts";
import {checkBatchSize} from "../dataset.ts";
import {drawHand, writeStroke} from "./hand.ts";
import {ink, side} from "./ink.ts";
import {parseSkeleton} from "./path.ts";
import type {Skeleton} from "./path.ts";
import {digitStyles} from "./styles.ts";

interface Style {
  /** Share of the digit's examples, summed with those of the styles before it: the last is 1. */
  upTo: number;
  strokes: Skeleton[];
}

/** Which digits, from which seed. */
export interface ProceduralDigitsOptions {
  /** Seed of the digits that `batch(size)` gives; default 1. */
  seed?: number | string;
  /** The digits to write, each equally likely; default all ten. */
  labels?: readonly number[];
}

/** Digits without end. */
export interface ProceduralDigits extends Dataset {
  /** What `batch` without a generator draws from. */
  readonly seed: number | string;
  /** The digits that are written. */
  readonly digits: readonly number[];
  /**
   * Examples: with `random` as every data set; without, the next ones of the seed, the same whether they are taken in small
   * batches or large.
   */
  batch(size: number, random?: Random): Batch;
}

/**
 * Handwriting-like digits in MNIST's form, without end and without a file: one of several ways of writing the digit, by a hand
 * with its own slant, proportions, pen and unsteadiness, deformed, then normalised as MNIST's digits were. 28 × 28, [−1, 1].
 * @throws RangeError when `labels` is empty or has what is not a digit.
 */
export function proceduralDigits({
  seed = 1,
  labels = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
}: ProceduralDigitsOptions = {}): ProceduralDigits {
  if (labels.length === 0) throw new RangeError("labels must name at least one digit");
  for (const label of labels) {
    if (!Number.isInteger(label) || label < 0 || label > 9)
      throw new RangeError(`labels must be digits from 0 to 9, got ${String(label)}`);
  }
  const styles = digitStyles.map(prepare);
  const own = seeded(seed);
  const batch = (size: number, random = own): Batch => {
    checkBatchSize(size);
    const images = new Float32Array(size * side * side);
    const drawn = new Uint8Array(size);
    for (let i = 0; i < size; i++) {
      const label = random.choose(labels);
      drawn[i] = label;
      writeDigit(styles[label], random, images, i * side * side);
    }
    for (let i = 0; i < images.length; i++) images[i] = 2 * images[i] - 1;
    return {images, labels: drawn};
  };
  return {name: "procedural digits", shape: [side, side, 1], classes: 10, size: Infinity, seed, digits: labels, batch};
}

function prepare(styles: (typeof digitStyles)[number]): Style[] {
  const total = styles.reduce((sum, {weight}) => sum + weight, 0);
  let upTo = 0;
  return styles.map(({weight, strokes}) => ({upTo: (upTo += weight / total), strokes: strokes.map(parseSkeleton)}));
}

function writeDigit(styles: Style[], random: Random, picture: Float32Array, offset: number): void {
  const draw = random.uniform();
  const style = styles.find(({upTo}) => draw < upTo) ?? styles[styles.length - 1];
  const hand = drawHand(random);
  ink(
    style.strokes.map((stroke) => writeStroke(stroke, hand, random)),
    hand,
    picture,
    offset
  );
}

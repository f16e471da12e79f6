import type {Matrix} from "../../nn/arithmetic/matrix.ts";
import {digitFromStrokes, polyline, smoothStroke} from "./strokes.ts";
import type {DigitOptions, Stroke} from "./strokes.ts";

const straight = polyline;
const curved = (points: string): Stroke => smoothStroke(polyline(points));

/** Each digit's strokes, in a square of 100, drawn by hand for this book; not from MNIST. */
const strokesOf: readonly Stroke[][] = [
  [curved("58,8 38,14 24,36 22,62 34,86 54,92 72,78 80,52 74,24 58,9 50,8")],
  [straight("38,26 56,8 50,92")],
  [curved("24,28 34,12 54,8 70,20 68,40 50,62 26,86 22,90"), curved("22,90 38,85 58,88 80,86")],
  [curved("26,16 44,7 64,12 68,28 56,42 42,46"), curved("42,46 62,48 76,62 70,82 50,92 28,88 20,80")],
  [straight("44,8 22,56 80,54"), straight("64,30 58,94")],
  [straight("74,10 36,12 30,46"), curved("30,46 50,40 70,50 76,68 64,86 44,92 24,84")],
  [curved("66,8 46,22 30,48 24,72 36,90 56,92 70,78 68,60 52,52 34,62 26,76")],
  [straight("22,14 76,11"), curved("76,11 62,38 52,62 46,93"), straight("36,52 68,48")],
  [curved("68,20 54,8 36,14 34,30 50,44 68,60 72,78 56,92 36,88 28,72 42,54 60,38 68,22")],
  [curved("70,26 56,10 36,16 28,36 40,50 58,44 69,27"), curved("70,24 68,48 62,72 52,93")]
];

/**
 * The strokes of a digit, in coordinates from 0 to 100.
 * @throws RangeError when `digit` is not a whole number from 0 to 9.
 */
export function sampleStrokes(digit: number): Stroke[] {
  const strokes = strokesOf[digit];
  if (!strokes) throw new RangeError(`a digit is a whole number from 0 to 9, got ${digit}`);
  return strokes.map((stroke) => stroke.map((point) => ({...point})));
}

/**
 * A digit that looks handwritten: 28 × 28, values in [0, 1], 1 is ink. Always the same picture.
 * @throws RangeError when `digit` is not a whole number from 0 to 9.
 */
export function sampleDigit(digit: number, options: DigitOptions = {}): Matrix {
  return digitFromStrokes(sampleStrokes(digit), options);
}

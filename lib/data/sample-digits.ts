import type {Matrix} from "../nn/matrix.ts";
import {digitFromStrokes, smoothStroke} from "./strokes.ts";
import type {DigitOptions, Stroke} from "./strokes.ts";

/** Corners and turning points of the pen, x and y from 0 to 100, drawn by hand for this book; not from MNIST. */
type Path = [x: number, y: number][];

/** Each digit's strokes; "straight" paths keep their corners, the others are smoothed. */
const paths: {straight?: boolean; path: Path}[][] = [
  [{path: [[58, 8], [38, 14], [24, 36], [22, 62], [34, 86], [54, 92], [72, 78], [80, 52], [74, 24], [58, 9], [50, 8]]}],
  [{straight: true, path: [[38, 26], [56, 8], [50, 92]]}],
  [{path: [[24, 28], [34, 12], [54, 8], [70, 20], [68, 40], [50, 62], [26, 86], [22, 90]]}, {path: [[22, 90], [38, 85], [58, 88], [80, 86]]}],
  [{path: [[26, 16], [44, 7], [64, 12], [68, 28], [56, 42], [42, 46]]}, {path: [[42, 46], [62, 48], [76, 62], [70, 82], [50, 92], [28, 88], [20, 80]]}],
  [{straight: true, path: [[44, 8], [22, 56], [80, 54]]}, {straight: true, path: [[64, 30], [58, 94]]}],
  [{straight: true, path: [[74, 10], [36, 12], [30, 46]]}, {path: [[30, 46], [50, 40], [70, 50], [76, 68], [64, 86], [44, 92], [24, 84]]}],
  [{path: [[66, 8], [46, 22], [30, 48], [24, 72], [36, 90], [56, 92], [70, 78], [68, 60], [52, 52], [34, 62], [26, 76]]}],
  [{straight: true, path: [[22, 14], [76, 11]]}, {path: [[76, 11], [62, 38], [52, 62], [46, 93]]}, {straight: true, path: [[36, 52], [68, 48]]}],
  [{path: [[68, 20], [54, 8], [36, 14], [34, 30], [50, 44], [68, 60], [72, 78], [56, 92], [36, 88], [28, 72], [42, 54], [60, 38], [68, 22]]}],
  [{path: [[70, 26], [56, 10], [36, 16], [28, 36], [40, 50], [58, 44], [69, 27]]}, {path: [[70, 24], [68, 48], [62, 72], [52, 93]]}]
];

/** The strokes of a digit, 0…9, in coordinates from 0 to 100. */
export function sampleStrokes(digit: number): Stroke[] {
  const strokes = paths[digit];
  if (!strokes) throw new RangeError(`a digit is a whole number from 0 to 9, got ${digit}`);
  return strokes.map(({straight, path}) => {
    const stroke = path.map(([x, y]) => ({x, y}));
    return straight ? stroke : smoothStroke(stroke);
  });
}

/**
 * A digit, 0…9, that looks handwritten: 28 × 28, values in [0, 1], 1 is ink. Always the same picture.
 * @throws RangeError when `digit` is not a whole number from 0 to 9.
 */
export function sampleDigit(digit: number, options: DigitOptions = {}): Matrix {
  return digitFromStrokes(sampleStrokes(digit), options);
}

import type {Matrix} from "../../nn/arithmetic/matrix.ts";
import {DataError} from "../dataset.ts";
import type {ImageSet} from "../image-set.ts";
import {imageSet} from "../image-set.ts";

/** A digit that the reader drew, and which one it is to be. */
export interface DrawnDigit {
  /** [side, side], 0 paper … 1 ink. */
  picture: Matrix;
  /** 0 … 9. */
  label: number;
}

/**
 * A few drawn digits as a data set: each in every place up to `shift` pixels away in both directions, (2 · shift + 1)² images of it
 * one after the other, the unmoved one first. Ink that would leave the picture is cut.
 * @throws DataError when there are none or they differ in size.
 */
export function drawnSet(digits: readonly DrawnDigit[], {shift = 2, name = "digits you drew"} = {}): ImageSet {
  const side = digits[0]?.picture.length ?? 0;
  if (side === 0) throw new DataError("there are no drawn digits yet");
  const odd = digits.find(({picture}) => picture.length !== side || picture.some((row) => row.length !== side));
  if (odd)
    throw new DataError(
      `drawn digits must all be ${side} × ${side}, one is ${odd.picture.length} × ${odd.picture[0]?.length ?? 0}`
    );
  const places = Array.from({length: 2 * shift + 1}, (_, i) => i - shift);
  const moves = places.flatMap((down) => places.map((right) => ({down, right})));
  moves.sort((a, b) => Math.abs(a.down) + Math.abs(a.right) - Math.abs(b.down) - Math.abs(b.right));
  const pixels = new Uint8Array(digits.length * moves.length * side * side);
  let at = 0;
  for (const {picture} of digits) {
    for (const {down, right} of moves) {
      for (let row = 0; row < side; row++)
        for (let column = 0; column < side; column++)
          pixels[at++] = Math.round(255 * (picture[row - down]?.[column - right] ?? 0));
    }
  }
  const labels = Uint8Array.from({length: digits.length * moves.length}, (_, i) => digits[Math.floor(i / moves.length)].label);
  return imageSet({name, shape: [side, side, 1], pixels, labels, classes: 10});
}

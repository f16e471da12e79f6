import {DataError} from "../dataset.ts";
import {gunzip} from "../files/gzip.ts";
import type {ImageSet} from "../image-set.ts";
import {imageSet} from "../image-set.ts";
import {resize} from "../image.ts";

const side = 8;
/** Full ink: 4 × 4 black dots of the scan that scikit-learn's digits were made from. */
const full = 16;

/**
 * A set's images as 8 × 8 ones of values 0 … 16, like scikit-learn's digits: the ink's bounding square, so that it fills the
 * picture, then the mean of the area that each new pixel covers. For the network that runs on a microcontroller.
 * @throws DataError when the images have more than one channel.
 */
export function eightByEight(set: ImageSet): ImageSet {
  const [height, width, channels] = set.shape;
  if (channels !== 1) throw new DataError(`images of one channel are needed, these have ${channels}`);
  const pixels = new Uint8Array(set.size * side * side);
  for (let image = 0; image < set.size; image++) {
    const values = set.pixels.subarray(image * height * width, (image + 1) * height * width);
    const small = resize(inkSquare(values, height, width), side, side);
    for (let i = 0; i < side * side; i++) pixels[image * side * side + i] = Math.round((full * small[i >> 3][i & 7]) / set.white);
  }
  const {labels, classes} = set;
  return imageSet({name: `${set.name}, 8 × 8`, shape: [side, side, 1], pixels, labels, classes, white: full});
}

/** The smallest square with the ink in its middle; paper where it goes beyond the picture. The whole picture without ink. */
function inkSquare(values: Uint8Array, height: number, width: number): number[][] {
  let [top, bottom, left, right] = [height, -1, width, -1];
  values.forEach((value, i) => {
    if (value === 0) return;
    const row = Math.floor(i / width);
    top = Math.min(top, row);
    bottom = Math.max(bottom, row);
    left = Math.min(left, i % width);
    right = Math.max(right, i % width);
  });
  if (bottom < 0) [top, bottom, left, right] = [0, height - 1, 0, width - 1];
  const length = Math.max(bottom - top, right - left) + 1;
  const fromRow = top - Math.floor((length - (bottom - top + 1)) / 2);
  const fromColumn = left - Math.floor((length - (right - left + 1)) / 2);
  return Array.from({length}, (_, i) =>
    Array.from({length}, (_, j) => {
      const [row, column] = [fromRow + i, fromColumn + j];
      return row >= 0 && row < height && column >= 0 && column < width ? values[row * width + column] : 0;
    })
  );
}

/**
 * scikit-learn's digits as its `digits.csv.gz` has them, gzipped or not, or `optdigits.tra` and `.tes` of the UCI repository:
 * 64 numbers from 0 to 16 and the digit on each line, with commas; a line of column names may come first. 1,797 digits, from
 * Alpaydin and Kaynak, 1998.
 * @throws DataError with the line's number when it has another number of values, or a value that is not whole or out of range.
 */
export function readDigitsCsv(file: Uint8Array | string, name = "scikit-learn's digits"): ImageSet {
  const text = typeof file === "string" ? file : new TextDecoder().decode(gunzip(file));
  const rows: number[][] = [];
  text.split(/\r?\n/).forEach((line, index) => {
    if (line.trim() === "" || (index === 0 && /^["\w]*[a-z]/i.test(line))) return;
    rows.push(readLine(line, index + 1));
  });
  if (rows.length === 0) throw new DataError("the file has no digits");
  const pixels = Uint8Array.from(rows.flatMap((row) => row.slice(0, side * side)));
  const labels = Uint8Array.from(rows, (row) => row[side * side]);
  return imageSet({name, shape: [side, side, 1], pixels, labels, classes: 10, white: full});
}

function readLine(line: string, number: number): number[] {
  const words = line.split(",");
  if (words.length !== side * side + 1)
    throw new DataError(`line ${number} has ${words.length} values, a digit has ${side * side} pixels and its label`);
  return words.map((word, i) => {
    const value = word.trim() === "" ? NaN : Number(word);
    const most = i < side * side ? full : 9;
    if (Number.isInteger(value) && value >= 0 && value <= most) return value;
    const what = i < side * side ? `pixel ${i + 1}` : "the label";
    throw new DataError(
      `line ${number}: ${what} must be a whole number from 0 to ${most}, got ${JSON.stringify(word.trim().slice(0, 20))}`
    );
  });
}

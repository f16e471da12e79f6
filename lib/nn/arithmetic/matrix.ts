/** Rows of numbers: `matrix[row][column]`. Every row has the same length, at least one. */
export type Matrix = number[][];

/** A map with channels, as in NHWC without the batch: `volume[row][column][channel]`, shape [height, width, channels]. */
export type Volume = number[][][];

/** One value for rows and one for columns. */
export type Pair = [rows: number, columns: number];

/** Where a value stands that is NaN or infinite. */
export interface NotFinite {
  row: number;
  column: number;
  value: number;
}

/**
 * Shape of a matrix, [rows, columns], after checking that it is one: not empty, rectangular, numbers only.
 * NaN and infinities pass, because a figure should show them: see `notFinite`.
 * @throws RangeError or TypeError that names `what`, the place and the offending value.
 */
export function checkMatrix(matrix: Matrix, what = "matrix"): Pair {
  if (!Array.isArray(matrix)) throw new TypeError(`${what} must be a matrix (an array of rows), got ${show(matrix)}`);
  if (matrix.length === 0) throw new RangeError(`${what} is empty: shape 0 × 0`);
  if (!Array.isArray(matrix[0]))
    throw new TypeError(`${what} must be a matrix (an array of rows), but ${what}[0] is ${show(matrix[0])}`);
  const columns = matrix[0].length;
  if (columns === 0) throw new RangeError(`${what} is empty: shape ${matrix.length} × 0`);
  for (let row = 0; row < matrix.length; row++) {
    const values = matrix[row];
    if (!Array.isArray(values)) throw new TypeError(`${what}[${row}] must be a row of numbers, got ${show(values)}`);
    if (values.length !== columns) {
      throw new RangeError(`${what} is not rectangular: row ${row} has ${values.length} values, row 0 has ${columns}`);
    }
    for (let column = 0; column < columns; column++) {
      if (typeof values[column] !== "number") {
        throw new TypeError(`${what}[${row}][${column}] must be a number, got ${show(values[column])}`);
      }
    }
  }
  return [matrix.length, columns];
}

/**
 * Shape of a volume, [height, width, channels], after the same checks as `checkMatrix`.
 * @throws RangeError or TypeError that names `what`, the place and the offending value.
 */
export function checkVolume(volume: Volume, what = "volume"): [height: number, width: number, channels: number] {
  if (!Array.isArray(volume)) throw new TypeError(`${what} must be a volume [height][width][channels], got ${show(volume)}`);
  if (volume.length === 0) throw new RangeError(`${what} is empty: shape 0 × 0 × 0`);
  const [width, channels] = checkMatrix(volume[0], `${what}[0]`);
  for (let row = 1; row < volume.length; row++) {
    const [columns, depth] = checkMatrix(volume[row], `${what}[${row}]`);
    if (columns !== width || depth !== channels) {
      throw new RangeError(`${what} is not rectangular: row ${row} is ${columns} × ${depth}, row 0 is ${width} × ${channels}`);
    }
  }
  return [volume.length, width, channels];
}

/**
 * `value` itself, when it is a whole number of at least `least`.
 * @throws RangeError that names `what` and the value.
 */
export function checkWhole(value: number, what: string, least = 0): number {
  if (!Number.isInteger(value) || value < least) {
    throw new RangeError(`${what} must be a whole number, ${least} or more, got ${show(value)}`);
  }
  return value;
}

/**
 * A number as the pair [number, number], a pair as itself, each checked to be whole and at least `least`.
 * @throws RangeError that names `what` and the value.
 */
export function pair(value: number | Pair, what: string, least = 1): Pair {
  if (!Array.isArray(value)) return [checkWhole(value, what, least), value];
  if (value.length !== 2) throw new RangeError(`${what} must be a number or [rows, columns], got ${show(value)}`);
  return [checkWhole(value[0], `${what} of rows`, least), checkWhole(value[1], `${what} of columns`, least)];
}

/** A new matrix of rows × columns whose value at (row, column) is what `value` gives, or 0. */
export function fill(rows: number, columns: number, value?: (row: number, column: number) => number): Matrix {
  const matrix: Matrix = [];
  for (let row = 0; row < rows; row++) {
    const values = new Array<number>(columns).fill(0);
    if (value) for (let column = 0; column < columns; column++) values[column] = value(row, column);
    matrix.push(values);
  }
  return matrix;
}

/** The values that are NaN or infinite, with their places; empty when there are none. */
export function notFinite(matrix: Matrix): NotFinite[] {
  const found: NotFinite[] = [];
  matrix.forEach((values, row) =>
    values.forEach((value, column) => {
      if (!Number.isFinite(value)) found.push({row, column, value});
    })
  );
  return found;
}

/** Smallest and largest finite value; [0, 0] when there is none. */
export function extent(matrix: Matrix): [least: number, most: number] {
  let least = Infinity;
  let most = -Infinity;
  for (const values of matrix) {
    for (const value of values) {
      if (!Number.isFinite(value)) continue;
      if (value < least) least = value;
      if (value > most) most = value;
    }
  }
  return least > most ? [0, 0] : [least, most];
}

/**
 * One channel of a volume as a matrix.
 * @throws RangeError when the volume has no such channel.
 */
export function channelOf(volume: Volume, channel: number): Matrix {
  const [, , channels] = checkVolume(volume);
  if (checkWhole(channel, "channel") >= channels)
    throw new RangeError(`channel ${channel} of a volume with ${channels} channels`);
  return volume.map((row) => row.map((values) => values[channel]));
}

/**
 * Matrices of equal shape laid behind each other: channel c of the result is `channels[c]`.
 * @throws RangeError when there are none or their shapes differ.
 */
export function stackChannels(channels: Matrix[]): Volume {
  if (channels.length === 0) throw new RangeError("no channels to stack");
  const [rows, columns] = checkMatrix(channels[0], "channel 0");
  channels.forEach((channel, index) => {
    const [r, c] = checkMatrix(channel, `channel ${index}`);
    if (r !== rows || c !== columns) throw new RangeError(`channel ${index} is ${r} × ${c}, channel 0 is ${rows} × ${columns}`);
  });
  return channels[0].map((values, row) => values.map((_, column) => channels.map((channel) => channel[row][column])));
}

/** A value as an error message quotes it: short, strings in quotes. */
export function show(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value)) return value.length > 8 ? `an array of ${value.length}` : `[${value.map(show).join(", ")}]`;
  if (typeof value === "object" && value !== null) return `an object (${value.constructor?.name ?? "Object"})`;
  return String(value);
}

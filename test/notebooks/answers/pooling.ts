import type {ChapterAnswers} from "../exercises.ts";

/** Right and wrong answers to the exercises of Pooling. */
export const answers: ChapterAnswers = {
  "write-max-pool": {
    right: {
      "map over every second": `const maxPool = (map: number[][]) => map.filter((_, r) => r % 2 === 0).map((row, r) =>
  row.filter((_, c) => c % 2 === 0).map((value, c) =>
    Math.max(value, row[2 * c + 1], map[2 * r + 1][2 * c], map[2 * r + 1][2 * c + 1])));`,
      "every cell into its window": `function maxPool(map: number[][]): number[][] {
  const output = Array.from({length: map.length / 2}, () => Array(map[0].length / 2).fill(-Infinity));
  map.forEach((row, r) => row.forEach((value, c) => {
    if (value > output[r >> 1][c >> 1]) output[r >> 1][c >> 1] = value;
  }));
  return output;
}`,
      "rows first, then columns": `function maxPool(map) {
  const pairs = (list, larger) => Array.from({length: list.length / 2}, (_, i) => larger(list[2 * i], list[2 * i + 1]));
  return pairs(map, (a, b) => a.map((value, c) => Math.max(value, b[c]))).map((row) => pairs(row, Math.max));
}`
    },
    wrong: {
      "never below zero": `const maxPool = (map) => Array.from({length: map.length / 2}, (_, r) => Array.from({length: map[0].length / 2}, (_, c) =>
  Math.max(0, map[2 * r][2 * c], map[2 * r][2 * c + 1], map[2 * r + 1][2 * c], map[2 * r + 1][2 * c + 1])));`,
      "the diagonal only": `const maxPool = (map) => Array.from({length: map.length / 2}, (_, r) => Array.from({length: map[0].length / 2}, (_, c) =>
  Math.max(map[2 * r][2 * c], map[2 * r + 1][2 * c + 1])));`,
      "the mean": `const maxPool = (map) => Array.from({length: map.length / 2}, (_, r) => Array.from({length: map[0].length / 2}, (_, c) =>
  (map[2 * r][2 * c] + map[2 * r][2 * c + 1] + map[2 * r + 1][2 * c] + map[2 * r + 1][2 * c + 1]) / 4));`,
      "a stride of 1": `const maxPool = (map) => map.slice(1).map((row, r) => row.slice(1).map((value, c) =>
  Math.max(value, row[c], map[r][c], map[r][c + 1])));`,
      "square maps only": `const maxPool = (map) => Array.from({length: map.length / 2}, (_, r) => Array.from({length: map.length / 2}, (_, c) =>
  Math.max(map[2 * r][2 * c], map[2 * r][2 * c + 1], map[2 * r + 1][2 * c], map[2 * r + 1][2 * c + 1])));`,
      "the largest size": `const maxPool = (map) => Array.from({length: map.length / 2}, (_, r) => Array.from({length: map[0].length / 2}, (_, c) =>
  [map[2 * r][2 * c], map[2 * r][2 * c + 1], map[2 * r + 1][2 * c], map[2 * r + 1][2 * c + 1]].sort((a, b) => Math.abs(b) - Math.abs(a))[0]));`
    }
  },

  "predict-pool": {
    right: {
      "step by step": `const sides = [28 - 2];
sides.push(sides[0] / 2);
sides.push(sides[1] - 3 + 1);
sides.push(Math.floor(sides[2] / 2));
const vectorLength = sides[3] ** 2 * 16;`,
      numbers: `const vectorLength = 400;
const sides = [26, 13, 11, 5];`,
      "a function": `const [convolved, halved] = [(n) => n - 2, (n) => n >> 1];
const sides = [convolved, halved, convolved, halved].reduce((list, f) => [...list, f(list.at(-1))], [28]).slice(1);
const vectorLength = 16 * sides.at(-1) * sides.at(-1);`
    },
    wrong: {
      "same padding": `const sides = [28, 14, 14, 7];
const vectorLength = 7 * 7 * 16;`,
      "rounded up": `const sides = [26, 13, 11, 6];
const vectorLength = 6 * 6 * 16;`,
      "eight channels": `const sides = [26, 13, 11, 5];
const vectorLength = 5 * 5 * 8;`,
      "the channels multiply": `const sides = [26, 13, 11, 5];
const vectorLength = 5 * 5 * 8 * 16;`,
      "three off": `const sides = [25, 12, 9, 4];
const vectorLength = 4 * 4 * 16;`,
      "a side for the area": `const sides = [26, 13, 11, 5];
const vectorLength = 5 * 16;`
    }
  },

  "repair-gradient": {
    right: {
      "four cells in a list": `function backward(map: number[][], gradient: number[][]): number[][] {
  const result = map.map((row) => row.map(() => 0));
  gradient.forEach((row, r) => row.forEach((g, c) => {
    const places = [[2 * r, 2 * c], [2 * r, 2 * c + 1], [2 * r + 1, 2 * c], [2 * r + 1, 2 * c + 1]];
    const values = places.map(([y, x]) => map[y][x]);
    const [y, x] = places[values.indexOf(Math.max(...values))];
    result[y][x] = g;
  }));
  return result;
}`,
      "backwards, with ties": `function backward(map, gradient) {
  const result = map.map((row) => row.map(() => 0));
  for (let r = 0; r < gradient.length; r++) for (let c = 0; c < gradient[0].length; c++) {
    let best = 3;
    const at = (k) => map[2 * r + (k >> 1)][2 * c + (k & 1)];
    for (let k = 2; k >= 0; k--) if (at(k) >= at(best)) best = k;
    result[2 * r + (best >> 1)][2 * c + (best & 1)] += gradient[r][c];
  }
  return result;
}`,
      "cell by cell": `const backward = (map, gradient) => map.map((row, y) => row.map((value, x) => {
  const [r, c] = [Math.floor(y / 2), Math.floor(x / 2)];
  const window = [map[2 * r][2 * c], map[2 * r][2 * c + 1], map[2 * r + 1][2 * c], map[2 * r + 1][2 * c + 1]];
  const own = 2 * (y % 2) + x % 2;
  return window.findIndex((other) => other === Math.max(...window)) === own ? gradient[r][c] : 0;
}));`
    },
    wrong: {
      "the last of several": `function backward(map, gradient) {
  const result = map.map((row) => row.map(() => 0));
  gradient.forEach((row, r) => row.forEach((g, c) => {
    let [y, x] = [2 * r, 2 * c];
    for (let i = 0; i < 2; i++) for (let j = 0; j < 2; j++) if (map[2 * r + i][2 * c + j] >= map[y][x]) [y, x] = [2 * r + i, 2 * c + j];
    result[y][x] = g;
  }));
  return result;
}`,
      "all of several": `const backward = (map, gradient) => map.map((row, y) => row.map((value, x) => {
  const [r, c] = [y >> 1, x >> 1];
  const most = Math.max(map[2 * r][2 * c], map[2 * r][2 * c + 1], map[2 * r + 1][2 * c], map[2 * r + 1][2 * c + 1]);
  return value === most ? gradient[r][c] : 0;
}));`,
      "the first in its column": `function backward(map, gradient) {
  const result = map.map((row) => row.map(() => 0));
  gradient.forEach((row, r) => row.forEach((g, c) => {
    let [y, x] = [2 * r, 2 * c];
    for (let j = 0; j < 2; j++) for (let i = 0; i < 2; i++) if (map[2 * r + i][2 * c + j] > map[y][x]) [y, x] = [2 * r + i, 2 * c + j];
    result[y][x] = g;
  }));
  return result;
}`,
      "the value for the gradient": `function backward(map, gradient) {
  const result = map.map((row) => row.map(() => 0));
  gradient.forEach((row, r) => row.forEach((g, c) => {
    let [y, x] = [2 * r, 2 * c];
    for (let i = 0; i < 2; i++) for (let j = 0; j < 2; j++) if (map[2 * r + i][2 * c + j] > map[y][x]) [y, x] = [2 * r + i, 2 * c + j];
    result[y][x] = map[y][x];
  }));
  return result;
}`,
      "above zero only": `function backward(map, gradient) {
  const result = map.map((row) => row.map(() => 0));
  gradient.forEach((row, r) => row.forEach((g, c) => {
    let [best, y, x] = [0, 2 * r, 2 * c];
    for (let i = 0; i < 2; i++) for (let j = 0; j < 2; j++) if (map[2 * r + i][2 * c + j] > best) [best, y, x] = [map[2 * r + i][2 * c + j], 2 * r + i, 2 * c + j];
    result[y][x] = g;
  }));
  return result;
}`,
      "a quarter each": `const backward = (map, gradient) => map.map((row, y) => row.map((_, x) => gradient[y >> 1][x >> 1] / 4));`
    }
  },

  "fool-pooling": {
    right: {
      "two lonely columns": `const stubborn = Array.from({length: 6}, () => [0, 5, 0, 0, 0, 5]);`,
      "written out": `const stubborn = [
  [1, 3, 0, 5, 1, 8],
  [0, 0, 0, 0, 0, 0],
  [1, 3, 0, 5, 1, 8],
  [0, 0, 0, 0, 0, 0],
  [0, 0, 0, 0, 0, 0],
  [1, 3, 0, 5, 1, 8]
];`,
      "below zero": `const stubborn = [...Array(6)].map(() => [-9, -8, -9, -6, -9, -4]);`,
      large: `const stubborn = Array.from({length: 6}, (_, r) => Array.from({length: 6}, (_, c) => c % 2 === 1 ? 100 * (r + 1) * (c + 1) : 0));`
    },
    wrong: {
      "all the same": `const stubborn = Array.from({length: 6}, () => Array(6).fill(9));`,
      "the left-hand columns": `const stubborn = Array.from({length: 6}, () => [3, 0, 6, 0, 9, 0]);`,
      stripes: `const stubborn = Array.from({length: 6}, () => [0, 9, 0, 9, 0, 9]);`,
      "rows for columns": `const stubborn = [0, 3, 0, 6, 0, 9].map((value) => Array(6).fill(value));`,
      "too small": `const stubborn = Array.from({length: 6}, () => [0, 0.3, 0, 0.6, 0, 0.9]);`,
      "no numbers": `const stubborn = Array.from({length: 6}, () => Array(6).fill(NaN));`,
      "five columns": `const stubborn = Array.from({length: 6}, () => [0, 3, 0, 6, 0]);`
    }
  },

  "flat-index": {
    right: {
      "multiplied out": `const toIndex = (row, column, channel, width, channels) => row * width * channels + column * channels + channel;
const fromIndex = (index, width, channels) => {
  const row = Math.floor(index / (width * channels));
  const rest = index - row * width * channels;
  return [row, Math.floor(rest / channels), rest % channels];
};`,
      remainders: `function toIndex(row: number, column: number, channel: number, width: number, channels: number): number {
  return channel + channels * (column + width * row);
}
function fromIndex(index: number, width: number, channels: number): [number, number, number] {
  const channel = index % channels;
  const place = (index - channel) / channels;
  const column = place % width;
  return [(place - column) / width, column, channel];
}`,
      "by counting": `const toIndex = (row, column, channel, width, channels) => {
  let index = 0;
  for (let r = 0; r < row; r++) index += width * channels;
  for (let c = 0; c < column; c++) index += channels;
  return index + channel;
};
const fromIndex = (index, width, channels) => {
  let [row, column, channel] = [0, 0, 0];
  while (index-- > 0) {
    if (++channel === channels) [channel, column] = [0, column + 1];
    if (column === width) [column, row] = [0, row + 1];
  }
  return [row, column, channel];
};`
    },
    wrong: {
      "channels first": `const toIndex = (row, column, channel, width, channels) => (channel * 3 + row) * width + column;
const fromIndex = (index, width, channels) => [Math.floor(index / width) % 3, index % width, Math.floor(index / width / 3)];`,
      "the channels stay out": `const toIndex = (row, column, channel, width, channels) => row * width + column + channel;
const fromIndex = (index, width, channels) => [Math.floor(index / width), index % width, 0];`,
      "column by column": `const toIndex = (row, column, channel, width, channels) => (column * width + row) * channels + channel;
const fromIndex = (index, width, channels) => {
  const place = Math.floor(index / channels);
  return [place % width, Math.floor(place / width), index % channels];
};`,
      "the way back is not whole": `const toIndex = (row, column, channel, width, channels) => (row * width + column) * channels + channel;
const fromIndex = (index, width, channels) => [index / channels / width, (index / channels) % width, index % channels];`,
      "there and back, and wrong": `const toIndex = (row, column, channel, width, channels) => row;
const fromIndex = (index, width, channels) => [index, 0, 0];`,
      "row and column swapped on the way back": `const toIndex = (row, column, channel, width, channels) => (row * width + column) * channels + channel;
const fromIndex = (index, width, channels) => {
  const place = Math.floor(index / channels);
  return [place % width, Math.floor(place / width), index % channels];
};`
    }
  },

  "which-way-round": {
    right: {
      "two loops": `function rowsAreActual(matrix: number[][], pictures: number[]): boolean {
  const rows = pictures.map(() => 0);
  const columns = pictures.map(() => 0);
  for (let i = 0; i < matrix.length; i++) for (let j = 0; j < matrix.length; j++) {
    rows[i] += matrix[i][j];
    columns[j] += matrix[i][j];
  }
  const same = (a: number[]) => String(a) === String(pictures);
  if (!same(rows) && !same(columns)) throw new RangeError("neither");
  return same(rows);
}`,
      "columns first": `const rowsAreActual = (matrix, pictures) => {
  const fits = (m) => m.every((row, i) => row.reduce((a, b) => a + b, 0) === pictures[i]);
  const turned = matrix[0].map((_, j) => matrix.map((row) => row[j]));
  if (fits(turned)) return false;
  if (fits(matrix)) return true;
  throw new Error("no");
};`,
      "a switch of both": `function rowsAreActual(matrix, pictures) {
  const n = pictures.length;
  let [byRow, byColumn] = [true, true];
  for (let k = 0; k < n; k++) {
    let [across, down] = [0, 0];
    for (let l = 0; l < n; l++) { across += matrix[k][l]; down += matrix[l][k]; }
    byRow &&= across === pictures[k];
    byColumn &&= down === pictures[k];
  }
  if (byRow) return true;
  if (byColumn) return false;
  throw Error();
}`
    },
    wrong: {
      "the other way round": `function rowsAreActual(matrix, pictures) {
  const fits = (m) => m.every((row, i) => row.reduce((a, b) => a + b, 0) === pictures[i]);
  if (fits(matrix)) return false;
  if (fits(matrix[0].map((_, j) => matrix.map((row) => row[j])))) return true;
  throw new Error("neither");
}`,
      "never throws": `const rowsAreActual = (matrix, pictures) => matrix.every((row, i) => row.reduce((a, b) => a + b, 0) === pictures[i]);`,
      "the first class decides": `function rowsAreActual(matrix, pictures) {
  if (matrix[0].reduce((a, b) => a + b, 0) === pictures[0]) return true;
  if (matrix.reduce((sum, row) => sum + row[0], 0) === pictures[0]) return false;
  throw new Error("neither");
}`,
      "sums without their order": `function rowsAreActual(matrix, pictures) {
  const sorted = (list) => String([...list].sort((a, b) => a - b));
  const sum = (row) => row.reduce((a, b) => a + b, 0);
  if (sorted(matrix.map(sum)) === sorted(pictures)) return true;
  if (sorted(matrix[0].map((_, j) => sum(matrix.map((row) => row[j])))) === sorted(pictures)) return false;
  throw new Error("neither");
}`,
      "an answer of null": `function rowsAreActual(matrix, pictures) {
  const fits = (m) => m.every((row, i) => row.reduce((a, b) => a + b, 0) === pictures[i]);
  return fits(matrix) ? true : fits(matrix[0].map((_, j) => matrix.map((row) => row[j]))) ? false : null;
}`,
      "all but the last": `function rowsAreActual(matrix, pictures) {
  const fits = (m) => m.slice(0, -1).every((row, i) => row.reduce((a, b) => a + b, 0) === pictures[i]);
  if (fits(matrix)) return true;
  if (fits(matrix[0].map((_, j) => matrix.map((row) => row[j])))) return false;
  throw new Error("neither");
}`
    }
  }
};

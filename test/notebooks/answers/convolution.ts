import type {ChapterAnswers} from "../exercises.ts";

/** Right and wrong answers to the exercises of Convolution. */
export const answers: ChapterAnswers = {
  "write-convolution": {
    right: {
      "map and reduce": `const slide = (input: number[][], kernel: number[][]): number[][] =>
  input.slice(kernel.length - 1).map((_, r) =>
    input[r].slice(kernel[0].length - 1).map((_, c) =>
      kernel.reduce((sum, row, i) => row.reduce((part, w, j) => part + w * input[r + i][c + j], sum), 0)));`,
      "the kernel's loops outside": `function slide(input: number[][], kernel: number[][]): number[][] {
  const [m, n] = [kernel.length, kernel[0].length];
  const out = Array.from({length: input.length - m + 1}, () => Array(input[0].length - n + 1).fill(0));
  kernel.forEach((weights, i) => weights.forEach((w, j) => {
    for (let r = 0; r < out.length; r++) for (let c = 0; c < out[0].length; c++) out[r][c] += w * input[r + i][c + j];
  }));
  return out;
}`,
      "two loops and slices": `function slide(input, kernel) {
  const weights = kernel.flat();
  const output = [];
  for (let r = 0; r + kernel.length <= input.length; r++) {
    const row = [];
    for (let c = 0; c + kernel[0].length <= input[0].length; c++) {
      const window = input.slice(r, r + kernel.length).flatMap((line) => line.slice(c, c + kernel[0].length));
      row.push(window.reduce((sum, value, i) => sum + value * weights[i], 0));
    }
    output.push(row);
  }
  return output;
}`,
      "scattered from the input": `function slide(input, kernel) {
  const [rows, columns] = [input.length - kernel.length + 1, input[0].length - kernel[0].length + 1];
  const output = [...Array(rows)].map(() => new Float64Array(columns));
  input.forEach((line, y) => line.forEach((value, x) => {
    for (let i = 0; i < kernel.length; i++) for (let j = 0; j < kernel[0].length; j++) {
      if (output[y - i] !== undefined && x - j >= 0 && x - j < columns) output[y - i][x - j] += value * kernel[i][j];
    }
  }));
  return output;
}`
    },
    wrong: {
      "the kernel turned": `function slide(input, kernel) {
  const turned = [...kernel].reverse().map((row) => [...row].reverse());
  return input.slice(kernel.length - 1).map((_, r) => input[r].slice(kernel[0].length - 1).map((_, c) =>
    turned.reduce((sum, row, i) => row.reduce((part, w, j) => part + w * input[r + i][c + j], sum), 0)));
}`,
      "rows and columns of the kernel swapped": `function slide(input, kernel) {
  return input.slice(kernel.length - 1).map((_, r) => input[r].slice(kernel[0].length - 1).map((_, c) =>
    kernel.reduce((sum, row, i) => row.reduce((part, w, j) => part + w * (input[r + j]?.[c + i] ?? 0), sum), 0)));
}`,
      "square kernels only": `function slide(input, kernel) {
  const n = kernel.length;
  return input.slice(n - 1).map((_, r) => input[r].slice(n - 1).map((_, c) => {
    let sum = 0;
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) sum += input[r + i][c + j] * (kernel[i][j] ?? 0);
    return sum;
  }));
}`,
      "one row too few": `function slide(input, kernel) {
  return input.slice(kernel.length).map((_, r) => input[r].slice(kernel[0].length).map((_, c) =>
    kernel.reduce((sum, row, i) => row.reduce((part, w, j) => part + w * input[r + i][c + j], sum), 0)));
}`,
      "the sum is kept": `function slide(input, kernel) {
  let sum = 0;
  return input.slice(kernel.length - 1).map((_, r) => input[r].slice(kernel[0].length - 1).map((_, c) => {
    kernel.forEach((row, i) => row.forEach((w, j) => { sum += w * input[r + i][c + j]; }));
    return sum;
  }));
}`
    }
  },

  "predict-size": {
    right: {
      numbers: `const predicted = {upwards: 14, dilated: 24, stem: 55};`,
      "one formula": `const sizeOf = (n, f, s, p, d = 1) => Math.floor((n + 2 * p - d * (f - 1) - 1) / s) + 1;
const predicted = {stem: sizeOf(227, 11, 4, 0), dilated: sizeOf(28, 3, 1, 2, 4), upwards: 7 * 2};`,
      counted: `const starts = [];
for (let at = 0; at + 11 <= 227; at += 4) starts.push(at);
const predicted = {stem: starts.length, dilated: [...Array(32 - 8)].length, upwards: 6 * 2 + 4 - 1 - 1};`
    },
    wrong: {
      "no step for the start": `const predicted = {stem: 54, dilated: 23, upwards: 14};`,
      "rounded up": `const predicted = {stem: 57, dilated: 24, upwards: 14};`,
      "without dilation": `const predicted = {stem: 55, dilated: 30, upwards: 14};`,
      "a dilated kernel of 12": `const predicted = {stem: 55, dilated: 28 + 4 - 12 + 1, upwards: 14};`,
      "padding on top": `const predicted = {stem: 55, dilated: 24, upwards: 6 * 2 + 4 + 2};`,
      "the transposed one as a convolution": `const predicted = {stem: 55, dilated: 24, upwards: 3};`
    }
  },

  "find-kernel": {
    right: {
      "Prewitt's": `const vertical = [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]];`,
      "two neighbours": `const vertical = [[-1, 1, 0], [-1, 1, 0], [-1, 1, 0]];`,
      "the middle row alone": `const vertical = [[0, 0, 0], [0, -0.5, 0.5], [0, 0, 0]];`,
      fractions: `const vertical = Array.from({length: 3}, () => [-1 / 3, -1 / 3, 2 / 3]);`,
      "Scharr's": `const vertical = [3, 10, 3].map((weight) => [-weight, 0, weight]);`
    },
    wrong: {
      "a bright line": `const vertical = [[1, -2, 1], [1, -2, 1], [1, -2, 1]];`,
      "a dark line": `const vertical = [[-1, 2, -1], [-1, 2, -1], [-1, 2, -1]];`,
      "light to dark": `const vertical = [[1, 0, -1], [2, 0, -2], [1, 0, -1]];`,
      "horizontal edges": `const vertical = [[-1, -2, -1], [0, 0, 0], [1, 2, 1]];`,
      "all edges": `const vertical = [[0, -1, 0], [-1, 4, -1], [0, -1, 0]];`,
      "a diagonal": `const vertical = [[-1, 0, 0], [0, 0, 0], [0, 0, 1]];`,
      "silent everywhere": `const vertical = [[0, 0, 0], [0, 0, 0], [0, 0, 0]];`,
      "two rows": `const vertical = [[-1, 0, 1], [-1, 0, 1]];`
    }
  },

  "repair-padding": {
    right: {
      "nothing before the signal": `const causal = (signal: number[], weights: number[]) =>
  signal.map((_, t) => weights.reduce((sum, w, k) => sum + w * (signal[t + k - weights.length + 1] ?? 0), 0));`,
      "loops back in time": `function causal(signal: number[], weights: number[]): number[] {
  const result = [];
  for (let now = 0; now < signal.length; now++) {
    let sum = 0;
    for (let back = 0; back < weights.length && back <= now; back++) {
      sum += signal[now - back] * weights[weights.length - 1 - back];
    }
    result.push(sum);
  }
  return result;
}`,
      "a shifted copy for each weight": `function causal(signal, weights) {
  const result = signal.map(() => 0);
  weights.forEach((weight, k) => {
    const late = weights.length - 1 - k;
    for (let t = late; t < signal.length; t++) result[t] += weight * signal[t - late];
  });
  return result;
}`,
      "a window that moves along": `const causal = (signal, weights) => {
  let seen = weights.map(() => 0);
  return signal.map((value) => {
    seen = [...seen.slice(1), value];
    return seen.reduce((sum, one, i) => sum + one * weights[i], 0);
  });
};`
    },
    wrong: {
      "the zeros behind": `function causal(signal, weights) {
  const padded = [...signal, ...Array(weights.length - 1).fill(0)];
  return signal.map((_, t) => weights.reduce((sum, w, k) => sum + w * padded[t + k], 0));
}`,
      "two zeros, whatever the weights": `function causal(signal, weights) {
  const padded = [0, 0, ...signal];
  return signal.map((_, t) => weights.reduce((sum, w, k) => sum + w * padded[t + k], 0));
}`,
      "one moment late": `function causal(signal, weights) {
  const padded = [...Array(weights.length).fill(0), ...signal];
  return signal.map((_, t) => weights.reduce((sum, w, k) => sum + w * padded[t + k], 0));
}`,
      "the weights backwards": `function causal(signal, weights) {
  return signal.map((_, t) => weights.reduce((sum, w, k) => sum + w * (signal[t - k] ?? 0), 0));
}`,
      shorter: `function causal(signal, weights) {
  return signal.slice(weights.length - 1).map((_, t) => weights.reduce((sum, w, k) => sum + w * signal[t + k], 0));
}`,
      "the first value for what is missing": `function causal(signal, weights) {
  const padded = [...Array(weights.length - 1).fill(signal[0]), ...signal];
  return signal.map((_, t) => weights.reduce((sum, w, k) => sum + w * padded[t + k], 0));
}`
    }
  },

  "count-cost": {
    right: {
      "layer by layer": `const cost = (side: number, kernel: number, channelsIn: number, channelsOut: number, bias: boolean) => {
  const perKernel = kernel ** 2 * channelsIn;
  return {multiplyAdds: side * side * channelsOut * perKernel, parameters: channelsOut * (perKernel + Number(bias))};
};`,
      "counted in loops": `function cost(side, kernel, channelsIn, channelsOut, bias) {
  let parameters = 0;
  for (let out = 0; out < channelsOut; out++) {
    for (let i = 0; i < channelsIn; i++) parameters += kernel * kernel;
  }
  const multiplyAdds = parameters * side ** 2;
  if (bias) parameters += channelsOut;
  return {parameters, multiplyAdds};
}`,
      "a product of a list": `function cost(side, kernel, channelsIn, channelsOut, bias) {
  const product = (...numbers) => numbers.reduce((a, b) => a * b, 1);
  const weights = product(kernel, kernel, channelsIn, channelsOut);
  return {parameters: weights + channelsOut * (bias ? 1 : 0), multiplyAdds: product(weights, side, side)};
}`
    },
    wrong: {
      "biases multiplied too": `function cost(side, kernel, channelsIn, channelsOut, bias) {
  const parameters = kernel ** 2 * channelsIn * channelsOut + (bias ? channelsOut : 0);
  return {parameters, multiplyAdds: parameters * side ** 2};
}`,
      "the biases of the input": `function cost(side, kernel, channelsIn, channelsOut, bias) {
  const weights = kernel ** 2 * channelsIn * channelsOut;
  return {parameters: weights + (bias ? channelsIn : 0), multiplyAdds: weights * side ** 2};
}`,
      "always a bias": `function cost(side, kernel, channelsIn, channelsOut) {
  const weights = kernel ** 2 * channelsIn * channelsOut;
  return {parameters: weights + channelsOut, multiplyAdds: weights * side ** 2};
}`,
      "the input's side": `function cost(side, kernel, channelsIn, channelsOut, bias) {
  const weights = kernel ** 2 * channelsIn * channelsOut;
  return {parameters: weights + (bias ? channelsOut : 0), multiplyAdds: weights * (2 * side) ** 2};
}`,
      "the two printed layers": `function cost(side) {
  return side === 14 ? {parameters: 544, multiplyAdds: 100352} : {parameters: 32768, multiplyAdds: 1605632};
}`,
      "4 × 4 written in": `function cost(side, kernel, channelsIn, channelsOut, bias) {
  const weights = 16 * channelsIn * channelsOut;
  return {parameters: weights + (bias ? channelsOut : 0), multiplyAdds: weights * side ** 2};
}`
    }
  }
};

import type {ChapterAnswers} from "../exercises.ts";

/** Right and wrong answers to the exercise of Tensors in which a dense layer is written. */
export const dense: ChapterAnswers = {
  "write-dense": {
    right: {
      "three loops": `function dense(input: number[][], kernel: number[][], bias: number[]): number[][] {
  const output: number[][] = [];
  for (let b = 0; b < input.length; b++) {
    output[b] = [];
    for (let j = 0; j < bias.length; j++) {
      let sum = 0;
      for (let i = 0; i < kernel.length; i++) sum += input[b][i] * kernel[i][j];
      output[b][j] = sum + bias[j];
    }
  }
  return output;
}`,
      "row by row of the kernel": `const dense = (input: number[][], kernel: number[][], bias: number[]) => input.map((row) => {
  const sums = [...bias];
  row.forEach((value, i) => kernel[i].forEach((weight, j) => { sums[j] += value * weight; }));
  return sums;
});`,
      "the layer of the chapter, with the kernel turned": `function dense(input: number[][], kernel: number[][], bias: number[]): number[][] {
  const weights = kernel[0].map((_, j) => kernel.map((row) => row[j]));
  return input.map((x) => layer(x, weights, bias, (sum) => sum));
}`,
      "a matrix product of tf": `function dense(input: number[][], kernel: number[][], bias: number[]): number[][] {
  return tf.tidy(() => tf.matMul(tf.tensor2d(input), tf.tensor2d(kernel)).add(tf.tensor1d(bias)).arraySync() as number[][]);
}`
    },
    wrong: {
      "one bias that grows with the batch": `const dense = (input, kernel, bias) => input.map((row) => {
  const sums = bias;
  row.forEach((value, i) => kernel[i].forEach((weight, j) => { sums[j] += value * weight; }));
  return [...sums];
});`,
      "the kernel the other way round": `const dense = (input, kernel, bias) => input.map((row) =>
  bias.map((start, j) => row.reduce((sum, value, i) => sum + value * (kernel[j]?.[i] ?? 0), start)));`,
      "no bias": `const dense = (input, kernel, bias) => input.map((row) =>
  bias.map((_, j) => row.reduce((sum, value, i) => sum + value * kernel[i][j], 0)));`,
      "the bias for each feature": `const dense = (input, kernel, bias) => input.map((row) =>
  bias.map((start, j) => row.reduce((sum, value, i) => sum + value * kernel[i][j] + start, 0)));`,
      "the first example alone": `const dense = (input, kernel, bias) =>
  [bias.map((start, j) => input[0].reduce((sum, value, i) => sum + value * kernel[i][j], start))];`,
      "a list for one unit": `const dense = (input, kernel, bias) => input.map((row) => {
  const sums = bias.map((start, j) => row.reduce((sum, value, i) => sum + value * kernel[i][j], start));
  return sums.length === 1 ? sums[0] : sums;
});`,
      "a ReLU too many": `const dense = (input, kernel, bias) => input.map((row) =>
  bias.map((start, j) => Math.max(0, row.reduce((sum, value, i) => sum + value * kernel[i][j], start))));`,
      "right, but the input is written over": `const dense = (input, kernel, bias) => {
  input.forEach((row, b) => {
    input[b] = bias.map((start, j) => row.reduce((sum, value, i) => sum + value * kernel[i][j], start));
  });
  return input;
};`
    }
  }
};

import type {ChapterAnswers} from "../exercises.ts";

/** Right and wrong answers to the exercises of Tensors. */
export const answers: ChapterAnswers = {
  "say-shapes": {
    right: {
      "worked out": `const shapes = {pictures: [32, 64, 48, 3], row: [28 * 28 * 1], product: [32, 6272], averaged: [32, 8]};`,
      "one const each": `const colour = 3;
const side = 28;
const shapes: Record<string, number[]> = {};
shapes.averaged = [32, 8];
shapes.product = [32, 6272];
shapes.row = [side ** 2];
shapes.pictures = [32, 64, 48, colour];`,
      "asked of tf": `const shapes = {
  pictures: tf.zeros([32, 64, 48, 3]).shape,
  row: tf.zeros([28, 28, 1]).flatten().shape,
  product: tf.matMul(tf.zeros([32, 100]), tf.zeros([100, 6272])).shape,
  averaged: tf.zeros([32, 14, 14, 8]).mean([1, 2]).shape
};`
    },
    wrong: {
      "width before height": `const shapes = {pictures: [32, 48, 64, 3], row: [784], product: [32, 6272], averaged: [32, 8]};`,
      "channels first": `const shapes = {pictures: [32, 3, 64, 48], row: [784], product: [32, 6272], averaged: [32, 8]};`,
      "the picture as it was": `const shapes = {pictures: [32, 64, 48, 3], row: [28, 28, 1], product: [32, 6272], averaged: [32, 8]};`,
      "the inner size stays": `const shapes = {pictures: [32, 64, 48, 3], row: [784], product: [32, 100, 6272], averaged: [32, 8]};`,
      "averaged over the batch": `const shapes = {pictures: [32, 64, 48, 3], row: [784], product: [32, 6272], averaged: [14, 14, 8]};`,
      "numbers for shapes": `const shapes = {pictures: 32 * 64 * 48 * 3, row: 784, product: 32 * 6272, averaged: 256};`
    }
  },

  "tensor-loss": {
    right: {
      squaredDifference: `const meanSquare = (predicted: Tensor, wanted: Tensor): Tensor =>
  tf.tidy(() => tf.squaredDifference(predicted, wanted).mean());`,
      "thrown away by hand": `function meanSquare(predicted: Tensor, wanted: Tensor): Tensor {
  const error = tf.sub(wanted, predicted);
  const squared = tf.square(error);
  error.dispose();
  const mean = tf.mean(squared);
  squared.dispose();
  return mean;
}`,
      "the sum over the count": `function meanSquare(a: Tensor, b: Tensor): Tensor {
  return tf.tidy(() => {
    const error = a.sub(b);
    return tf.sum(error.mul(error)).div(a.size);
  });
}`,
      "a product of rows": `function meanSquare(predicted: Tensor, wanted: Tensor): Tensor {
  return tf.tidy(() => {
    const e = predicted.sub(wanted).flatten() as tf.Tensor1D;
    return tf.dot(e, e).div(e.size).asScalar();
  });
}`
    },
    wrong: {
      "not tidied": `function meanSquare(predicted, wanted) {
  return predicted.sub(wanted).square().mean();
}`,
      "the square of the mean": `const meanSquare = (predicted, wanted) => tf.tidy(() => predicted.sub(wanted).mean().square());`,
      "absolute differences": `const meanSquare = (predicted, wanted) => tf.tidy(() => predicted.sub(wanted).abs().mean());`,
      "a sum": `const meanSquare = (predicted, wanted) => tf.tidy(() => predicted.sub(wanted).square().sum());`,
      "the printed case's count": `const meanSquare = (predicted, wanted) => tf.tidy(() => predicted.sub(wanted).square().sum().div(3));`,
      "along one axis": `const meanSquare = (predicted, wanted) => tf.tidy(() => predicted.sub(wanted).square().mean(0));`,
      "a number": `const meanSquare = (predicted, wanted) => tf.tidy(() => predicted.sub(wanted).square().mean().arraySync());`
    }
  },

  "gradient-by-hand": {
    right: {
      "one loop": `function gradientAt(a: number, b: number): [slope: number, height: number] {
  let [forSlope, forHeight] = [0, 0];
  for (let i = 0; i < kilos.length; i++) {
    const error = a * kilos[i] + b - lengths[i];
    forSlope += error * kilos[i];
    forHeight += error;
  }
  return [(2 / kilos.length) * forSlope, (2 / kilos.length) * forHeight];
}`,
      "the square multiplied out": `function gradientAt(a: number, b: number): [number, number] {
  const mean = (f: (i: number) => number) => kilos.reduce((sum, _, i) => sum + f(i), 0) / kilos.length;
  const [x, y] = [mean((i) => kilos[i]), mean((i) => lengths[i])];
  const [xx, xy] = [mean((i) => kilos[i] ** 2), mean((i) => kilos[i] * lengths[i])];
  return [2 * (a * xx + b * x - xy), 2 * (a * x + b - y)];
}`,
      "each measurement for itself": `const gradientAt = (a: number, b: number) =>
  kilos.map((kilo, i) => {
    const e = 2 * (a * kilo + b - lengths[i]);
    return [e * kilo / 12, e / 12];
  }).reduce(([s, h], [ds, dh]) => [s + ds, h + dh]);`
    },
    wrong: {
      "half of it": `function gradientAt(a, b) {
  const errors = kilos.map((kilo, i) => a * kilo + b - lengths[i]);
  return [errors.reduce((sum, e, i) => sum + e * kilos[i], 0) / 12, errors.reduce((sum, e) => sum + e, 0) / 12];
}`,
      sums: `function gradientAt(a, b) {
  const errors = kilos.map((kilo, i) => a * kilo + b - lengths[i]);
  return [2 * errors.reduce((sum, e, i) => sum + e * kilos[i], 0), 2 * errors.reduce((sum, e) => sum + e, 0)];
}`,
      "uphill is downhill": `function gradientAt(a, b) {
  const errors = kilos.map((kilo, i) => lengths[i] - a * kilo - b);
  return [2 * errors.reduce((sum, e, i) => sum + e * kilos[i], 0) / 12, 2 * errors.reduce((sum, e) => sum + e, 0) / 12];
}`,
      "the two change places": `function gradientAt(a, b) {
  const errors = kilos.map((kilo, i) => a * kilo + b - lengths[i]);
  return [2 * errors.reduce((sum, e) => sum + e, 0) / 12, 2 * errors.reduce((sum, e, i) => sum + e * kilos[i], 0) / 12];
}`,
      "no weight in the slope": `function gradientAt(a, b) {
  const error = 2 * kilos.reduce((sum, kilo, i) => sum + a * kilo + b - lengths[i], 0) / 12;
  return [error, error];
}`,
      "a nudge that is too coarse": `function gradientAt(a, b) {
  const at = (a, b) => kilos.reduce((sum, kilo, i) => sum + (a * kilo + b - lengths[i]) ** 2, 0) / 12;
  return [(at(a + 0.001, b) - at(a, b)) / 0.001, (at(a, b + 0.001) - at(a, b)) / 0.001];
}`
    }
  },

  "write-descent": {
    right: {
      "in place": `function descend(gradient, start, rate, steps) {
  for (let step = 0; step < steps; step++) {
    gradient(start).forEach((slope, i) => { start[i] -= rate * slope; });
  }
  return start;
}`,
      "by recursion": `function descend(
  gradient: (place: number[]) => number[], start: number[], rate: number, steps: number
): number[] {
  if (steps === 0) return start;
  const slopes = gradient(start);
  return descend(gradient, start.map((value, i) => value - rate * slopes[i]), rate, steps - 1);
}`,
      "counting down, by index": `const descend = (gradient, start, rate, steps) => {
  let here = start.slice();
  while (steps-- > 0) {
    const slopes = gradient(here);
    const next = new Array(here.length);
    for (let i = 0; i < here.length; i++) next[i] = here[i] + slopes[i] * -rate;
    here = next;
  }
  return here;
};`,
      reduce: `const descend = (gradient, start, rate, steps) =>
  Array.from({length: steps}).reduce((place) => {
    const slopes = gradient(place);
    return place.map((value, i) => value - rate * slopes[i]);
  }, start);`
    },
    wrong: {
      uphill: `const descend = (gradient, place, rate, steps) => {
  for (let i = 0; i < steps; i++) { const g = gradient(place); place = place.map((v, j) => v + rate * g[j]); }
  return place;
};`,
      "one step too many": `const descend = (gradient, place, rate, steps) => {
  for (let i = 0; i <= steps; i++) { const g = gradient(place); place = place.map((v, j) => v - rate * g[j]); }
  return place;
};`,
      "always the first gradient": `const descend = (gradient, start, rate, steps) => {
  const g = gradient(start);
  return start.map((v, j) => v - steps * rate * g[j]);
};`,
      "three parameters only": `const descend = (gradient, [a, b, c], rate, steps) => {
  for (let i = 0; i < steps; i++) { const g = gradient([a, b, c]); a -= rate * g[0]; b -= rate * g[1]; c -= rate * g[2]; }
  return [a, b, c];
};`,
      "one parameter after the other": `const descend = (gradient, start, rate, steps) => {
  const place = [...start];
  for (let i = 0; i < steps; i++) for (let j = 0; j < place.length; j++) place[j] -= rate * gradient(place)[j];
  return place;
};`,
      "no rate": `const descend = (gradient, place, rate, steps) => {
  for (let i = 0; i < steps; i++) { const g = gradient(place); place = place.map((v, j) => v - g[j]); }
  return place;
};`
    }
  },

  "find-leak": {
    right: {
      "one expression": `const contrast = (batch: Tensor) => tf.tidy(() => batch.sub(batch.mean()).abs().mean().arraySync() as number);`,
      "thrown away by hand": `function contrast(batch: Tensor): number {
  const grey = tf.mean(batch);
  const difference = batch.sub(grey);
  const away = difference.abs();
  const mean = away.mean();
  const result = mean.dataSync()[0];
  tf.dispose([grey, difference, away, mean]);
  return result;
}`,
      "on plain numbers": `function contrast(batch: Tensor): number {
  const values = Array.from(batch.dataSync());
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return values.reduce((sum, value) => sum + Math.abs(value - mean), 0) / values.length;
}`,
      "the scope by hand": `function contrast(batch: Tensor): number {
  tf.engine().startScope();
  try {
    return batch.sub(tf.mean(batch)).abs().mean().arraySync() as number;
  } finally {
    tf.engine().endScope();
  }
}`
    },
    wrong: {
      "one is forgotten": `function contrast(batch) {
  const grey = tf.mean(batch);
  const away = batch.sub(grey).abs();
  const mean = away.mean();
  const result = mean.arraySync();
  tf.dispose([grey, away, mean]);
  return result;
}`,
      "the last one leaks": `function contrast(batch) {
  return tf.tidy(() => batch.sub(tf.mean(batch)).abs().mean()).arraySync();
}`,
      "the batch goes too": `function contrast(batch) {
  const result = tf.tidy(() => batch.sub(tf.mean(batch)).abs().mean().arraySync());
  batch.dispose();
  return result;
}`,
      "distances that cancel": `const contrast = (batch) => tf.tidy(() => batch.sub(tf.mean(batch)).mean().arraySync());`,
      "the printed case": `const contrast = (batch) => 0.5;`,
      "the deviation": `const contrast = (batch) => tf.tidy(() => tf.moments(batch).variance.sqrt().arraySync());`
    }
  },

  "safe-softmax": {
    right: {
      "the log of the sum": `function softmax(values: number[]): number[] {
  const top = values.reduce((a, b) => (a > b ? a : b));
  const logSum = top + Math.log(values.reduce((sum, v) => sum + Math.exp(v - top), 0));
  return values.map((v) => Math.exp(v - logSum));
}`,
      "pair by pair": `const softmax = (values: number[]) =>
  values.map((own) => 1 / values.reduce((sum, other) => sum + Math.exp(other - own), 0));`,
      "a loop": `function softmax(values: number[]): number[] {
  let largest = -Infinity;
  for (const value of values) if (value > largest) largest = value;
  const result = [];
  let sum = 0;
  for (const value of values) {
    const power = Math.E ** (value - largest);
    result.push(power);
    sum += power;
  }
  for (let i = 0; i < result.length; i++) result[i] /= sum;
  return result;
}`,
      "sorted first": `const softmax = (values) => {
  const most = [...values].sort((a, b) => b - a)[0];
  const powers = values.map((v) => Math.exp(v - most));
  return powers.map((p) => p / powers.reduce((a, b) => a + b));
};`
    },
    wrong: {
      "the smallest taken off": `const softmax = (values) => {
  const powers = values.map((v) => Math.exp(v - Math.min(...values)));
  return powers.map((p) => p / powers.reduce((a, b) => a + b));
};`,
      "the mean taken off": `const softmax = (values) => {
  const mean = values.reduce((a, b) => a + b) / values.length;
  const powers = values.map((v) => Math.exp(v - mean));
  return powers.map((p) => p / powers.reduce((a, b) => a + b));
};`,
      "cut off": `const softmax = (values) => {
  const powers = values.map((v) => Math.exp(Math.max(-500, Math.min(500, v))));
  return powers.map((p) => p / powers.reduce((a, b) => a + b));
};`,
      "divided by the largest": `const softmax = (values) => {
  const powers = values.map((v) => Math.exp(v / Math.max(...values.map(Math.abs))));
  return powers.map((p) => p / powers.reduce((a, b) => a + b));
};`,
      "NaN made 1": `const softmax = (values) => {
  const powers = values.map(Math.exp);
  return powers.map((p) => (p / powers.reduce((a, b) => a + b)) || 1 / values.length);
};`
    }
  }
};

import type {ChapterAnswers} from "../exercises.ts";

const sampling = `function sample(
  G: (noise: tf.Tensor2D) => tf.Tensor4D, count: number, latentDim: number, normal: () => number
): tf.Tensor3D`;
const normalising = `function normaliseBatch(
  x: tf.Tensor, gamma: tf.Tensor1D, beta: tf.Tensor1D, epsilon: number
): tf.Tensor`;

/** Right and wrong answers to the exercises of DCGAN that are about layers and networks in tfjs. */
export const networks: ChapterAnswers = {
  "write-sampling": {
    right: {
      "thrown away by hand": `${sampling} {
  const numbers = new Float32Array(count * latentDim);
  for (let i = 0; i < numbers.length; i++) numbers[i] = normal();
  const noise = tf.tensor2d(numbers, [count, latentDim]);
  const painted = G(noise);
  const [, height, width] = painted.shape;
  const grey = tf.reshape(painted, [count, height, width]);
  const more = tf.add(grey, 1);
  const result = tf.mul(more, 0.5) as tf.Tensor3D;
  tf.dispose([noise, painted, grey, more]);
  return result;
}`,
      "rows of numbers, chained": `${sampling} {
  return tf.tidy(() => {
    const rows = Array.from({length: count}, () => Array.from({length: latentDim}, normal));
    return G(tf.tensor2d(rows)).squeeze([-1]).div(2).add(0.5) as tf.Tensor3D;
  });
}`,
      "by a buffer, and reshaped": `const sample = (G, count, latentDim, normal) => tf.tidy(() => {
  const noise = tf.buffer([count, latentDim]);
  for (let row = 0; row < count; row++)
    for (let i = 0; i < latentDim; i++) noise.set(normal(), row, i);
  const painted = G(noise.toTensor());
  return painted.add(1).mul(0.5).reshape(painted.shape.slice(0, 3));
});`
    },
    wrong: {
      "a single picture loses its axis": `const sample = (G, count, latentDim, normal) => tf.tidy(() =>
  tf.squeeze(tf.div(tf.add(G(tf.tensor2d(Array.from({length: count * latentDim}, normal), [count, latentDim])), 1), 2)));`,
      "from −1 to 1": `const sample = (G, count, latentDim, normal) => tf.tidy(() =>
  tf.squeeze(G(tf.tensor2d(Array.from({length: count * latentDim}, normal), [count, latentDim])), [3]));`,
      "cut off below black": `const sample = (G, count, latentDim, normal) => tf.tidy(() =>
  tf.squeeze(tf.relu(G(tf.tensor2d(Array.from({length: count * latentDim}, normal), [count, latentDim]))), [3]));`,
      "the noise and the pictures are left": `const sample = (G, count, latentDim, normal) => {
  const noise = tf.tensor2d(Array.from({length: count * latentDim}, normal), [count, latentDim]);
  return tf.tidy(() => tf.squeeze(tf.div(tf.add(G(noise), 1), 2), [3]));
};`,
      "column after column": `const sample = (G, count, latentDim, normal) => tf.tidy(() => {
  const noise = tf.transpose(tf.tensor2d(Array.from({length: count * latentDim}, normal), [latentDim, count]));
  return tf.squeeze(tf.div(tf.add(G(noise), 1), 2), [3]);
});`,
      "one picture at a time": `const sample = (G, count, latentDim, normal) => tf.tidy(() => tf.concat(Array.from({length: count}, () =>
  tf.squeeze(tf.div(tf.add(G(tf.tensor2d(Array.from({length: latentDim}, normal), [1, latentDim])), 1), 2), [3]))));`,
      "noise of its own": `const sample = (G, count, latentDim, normal) => tf.tidy(() =>
  tf.squeeze(tf.div(tf.add(G(tf.randomNormal([count, latentDim])), 1), 2), [3]));`,
      "the channel stays": `const sample = (G, count, latentDim, normal) => tf.tidy(() =>
  tf.div(tf.add(G(tf.tensor2d(Array.from({length: count * latentDim}, normal), [count, latentDim])), 1), 2));`,
      "numbers instead of a tensor": `const sample = (G, count, latentDim, normal) => tf.tidy(() =>
  tf.squeeze(tf.div(tf.add(G(tf.tensor2d(Array.from({length: count * latentDim}, normal), [count, latentDim])), 1), 2), [3]).arraySync());`
    }
  },

  "deeper-judge": {
    right: {
      "four convolutions, two of them with a stride of 1": `const judge = network({input: [28, 28, 1]}, [
  conv(16, {kernel: 3}), leakyRelu(0.2),
  conv(24, {kernel: 3, stride: 2, bias: false}), batchNorm(), leakyRelu(0.2),
  conv(32, {kernel: 3, bias: false}), batchNorm(), leakyRelu(0.2),
  conv(48, {kernel: 3, stride: 2, bias: false}), batchNorm(), leakyRelu(0.2),
  flatten(), dense(1)
]);`,
      "a list that grows": `const down = (filters: number) => [conv(filters, {kernel: 3, stride: 2, bias: false}), batchNorm(), leakyRelu(0.1)];
const judge = network({input: [28, 28, 1]}, [
  conv(16, {kernel: 5, stride: 2, bias: false}), leakyRelu(0.1), ...[32, 48, 32].flatMap(down), flatten(), dense(1, {bias: false})
]);`,
      "as wide as before, and a look at single places between": `const judge = network({input: [28, 28, 1]}, [
  conv(32, {kernel: 4, stride: 2}), leakyRelu(0.2),
  conv(16, {kernel: 1, bias: false}), batchNorm({momentum: 0.8}), leakyRelu(0.2),
  conv(64, {kernel: 4, stride: 2, bias: false}), batchNorm({momentum: 0.8}), leakyRelu(0.2),
  flatten(), dense(1)
]);`,
      "no padding": `const judge = network({input: [28, 28, 1]}, [
  conv(8, {kernel: 4, stride: 2, padding: "valid"}), leakyRelu(0.2),
  conv(16, {kernel: 3, stride: 2, padding: "valid", bias: false}), batchNorm(), leakyRelu(0.2),
  conv(32, {kernel: 3, padding: "valid", bias: false}), batchNorm(), leakyRelu(0.2),
  flatten(), dense(1)
]);`
    },
    wrong: {
      larger: `const judge = network({input: [28, 28, 1]}, [
  conv(32, {kernel: 4, stride: 2}), leakyRelu(0.2),
  conv(64, {kernel: 4, stride: 2, bias: false}), batchNorm(), leakyRelu(0.2),
  conv(64, {kernel: 3, stride: 2, bias: false}), batchNorm(), leakyRelu(0.2),
  flatten(), dense(1)
]);`,
      "normalised behind the activation": `const judge = network({input: [28, 28, 1]}, [
  conv(16, {kernel: 4, stride: 2}), leakyRelu(0.2),
  conv(32, {kernel: 3, stride: 2, bias: false}), leakyRelu(0.2), batchNorm(),
  conv(48, {kernel: 3, stride: 2, bias: false}), leakyRelu(0.2), batchNorm(),
  flatten(), dense(1)
]);`,
      "the first is normalised too": `const judge = network({input: [28, 28, 1]}, [
  conv(16, {kernel: 4, stride: 2, bias: false}), batchNorm(), leakyRelu(0.2),
  conv(32, {kernel: 3, stride: 2, bias: false}), batchNorm(), leakyRelu(0.2),
  conv(48, {kernel: 3, stride: 2, bias: false}), batchNorm(), leakyRelu(0.2),
  flatten(), dense(1)
]);`,
      "biases that are taken away again": `const judge = network({input: [28, 28, 1]}, [
  conv(16, {kernel: 4, stride: 2}), leakyRelu(0.2),
  conv(32, {kernel: 3, stride: 2}), batchNorm(), leakyRelu(0.2),
  conv(48, {kernel: 3, stride: 2}), batchNorm(), leakyRelu(0.2),
  flatten(), dense(1)
]);`,
      "a hidden dense layer": `const judge = network({input: [28, 28, 1]}, [
  conv(8, {kernel: 4, stride: 2}), leakyRelu(0.2),
  conv(16, {kernel: 3, stride: 2, bias: false}), batchNorm(), leakyRelu(0.2),
  conv(24, {kernel: 3, stride: 2, bias: false}), batchNorm(), leakyRelu(0.2),
  flatten(), dense(16), leakyRelu(0.2), dense(1)
]);`,
      "sixteen logits": `const judge = network({input: [28, 28, 1]}, [
  conv(8, {kernel: 4, stride: 2}), leakyRelu(0.2),
  conv(16, {kernel: 3, stride: 2, bias: false}), batchNorm(), leakyRelu(0.2),
  conv(24, {kernel: 3, stride: 2, bias: false}), batchNorm(), leakyRelu(0.2),
  flatten(), dense(16)
]);`,
      "two convolutions": `const judge = network({input: [28, 28, 1]}, [
  conv(32, {kernel: 3, stride: 2}), leakyRelu(0.2),
  conv(64, {kernel: 3, stride: 2, bias: false}), batchNorm(), leakyRelu(0.2),
  flatten(), dense(1)
]);`,
      "no activation at the end": `const judge = network({input: [28, 28, 1]}, [
  conv(16, {kernel: 4, stride: 2}), leakyRelu(0.2),
  conv(32, {kernel: 3, stride: 2, bias: false}), batchNorm(), leakyRelu(0.2),
  conv(48, {kernel: 3, stride: 2, bias: false}), batchNorm(),
  flatten(), dense(1)
]);`
    }
  },

  "write-batch-norm": {
    right: {
      "by moments": `${normalising} {
  return tf.tidy(() => {
    const axes = x.shape.map((_, axis) => axis).slice(0, -1);
    const {mean, variance} = tf.moments(x, axes);
    return x.sub(mean).mul(variance.add(epsilon).rsqrt()).mul(gamma).add(beta);
  });
}`,
      "as a matrix": `${normalising} {
  return tf.tidy(() => {
    const rows = tf.reshape(x, [-1, gamma.size]);
    const mean = tf.mean(rows, 0, true);
    const variance = tf.sub(tf.mean(tf.square(tf.sub(rows, mean)), 0, true), 0);
    const factor = tf.div(gamma, tf.sqrt(tf.add(variance, epsilon)));
    return tf.reshape(tf.add(tf.mul(tf.sub(rows, mean), factor), beta), x.shape);
  });
}`,
      "the rank asked first": `const normaliseBatch = (x, gamma, beta, epsilon) => tf.tidy(() => {
  const axes = x.rank === 2 ? [0] : [0, 1, 2];
  const count = x.size / gamma.size;
  const mean = tf.div(tf.sum(x, axes, true), count);
  const error = x.sub(mean);
  const variance = error.mul(error).sum(axes, true).div(count);
  return error.div(variance.add(epsilon).sqrt()).mul(gamma).add(beta);
});`,
      "tf's own, with the batch's statistics": `const normaliseBatch = (x, gamma, beta, epsilon) => tf.tidy(() => {
  const {mean, variance} = tf.moments(x, [...Array(x.rank - 1).keys()]);
  return tf.batchNorm(x, mean, variance, beta, gamma, epsilon);
});`
    },
    wrong: {
      "over the batch alone": `const normaliseBatch = (x, gamma, beta, epsilon) => tf.tidy(() => {
  const {mean, variance} = tf.moments(x, 0);
  return x.sub(mean).div(variance.add(epsilon).sqrt()).mul(gamma).add(beta);
});`,
      "each picture for itself": `const normaliseBatch = (x, gamma, beta, epsilon) => tf.tidy(() => {
  const {mean, variance} = tf.moments(x, x.rank === 2 ? [0] : [1, 2], true);
  return x.sub(mean).div(variance.add(epsilon).sqrt()).mul(gamma).add(beta);
});`,
      "all channels together": `const normaliseBatch = (x, gamma, beta, epsilon) => tf.tidy(() => {
  const {mean, variance} = tf.moments(x);
  return x.sub(mean).div(variance.add(epsilon).sqrt()).mul(gamma).add(beta);
});`,
      "the variance of a sample, n − 1": `const normaliseBatch = (x, gamma, beta, epsilon) => tf.tidy(() => {
  const count = x.size / gamma.size;
  const {mean, variance} = tf.moments(x, [...Array(x.rank - 1).keys()]);
  return x.sub(mean).div(variance.mul(count / (count - 1)).add(epsilon).sqrt()).mul(gamma).add(beta);
});`,
      "epsilon outside the root": `const normaliseBatch = (x, gamma, beta, epsilon) => tf.tidy(() => {
  const {mean, variance} = tf.moments(x, [...Array(x.rank - 1).keys()]);
  return x.sub(mean).div(variance.sqrt().add(epsilon)).mul(gamma).add(beta);
});`,
      "divided by the variance": `const normaliseBatch = (x, gamma, beta, epsilon) => tf.tidy(() => {
  const {mean, variance} = tf.moments(x, [...Array(x.rank - 1).keys()]);
  return x.sub(mean).div(variance.add(epsilon)).mul(gamma).add(beta);
});`,
      "γ and β change places": `const normaliseBatch = (x, gamma, beta, epsilon) => tf.tidy(() => {
  const {mean, variance} = tf.moments(x, [...Array(x.rank - 1).keys()]);
  return x.sub(mean).div(variance.add(epsilon).sqrt()).mul(beta).add(gamma);
});`,
      "statistics read as numbers, where no gradient passes": `const normaliseBatch = (x, gamma, beta, epsilon) => tf.tidy(() => {
  const {mean, variance} = tf.moments(x, [...Array(x.rank - 1).keys()]);
  const [m, v] = [tf.tensor(mean.arraySync()), tf.tensor(variance.arraySync())];
  return x.sub(m).div(v.add(epsilon).sqrt()).mul(gamma).add(beta);
});`,
      "all read as numbers": `const normaliseBatch = (x, gamma, beta, epsilon) => tf.tidy(() => {
  const {mean, variance} = tf.moments(x, [...Array(x.rank - 1).keys()]);
  const y = x.sub(mean).div(variance.add(epsilon).sqrt()).mul(gamma).add(beta);
  return tf.tensor(y.arraySync());
});`,
      "not tidied": `const normaliseBatch = (x, gamma, beta, epsilon) => {
  const {mean, variance} = tf.moments(x, [...Array(x.rank - 1).keys()]);
  return x.sub(mean).div(variance.add(epsilon).sqrt()).mul(gamma).add(beta);
};`,
      "x is thrown away": `const normaliseBatch = (x, gamma, beta, epsilon) => {
  const y = tf.tidy(() => {
    const {mean, variance} = tf.moments(x, [...Array(x.rank - 1).keys()]);
    return x.sub(mean).div(variance.add(epsilon).sqrt()).mul(gamma).add(beta);
  });
  x.dispose();
  return y;
};`
    }
  }
};

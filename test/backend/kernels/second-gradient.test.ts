import {describe, expect, it} from "vitest";
import {normaliseBatch} from "../../../lib/nn/network/normalise.ts";
import {expectSame, gradientsOf, normal, tf, valuesOn} from "../backends.ts";

type Layer = (...inputs: tf.Tensor[]) => tf.Tensor;

/**
 * The gradients, with respect to every input, of the sum of squares of the layer's gradients with respect to every input. The layer
 * is squared first, so that its first gradients depend on all of them.
 */
function secondGradients(layer: Layer, ...shapes: number[][]): () => tf.Tensor[] {
  return () => {
    const inputs = shapes.map((shape, index) => normal(shape, index + 1));
    const squared: Layer = (...values) => tf.square(layer(...values));
    const slope = (...values: tf.Tensor[]): tf.Tensor =>
      tf.addN(gradientsOf(squared, values).map((gradient) => tf.sum(tf.square(gradient))));
    return tf.grads(slope)(inputs);
  };
}

const conv =
  (strides: number, pad: "same" | "valid"): Layer =>
  (x, w) =>
    tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, strides, pad);

const layers: Readonly<Record<string, () => tf.Tensor[]>> = {
  "a convolution": secondGradients(conv(1, "same"), [2, 5, 4, 6], [3, 3, 6, 5]),
  "a strided convolution": secondGradients(conv(2, "same"), [2, 6, 7, 6], [4, 4, 6, 5]),
  "a convolution of one channel": secondGradients(conv(2, "valid"), [2, 7, 6, 1], [4, 3, 1, 5]),
  "a transposed convolution": secondGradients(
    (x, w) => tf.conv2dTranspose(x as tf.Tensor4D, w as tf.Tensor4D, [2, 6, 8, 5], 2, "same"),
    [2, 3, 4, 6],
    [4, 4, 5, 6]
  ),
  "a dense layer": secondGradients((x, w, b) => tf.add(tf.matMul(x as tf.Tensor2D, w as tf.Tensor2D), b), [4, 7], [7, 3], [3]),
  "a leaky ReLU": secondGradients((x) => tf.leakyRelu(x, 0.2), [3, 11]),
  "a ReLU": secondGradients((x) => tf.relu(x), [3, 11]),
  "batch normalisation": secondGradients((x, gamma, beta) => normaliseBatch(x, gamma, beta, 1e-2).output, [5, 2, 3, 4], [4], [4])
};

describe("the gradient of a gradient on wasm is that of cpu", () => {
  for (const [name, compute] of Object.entries(layers)) it(`through ${name}`, () => expectSame(compute, 1e-4));

  it("and is the slope that differences show, through convolution, leaky ReLU and a dense layer", async () => {
    for (const backend of ["cpu", "wasm"] as const) {
      const [given, expected] = await valuesOn(backend, () => {
        const x = normal([2, 6, 6, 1], 1);
        const dense = normal([45, 1], 3);
        // WGAN-GP's penalty: how steep the judge is where it looks.
        const steepness = (w: tf.Tensor): tf.Tensor => {
          const judge = (image: tf.Tensor): tf.Tensor => {
            const maps = tf.leakyRelu(tf.conv2d(image as tf.Tensor4D, w as tf.Tensor4D, 2, "same"), 0.2);
            return tf.sum(tf.matMul(tf.reshape(maps, [2, 45]), dense as tf.Tensor2D));
          };
          return tf.sum(tf.square(tf.grad(judge)(x)));
        };
        const w = normal([4, 4, 1, 5], 2);
        const direction = normal([4, 4, 1, 5], 4);
        const step = 1e-2;
        const ahead = steepness(tf.add(w, tf.mul(direction, step)));
        const behind = steepness(tf.sub(w, tf.mul(direction, step)));
        return [tf.sum(tf.mul(tf.grad(steepness)(w), direction)), tf.div(tf.sub(ahead, behind), 2 * step)];
      });
      expect(Math.abs(given.data[0] / expected.data[0] - 1), backend).toBeLessThan(1e-2);
    }
  });
});

/** What tfjs itself calls its operations of one tensor. */
const named =
  "abs asin atan cos cosh cumsum erf exp expm1 log log1p logSigmoid logSoftmax logSumExp max mean min neg norm reciprocal relu6 rsqrt " +
  "selu sigmoid sin sinh softmax softplus sqrt square tan tanh";

/** Operations on four numbers. */
const operations: Readonly<Record<string, Layer>> = {
  ...Object.fromEntries(named.split(" ").map((name) => [name, (tf as unknown as Record<string, Layer>)[name]])),
  "a power": (x) => tf.pow(x, 2.5),
  "an exponent": (x) => tf.pow(2.5, x),
  "a clip": (x) => tf.clipByValue(x, 0.35, 0.6),
  "a PReLU": (x) => tf.prelu(tf.sub(x, 0.5), tf.tensor1d([0.1, 0.2, 0.3, 0.4])),
  "a maximum": (x) => tf.maximum(x, 0.45),
  "a choice": (x) => tf.where(tf.greater(x, 0.45), tf.exp(x), tf.square(x)),
  "a logical choice": (x) => tf.where(tf.logicalOr(tf.less(x, 0.35), tf.logicalNot(tf.lessEqual(x, 0.6))), tf.exp(x), x),
  "the variance of moments": (x) => tf.moments(x).variance,
  "sigmoid cross-entropy": (x) => tf.losses.sigmoidCrossEntropy(tf.tensor1d([0, 1, 1, 0]), x),
  "a fused layer": (x) => {
    const matrix = tf.reshape(x, [2, 2]) as tf.Tensor2D;
    return tf.fused.matMul({a: matrix, b: matrix, activation: "sigmoid"});
  },
  "an operation of its own that keeps its output": tf.customGrad((...[x, save]) => {
    const value = tf.exp(x as tf.Tensor);
    (save as tf.GradSaveFunc)([value]);
    return {value, gradFunc: (dy: tf.Tensor, [kept]: tf.Tensor[]) => tf.mul(dy, kept)};
  })
};

/** Operations that have no second derivative in tfjs, and what it says. */
const refused: Readonly<Record<string, [Layer, string]>> = {
  elu: [(x) => tf.elu(x), "not found for EluGrad"],
  prod: [(x) => tf.prod(x), "not found for Cumprod"],
  "bilinear resizing": [
    (x) => tf.image.resizeBilinear(tf.reshape(x, [1, 2, 2, 1]) as tf.Tensor4D, [4, 4]),
    "not found for ResizeBilinearGrad"
  ],
  "softmax cross-entropy": [
    (x) => tf.losses.softmaxCrossEntropy(tf.tensor2d([[0, 1, 0, 0]]), tf.reshape(x, [1, 4])),
    "softmaxCrossEntropy cannot be differentiated twice: its gradient uses what it computed on the way"
  ],
  "an operation of its own that keeps what it made on the way": [
    tf.customGrad((...[x, save]) => {
      const half = tf.exp(tf.mul(x as tf.Tensor, 0.5));
      (save as tf.GradSaveFunc)([half]);
      return {value: tf.square(half), gradFunc: (dy: tf.Tensor, [kept]: tf.Tensor[]) => tf.mul(dy, tf.square(kept))};
    }),
    "cannot be differentiated twice"
  ]
};

/** The gradient of a sum of an operation and its square, every number counting differently. */
function slopeOf(run: Layer, x: tf.Tensor): tf.Tensor {
  return tf.grad((x: tf.Tensor) => {
    const y = run(x);
    return tf.sum(tf.mul(tf.add(y, tf.square(y)), tf.reshape(tf.range(1, y.size + 1), y.shape)));
  })(x);
}

const point = () => tf.tensor1d([0.3, 0.52, 0.71, 0.4]);
const direction = () => tf.tensor1d([1, -0.5, 0.7, 0.3]);

describe.each(["cpu", "wasm"] as const)("the gradient of a gradient on %s", (backend) => {
  it.each(Object.keys(operations))("is the slope that differences of the gradient show: %s", async (name) => {
    const [given, ...differences] = await valuesOn(backend, () => {
      const along = (x: tf.Tensor): tf.Tensor => tf.sum(tf.mul(slopeOf(operations[name], x), direction()));
      const step = 1e-3;
      const moved = [0, 1, 2, 3].map((i) => {
        const by = tf.mul(tf.reshape(tf.oneHot([i], 4), [4]), step);
        return tf.div(tf.sub(along(tf.add(point(), by)), along(tf.sub(point(), by))), 2 * step);
      });
      return [tf.grad(along)(point()), ...moved];
    });
    const expected = differences.map(({data}) => data[0]);
    const scale = Math.max(1, ...expected.map(Math.abs));
    for (const [i, value] of expected.entries()) expect(Math.abs(given.data[i] - value) / scale).toBeLessThan(1e-2);
  });

  it.each(Object.entries(refused))("is refused rather than wrong: %s", async (_, [run, message]) => {
    await tf.setBackend(backend);
    const twice = () => tf.tidy(() => tf.grad((x: tf.Tensor) => tf.sum(tf.mul(slopeOf(run, x), direction())))(point()));
    expect(twice).toThrow(message);
    for (const {saved = []} of tf.engine().state.activeTape ?? []) tf.dispose(saved);
  });
});

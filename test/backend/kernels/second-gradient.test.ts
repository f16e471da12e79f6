import {describe, expect, it} from "vitest";
import {normaliseBatch} from "../../../lib/nn/network/forward-batch-norm.ts";
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

import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {normaliseBatch} from "../../lib/nn/network/normalise.ts";
import {registerTrainingKernels} from "../../lib/backend/wasm.ts";
import {expectSame, gradientsOf, normal, tf, valuesOn} from "./backends.ts";

type Layer = (...inputs: tf.Tensor[]) => tf.Tensor;

/** The layer's result and its gradients with respect to every input. */
function layer(run: Layer, ...shapes: number[][]): () => tf.Tensor[] {
  return () => {
    const inputs = shapes.map((shape, index) => normal(shape, index + 1));
    return [run(...inputs), ...gradientsOf(run, inputs)];
  };
}

const image = [2, 6, 8, 3];

const layers: Readonly<Record<string, () => tf.Tensor[]>> = {
  dense: layer((x, w) => tf.matMul(x, w), [5, 7], [7, 3]),
  "dense, batch 1": layer((x, w) => tf.matMul(x, w), [1, 40], [40, 65]),
  "dense with a bias": layer((x, w, b) => tf.add(tf.matMul(x, w), b as tf.Tensor), [5, 7], [7, 3], [3]),
  "a product of transposed matrices": layer((a, b) => tf.matMul(a, b, true, true), [7, 5], [3, 7]),
  "a product of batches of matrices": layer((a, b) => tf.matMul(a, b, false, true), [4, 5, 7], [4, 3, 7]),
  bias: layer((x, b) => tf.add(x, b), image, [3]),
  relu: layer((x) => tf.relu(x), image),
  leakyRelu: layer((x) => tf.leakyRelu(x, 0.2), image),
  "leakyRelu of a vector": layer((x) => tf.leakyRelu(x, 0.3), [11]),
  tanh: layer((x) => tf.tanh(x), image),
  sigmoid: layer((x) => tf.sigmoid(x), image),
  "softplus, as in the losses": layer((x) => tf.mean(tf.softplus(x)), image),
  "nearest upsampling": layer((x) => tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [12, 16]), image),
  "max pooling": layer((x) => tf.maxPool(x as tf.Tensor4D, 2, 2, "valid"), image),
  "max pooling, overlapping, same": layer((x) => tf.maxPool(x as tf.Tensor4D, 3, 2, "same"), [2, 7, 5, 2]),
  "average pooling": layer((x) => tf.avgPool(x as tf.Tensor4D, 2, 2, "valid"), image),
  "average pooling, overlapping, same": layer((x) => tf.avgPool(x as tf.Tensor4D, 3, 2, "same"), [2, 7, 5, 2]),
  reshape: layer((x) => tf.reshape(x, [2, -1]), image),
  concat: layer((a, b) => tf.concat([a, b as tf.Tensor], 3), image, [2, 6, 8, 2]),
  pad: layer(
    (x) =>
      tf.pad(x as tf.Tensor4D, [
        [0, 0],
        [0, 1],
        [2, 0],
        [0, 0]
      ]),
    image
  ),
  glu: layer(
    (x) => {
      const [value, gate] = tf.split(x, 2, -1);
      return tf.mul(value as tf.Tensor, tf.sigmoid(gate as tf.Tensor));
    },
    [4, 10]
  ),
  "gather, as an embedding": layer((w) => tf.gather(w, tf.tensor1d([2, 0, 2, 1], "int32")), [3, 5]),
  "max and mean over an axis": layer((x) => tf.add(tf.max(x, 1), tf.mean(x, 1)), [4, 6]),
  "softmax cross-entropy": layer((x) => tf.neg(tf.mul(tf.logSoftmax(x), tf.oneHot([1, 0, 3], 4))), [3, 4]),
  "nearest upsampling by other factors": layer((x) => tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [7, 11]), [2, 3, 4, 5]),
  "nearest upsampling, corners aligned": layer(
    (x) => tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [7, 11], true),
    [2, 3, 4, 5]
  ),
  "normaliseBatch of images": layer(
    (x, s, o) => normaliseBatch(x, s as tf.Tensor1D, o as tf.Tensor1D, 1e-5).output,
    image,
    [3],
    [3]
  ),
  "normaliseBatch of vectors": layer(
    (x, s, o) => normaliseBatch(x, s as tf.Tensor1D, o as tf.Tensor1D, 1e-3).output,
    [6, 17],
    [17],
    [17]
  )
};

describe("a layer and its gradients on wasm are those of cpu", () => {
  for (const [name, compute] of Object.entries(layers)) it(name, () => expectSame(compute));

  it("leakyRelu, at zero and infinities", () =>
    expectSame(() => {
      const x = tf.tensor1d([0, -0, 1e30, -1e30, 1e-38, -1e-38]);
      return [tf.leakyRelu(x, 0.2), ...gradientsOf((x) => tf.leakyRelu(x, 0.2), [x])];
    }));

  it("matMul of any sizes, transposed or not", async () => {
    const size = fc.integer({min: 1, max: 70});
    await fc.assert(
      fc.asyncProperty(size, size, size, fc.boolean(), fc.boolean(), (m, k, n, transposeA, transposeB) =>
        expectSame(() => {
          const a = normal(transposeA ? [k, m] : [m, k], 1);
          return [tf.matMul(a, normal(transposeB ? [n, k] : [k, n], 2), transposeA, transposeB)];
        })
      ),
      {numRuns: 60}
    );
  });
});

describe("normaliseBatch(x, gamma, beta, epsilon)", () => {
  it("is tf.batchNorm by tf.moments, with its gradients", async () => {
    const inputs = () => [normal([4, 5, 3, 6], 1), normal([6], 2), normal([6], 3)];
    const own: Layer = (x, s, o) => normaliseBatch(x as tf.Tensor, s as tf.Tensor1D, o as tf.Tensor1D, 1e-3).output;
    const theirs: Layer = (x, s, o) => {
      const {mean, variance} = tf.moments(x as tf.Tensor, [0, 1, 2]);
      return tf.batchNorm(
        x as tf.Tensor4D,
        mean as tf.Tensor1D,
        variance as tf.Tensor1D,
        o as tf.Tensor1D,
        s as tf.Tensor1D,
        1e-3
      );
    };
    await expectSame(
      () => [own(...inputs()), ...gradientsOf(own, inputs())],
      2e-5,
      () => [theirs(...inputs()), ...gradientsOf(theirs, inputs())]
    );
  });

  it("gives the mean and the biased variance of each channel", async () => {
    const results = await valuesOn("wasm", () => {
      const {mean, variance} = normaliseBatch(
        tf.tensor2d([
          [1, 10],
          [3, 10]
        ]),
        tf.ones([2]),
        tf.zeros([2]),
        1e-3
      );
      return [mean, variance];
    });
    expect(results.map(({data}) => [...data])).toEqual([
      [2, 10],
      [1, 0]
    ]);
  });

  it("refuses a gamma that is not as long as the last axis", () => {
    expect(() => tf.tidy(() => normaliseBatch(tf.zeros([2, 3]), tf.ones([2]), tf.ones([3]), 1e-3).output)).toThrow(RangeError);
  });
});

describe("registerTrainingKernels()", () => {
  it("does nothing the second time", () => {
    const kernel = tf.getKernel("Conv2D", "wasm");
    registerTrainingKernels();
    expect(tf.getKernel("Conv2D", "wasm")).toBe(kernel);
  });

  it("leaves the image of a batch alone: no gradient is computed that nobody reads", async () => {
    await tf.setBackend("wasm");
    const names: string[] = [];
    const profile = await tf.profile(() =>
      tf.tidy(() => {
        const x = normal([1, 4, 4, 1], 1) as tf.Tensor4D;
        return tf.grad((w) => tf.conv2d(x, w as tf.Tensor4D, 1, "same"))(normal([3, 3, 1, 2], 2));
      })
    );
    for (const {name} of profile.kernels) names.push(name);
    (profile.result as tf.Tensor).dispose();
    expect(names).toContain("Conv2DBackpropFilter");
    expect(names).not.toContain("Conv2DBackpropInput");
  });
});

describe("the gradient of nearest upsampling, on either backend", () => {
  it("adds up each element's copies, in every image of the batch", async () => {
    for (const backend of ["cpu", "wasm"] as const) {
      const [gradient] = await valuesOn(backend, () => {
        const weights = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2, 1]);
        return [tf.grad((x) => tf.mul(tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [2, 2]), weights))(tf.ones([2, 1, 1, 1]))];
      });
      expect([...(gradient?.data ?? [])], backend).toEqual([10, 26]);
    }
  });
});

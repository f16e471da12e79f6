import type {Scalar, Tensor1D, Tensor4D, Variable} from "@tensorflow/tfjs-core";
import {conv2d, conv2dTranspose, dispose, leakyRelu, mean, ones, randomNormal} from "@tensorflow/tfjs-core";
import {square, tidy, variable, variableGrads, zeros} from "@tensorflow/tfjs-core";
import {normaliseBatch} from "../nn/network/normalise.ts";

/**
 * Milliseconds of one small training step on the current backend, the shortest of three after one that warms up: a strided and
 * a transposed convolution with batch normalisation between, 16 images of 14 × 14, all gradients. About a hundredth of a step of
 * the compact DCGAN, with its mixture of work. Leaves no tensor behind.
 */
export async function measureSmallStep(): Promise<number> {
  const images = randomNormal([16, 14, 14, 8], 0, 1, "float32", 1) as Tensor4D;
  const initial = tidy(() => [
    randomNormal([4, 4, 8, 16], 0, 0.05, "float32", 2),
    ones([16]),
    zeros([16]),
    randomNormal([4, 4, 8, 16], 0, 0.05, "float32", 3)
  ]);
  const weights = initial.map((tensor) => variable(tensor)) as [Variable, Variable, Variable, Variable];
  dispose(initial);
  const [down, scale, offset, up] = weights;
  const loss = () => {
    const small = conv2d(images, down as unknown as Tensor4D, 2, "same");
    const {output} = normaliseBatch(small, scale as unknown as Tensor1D, offset as unknown as Tensor1D, 1e-5);
    const large = conv2dTranspose(leakyRelu(output, 0.2) as Tensor4D, up as unknown as Tensor4D, [16, 14, 14, 8], 2, "same");
    return mean(square(large)) as Scalar;
  };
  let shortest = Infinity;
  try {
    for (let round = 0; round < 4; round++) {
      const start = performance.now();
      const gradients = tidy(() => {
        const {grads} = variableGrads(loss, weights);
        return Object.values(grads);
      });
      // Reading one gradient waits for the GPU.
      await gradients[0]?.data();
      dispose(gradients);
      if (round > 0) shortest = Math.min(shortest, performance.now() - start);
    }
  } finally {
    dispose([images, ...weights]);
  }
  return shortest;
}
